"""What can be counted of activities: sessions that were not cancelled, who came, heads counted."""

from __future__ import annotations

from flyingstart.families.facts import FAMILY_ROOTS, PERSON_ROOTS
from flyingstart.kernel.api import FactTable, facts

facts.register(
    "activity",
    FactTable(
        name="activity",
        grain="one activity of the catalogue",
        columns={"activity": "code", "name": ""},
        select="SELECT code AS activity, name FROM activities_activity",
    ),
)

facts.register(
    "session",
    FactTable(
        name="session",
        grain="one session that was not cancelled, begun or not",
        columns={
            "session": "internal id",
            "activity": "code",
            "site": "code",
            "reaches": "whom the activity reaches: child, family, expected, none",
            "starts_at": "when",
            "day": "London date on which it starts",
            "closed": "whether its register is closed",
        },
        select="""
        SELECT s.id AS session, a.code AS activity, p.code AS site, a.reaches, s.starts_at,
               (s.starts_at AT TIME ZONE 'Europe/London')::date AS day,
               s.register_closed_at IS NOT NULL AS closed
        FROM activities_session s
        JOIN activities_activity a ON a.id = s.activity_id
        JOIN places_site p ON p.id = s.site_id
        WHERE s.cancelled_at IS NULL
        """,
    ),
)

# Two people merged into one may both be marked at a session: the mark of the row that stays counts,
# else the earliest.
facts.register(
    "mark",
    FactTable(
        name="mark",
        grain="one person present at one session that was not cancelled",
        columns={
            "session": "",
            "person": "",
            "family": "the family with which the person came",
            "day": "London date on which the session starts",
        },
        select=f"""
        SELECT m.session_id AS session, coalesce(p.root, m.person_id) AS person,
               coalesce(f.root, m.family_id) AS family,
               (s.starts_at AT TIME ZONE 'Europe/London')::date AS day
        FROM activities_mark m
        JOIN activities_session s ON s.id = m.session_id
        LEFT JOIN {PERSON_ROOTS} p ON p.id = m.person_id
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = m.family_id
        WHERE m.status = 'attended' AND s.cancelled_at IS NULL
          AND (p.root IS NULL OR NOT EXISTS (
              SELECT FROM activities_mark o
              LEFT JOIN {PERSON_ROOTS} q ON q.id = o.person_id
              WHERE o.session_id = m.session_id AND o.status = 'attended'
                AND coalesce(q.root, o.person_id) = p.root
                AND (q.root IS NULL OR o.id < m.id)
          ))
        """,
        month_column="day",
    ),
)

facts.register(
    "headcount",
    FactTable(
        name="headcount",
        grain="people counted without names at one session, by one counter",
        columns={
            "session": "",
            "counted_by": "us, partner",
            "heads": "how many",
            "day": "London date on which the session starts",
        },
        select="""
        SELECT h.session_id AS session, h.counted_by, h.count AS heads,
               (s.starts_at AT TIME ZONE 'Europe/London')::date AS day
        FROM activities_headcount h
        JOIN activities_session s ON s.id = h.session_id
        WHERE s.cancelled_at IS NULL
        """,
    ),
)

facts.register(
    "given_out",
    FactTable(
        name="given_out",
        grain="some of one item, given to one family or to people without names",
        columns={
            "given": "internal id",
            "item": "code",
            "site": "code",
            "family": "the family as it was kept; none: people without names",
            "heads": "how many people without names; none: a family",
            "how_many": "how many of the item",
            "day": "London date on which they were given",
        },
        select=f"""
        SELECT g.id AS given, i.code AS item, p.code AS site,
               coalesce(f.root, g.family_id) AS family, g.heads, g.how_many, g.day
        FROM activities_givenout g
        JOIN activities_giveitem i ON i.id = g.item_id
        JOIN places_site p ON p.id = g.site_id
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = g.family_id
        """,
    ),
)
