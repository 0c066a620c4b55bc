"""What can be counted of families: people, ties, addresses, registrations, needs, contacts.

A person or family that was merged into another appears as that one; whose record was sealed, as
one of the family they were counted with. Open-ended days are 0001-01-01
and 9999-12-31, never null. Intervals are half open.
"""

from __future__ import annotations

from flyingstart.families.roots import COUNTED_FAMILY_ROOTS as FAMILY_ROOTS
from flyingstart.families.roots import PERSON_RECORDS, PERSON_ROOTS
from flyingstart.kernel.api import FactTable, facts

__all__ = ["FAMILY_ROOTS", "FIRST_DAY", "LAST_DAY", "PERSON_RECORDS", "PERSON_ROOTS"]

FIRST_DAY, LAST_DAY = "date '0001-01-01'", "date '9999-12-31'"


# Answers of records that were merged, by those they were merged into: the first that is one.
_NONE_YET = "('', 'unknown', 'not_asked')"


def _first(column: str, given: str, before: str = "") -> str:
    order = f"{before}, q.id" if before else "q.id"
    return f"(array_agg(q.{column} ORDER BY {order}) FILTER (WHERE {given}))[1] AS {column}"


_PLAIN = (
    *("date_of_birth", "fifth_birthday", "six_months_on", "died_on", "interpreter_needed"),
    *("contact_by_sms", "contact_by_email"),
)
_TEXTS = ("sex", "ethnicity", "spoken_language", "nhs_number", "gp_practice", "setting")
_FILLED = ", ".join(
    [_first(name, f"q.{name} IS NOT NULL") for name in _PLAIN]
    + [_first(name, f"q.{name} <> ''", f"q.{name} IN {_NONE_YET}") for name in _TEXTS]
)
_TOGETHER = ", ".join(
    [f"coalesce(p.{name}, m.{name}) AS {name}" for name in _PLAIN]
    + [
        f"CASE WHEN p.{name} = '' OR (p.{name} IN {_NONE_YET} AND m.{name} NOT IN {_NONE_YET}) "
        f"THEN coalesce(m.{name}, '') ELSE p.{name} END AS {name}"
        for name in _TEXTS
    ]
)
# Everyone once: what the record that stays leaves open is filled in from those merged into it, as
# `queries/together.py` has it.
_PEOPLE = f"""(
    SELECT p.id, {_TOGETHER}
    FROM families_person p
    LEFT JOIN (
        SELECT r.root, {_FILLED}
        FROM {PERSON_ROOTS} r JOIN families_person q ON q.id = r.id GROUP BY r.root
    ) m ON m.root = p.id
    WHERE p.merged_into_id IS NULL
)"""

_ANSWER_STATES = "('unknown', 'refused', 'not_asked')"


def _answer(expression: str) -> str:
    """The kind of answer a text holds: four ways of none, or `answered`."""
    return (
        f"CASE WHEN {expression} IN {_ANSWER_STATES} THEN {expression} "
        f"WHEN {expression} <> '' THEN 'answered' ELSE 'blank' END"
    )


def _given(expression: str) -> str:
    """The kind of answer of something that is either there or not."""
    return f"CASE WHEN {expression} THEN 'answered' ELSE 'blank' END"


facts.register(
    "code",
    FactTable(
        name="code",
        grain="one entry of a code list",
        columns={"kind": "ethnicity, language, need", "code": "", "label": ""},
        select="SELECT kind, code, label FROM families_code",
    ),
)

facts.register(
    "person",
    FactTable(
        name="person",
        grain="one person",
        columns={
            "person": "internal id",
            "date_of_birth": "",
            "fifth_birthday": "first day no longer under five",
            "six_months_on": "the day of being six months old",
            "died_on": "",
            "sex": "F, M, other, unknown; null: blank",
            "ethnicity": "code, or unknown, refused, not_asked; null: blank",
            "language": "spoken language; null: blank",
        },
        select=f"""
        SELECT id AS person, date_of_birth, fifth_birthday, six_months_on, died_on,
               nullif(sex, '') AS sex, nullif(ethnicity, '') AS ethnicity,
               nullif(spoken_language, '') AS language
        FROM {_PEOPLE} p
        """,
    ),
)

# Of two ties of one person and family on one day, as merging makes them, the tie of the row that
# was merged gives way for the days on which both hold.
facts.register(
    "tie",
    FactTable(
        name="tie",
        grain="one role of a person in a family for a time; one at a time",
        columns={
            "person": "",
            "family": "",
            "role": "child, parent, carer, expectant_parent, other",
            "relationship": "in the family's words; null: blank",
            "starts_on": "first day",
            "ends_on": "first day no longer",
        },
        select=f"""
        SELECT person, family, role, relationship,
               coalesce(lower(days), {FIRST_DAY}) AS starts_on,
               coalesce(upper(days), {LAST_DAY}) AS ends_on
        FROM (
            SELECT person, family, role, relationship,
                   unnest(datemultirange(days) - coalesce(range_agg(days) OVER (
                       PARTITION BY person, family ORDER BY merged, id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                   ), datemultirange())) AS days
            FROM (
                SELECT t.id, coalesce(p.root, t.person_id) AS person,
                       coalesce(f.root, t.family_id) AS family,
                       p.root IS NOT NULL OR f.root IS NOT NULL AS merged,
                       t.role, nullif(t.relationship, '') AS relationship,
                       daterange(t.starts_on, t.ends_on) AS days
                FROM families_familytie t
                LEFT JOIN {PERSON_ROOTS} p ON p.id = t.person_id
                LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
            ) tie
        ) piece
        """,
    ),
)

facts.register(
    "address",
    FactTable(
        name="address",
        grain="one main address of a person for a time, with a well-formed postcode; one at a time",
        columns={
            "person": "",
            "postcode": "in normal form, held or not",
            "starts_on": "first day",
            "ends_on": "first day no longer",
        },
        select=f"""
        SELECT person, postcode, coalesce(lower(days), {FIRST_DAY}) AS starts_on,
               coalesce(upper(days), {LAST_DAY}) AS ends_on
        FROM (
            SELECT person, postcode,
                   unnest(datemultirange(days) - coalesce(range_agg(days) OVER (
                       PARTITION BY person ORDER BY merged, id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                   ), datemultirange())) AS days
            FROM (
                SELECT a.id, coalesce(p.root, a.person_id) AS person, p.root IS NOT NULL AS merged,
                       a.postcode, daterange(a.starts_on, a.ends_on) AS days
                FROM families_address a
                LEFT JOIN {PERSON_ROOTS} p ON p.id = a.person_id
                WHERE a.is_main
            ) address
        ) piece
        WHERE postcode <> ''
        """,
    ),
)

facts.register(
    "registration",
    FactTable(
        name="registration",
        grain="one registration of a person in a family",
        columns={
            "person": "",
            "family": "",
            "starts_on": "first day in force",
            "ends_on": "first day out",
            "worker": "public id of the member of staff who entered it; null: came otherwise",
        },
        select=f"""
        SELECT coalesce(p.root, r.person_id) AS person, coalesce(f.root, r.family_id) AS family,
               r.registered_on AS starts_on, coalesce(r.left_on, {LAST_DAY}) AS ends_on,
               r.entered_by::text AS worker
        FROM families_registration r
        LEFT JOIN {PERSON_ROOTS} p ON p.id = r.person_id
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = r.family_id
        """,
    ),
)

# Without an outcome a birth is expected no longer six weeks after its day: it was, unheard of.
facts.register(
    "expected_birth",
    FactTable(
        name="expected_birth",
        grain="one pregnancy of a family",
        columns={
            "person": "",
            "family": "",
            "starts_on": "280 days before it is due",
            "ends_on": "first day on which nothing is expected any more",
        },
        select=f"""
        SELECT coalesce(p.root, e.person_id) AS person, coalesce(f.root, e.family_id) AS family,
               e.due_on - 280 AS starts_on, coalesce(e.ended_on, e.due_on + 42) AS ends_on
        FROM families_expectedbirth e
        LEFT JOIN {PERSON_ROOTS} p ON p.id = e.person_id
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = e.family_id
        """,
    ),
)

facts.register(
    "need",
    FactTable(
        name="need",
        grain="one need of a person for a time",
        columns={"person": "", "need": "code", "starts_on": "", "ends_on": ""},
        select=f"""
        SELECT coalesce(p.root, n.person_id) AS person, n.code AS need,
               coalesce(n.starts_on, {FIRST_DAY}) AS starts_on,
               coalesce(n.ends_on, {LAST_DAY}) AS ends_on
        FROM families_need n
        LEFT JOIN {PERSON_ROOTS} p ON p.id = n.person_id
        """,
    ),
)

facts.register(
    "contact",
    FactTable(
        name="contact",
        grain="one contact with a family, face to face and outside a session",
        columns={
            "contact": "internal id",
            "family": "",
            "starts_at": "when",
            "day": "London date",
        },
        select=f"""
        SELECT c.id AS contact, coalesce(f.root, c.family_id) AS family,
               c.happened_at AS starts_at,
               (c.happened_at AT TIME ZONE 'Europe/London')::date AS day
        FROM families_contact c
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = c.family_id
        WHERE c.face_to_face
        """,
    ),
)

facts.register(
    "answer",
    FactTable(
        name="answer",
        grain="one person; for each field the kind of answer held: answered, refused, unknown, "
        "not_asked, blank",
        columns={
            "person": "",
            **dict.fromkeys(
                (
                    "date_of_birth",
                    "due_date",
                    "sex",
                    "ethnicity",
                    "language",
                    "interpreter_needed",
                    "phone",
                    "email",
                    "postcode",
                    "nhs_number",
                    "gp_practice",
                    "setting",
                    "contact_by_sms",
                    "contact_by_email",
                ),
                "kind of answer",
            ),
        },
        select=f"""
        SELECT p.id AS person,
               {_given("p.date_of_birth IS NOT NULL")} AS date_of_birth,
               {_given("e.person_id IS NOT NULL")} AS due_date,
               {_answer("p.sex")} AS sex,
               {_answer("p.ethnicity")} AS ethnicity,
               {_answer("p.spoken_language")} AS language,
               {_given("p.interpreter_needed IS NOT NULL")} AS interpreter_needed,
               {_given("d.phone")} AS phone,
               {_given("d.email")} AS email,
               {_given("a.has_postcode")} AS postcode,
               {_given("p.nhs_number <> ''")} AS nhs_number,
               {_answer("p.gp_practice")} AS gp_practice,
               {_answer("p.setting")} AS setting,
               {_given("p.contact_by_sms IS NOT NULL")} AS contact_by_sms,
               {_given("p.contact_by_email IS NOT NULL")} AS contact_by_email
        FROM {_PEOPLE} p
        LEFT JOIN (
            SELECT coalesce(r.root, d.person_id) AS person_id,
                   bool_or(kind = 'phone') AS phone, bool_or(kind = 'email') AS email
            FROM families_contactdetail d LEFT JOIN {PERSON_ROOTS} r ON r.id = d.person_id
            WHERE ended_at IS NULL GROUP BY 1
        ) d ON d.person_id = p.id
        LEFT JOIN (
            SELECT DISTINCT ON (1) coalesce(r.root, a.person_id) AS person_id,
                   postcode_as_written <> '' AS has_postcode
            FROM families_address a LEFT JOIN {PERSON_ROOTS} r ON r.id = a.person_id
            WHERE is_main AND ends_on IS NULL ORDER BY 1, r.root IS NOT NULL, a.id
        ) a ON a.person_id = p.id
        LEFT JOIN (
            SELECT DISTINCT coalesce(r.root, e.person_id) AS person_id
            FROM families_expectedbirth e LEFT JOIN {PERSON_ROOTS} r ON r.id = e.person_id
            WHERE outcome = ''
        ) e ON e.person_id = p.id
        """,
    ),
)
