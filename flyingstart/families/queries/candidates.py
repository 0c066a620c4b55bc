"""Reads those who may be one person: of what somebody says at the door, and in the whole record.

Blocks only bring together what rules then judge: an NHS number, a phone or an email address, or a
birth date beside a name that sounds alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple

from flyingstart.families.queries.asked import Asked, Kind, Term
from flyingstart.families.queries.lists.pieces import Piece
from flyingstart.families.queries.matching import ALIKE, EXACT, words_meant
from flyingstart.families.roots import PERSON_ROOTS
from flyingstart.kernel.api import fetch

MOST = 300
"""Candidates read for one person at the door; more would say nothing."""


FEWEST_DIGITS = 6
"""Of a phone number that tells people apart."""


class NameFacts(NamedTuple):
    """Folded words of a name, and how each sounds."""

    words: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()


class RecordFacts(NamedTuple):
    """What is held of a person that tells people apart; `kept` is under whom it is kept."""

    id: int
    kept: int
    given: NameFacts
    family: NameFacts
    earlier: tuple[NameFacts, ...]
    date_of_birth: dt.date | None
    nhs_number: str
    is_dead: bool
    phones: frozenset[str]
    emails: frozenset[str]
    postcodes: frozenset[str]
    families: frozenset[int]


class Entered(NamedTuple):
    """What somebody says at the door, as it compares."""

    given: NameFacts
    family: NameFacts
    phone: str
    email: str
    postcode: str


_FACTS = f"""
    SELECT p.id, found.kept, p.given_name, p.family_name, p.earlier_family_names,
           p.date_of_birth, p.nhs_number, p.died_on IS NOT NULL,
           ARRAY(SELECT digits FROM families_contactdetail d
                 WHERE d.person_id = p.id AND d.digits <> '' AND d.ended_at IS NULL
                   AND p.id NOT IN ({{masked}})),
           ARRAY(SELECT left(lower(value), 200) FROM families_contactdetail d
                 WHERE d.person_id = p.id AND d.kind = 'email' AND d.ended_at IS NULL
                   AND p.id NOT IN ({{masked}})),
           ARRAY(SELECT postcode_key FROM families_address a
                 WHERE a.person_id = p.id AND postcode_key <> '' AND a.ends_on IS NULL
                   AND p.id NOT IN ({{masked}})),
           ARRAY(SELECT family_id FROM families_familytie t WHERE t.person_id = p.id)
    FROM (
        SELECT own.id, coalesce(roots.root, own.id) AS kept
        FROM unnest(%s::bigint[]) AS own (id)
        LEFT JOIN {PERSON_ROOTS} roots ON roots.id = own.id
    ) found
    JOIN families_person p ON p.id = found.id
    WHERE {{visible}}
"""  # noqa: S608 - our own names
_NAMES = """
    SELECT name, words, ARRAY(
        SELECT families_sound(word) FROM unnest(words) WITH ORDINALITY AS w (word, n) ORDER BY n
    )
    FROM (
        SELECT name, array_remove(string_to_array(families_folded(name), ' '), '') AS words
        FROM (SELECT DISTINCT unnest(%s::text[])) AS given (name)
    ) folded
"""
_ENTERED = """
    SELECT families_digits(%s), left(lower(btrim(%s)), 200), families_postcode_key('', %s)
"""
_BLOCKS = """
    SELECT id FROM families_person WHERE nhs_number = %(nhs)s AND nhs_number <> ''
    UNION
    SELECT person_id FROM families_contactdetail
    WHERE digits LIKE %(phone)s AND digits <> '' AND ended_at IS NULL
    UNION
    SELECT person_id FROM families_contactdetail
    WHERE kind = 'email' AND left(lower(value), 200) = %(email)s AND value <> ''
      AND ended_at IS NULL
    UNION
    SELECT id FROM families_person
    WHERE date_of_birth = ANY(%(dates)s::date[]) AND words && %(words)s::text[]
    LIMIT %(most)s
"""
# Two words of the names sound alike, and the birth date is the same, or the phone; or one word
# sounds alike, and both are the same. Nobody who was said to be another, died or was merged.
_PAIRS = """
    WITH living AS (
        SELECT id, date_of_birth, nhs_number, words FROM families_person
        WHERE merged_into_id IS NULL AND died_on IS NULL
    ),
    bears AS MATERIALIZED (
        SELECT DISTINCT p.id, p.date_of_birth, w.sound
        FROM living p CROSS JOIN unnest(p.words) AS own (word)
        JOIN (SELECT DISTINCT word, sound FROM families_nameword) w ON w.word = own.word
    ),
    rings AS (
        SELECT b.id, b.date_of_birth, b.sound, d.digits
        FROM families_contactdetail d JOIN bears b ON b.id = d.person_id
        WHERE d.digits <> '' AND d.ended_at IS NULL
    ),
    pair (one, other) AS (
        SELECT a.id, b.id FROM living a
        JOIN living b ON b.nhs_number = a.nhs_number AND a.id < b.id
        WHERE a.nhs_number <> ''
        UNION
        SELECT a.id, b.id FROM bears a
        JOIN bears b ON b.date_of_birth = a.date_of_birth AND b.sound = a.sound AND a.id < b.id
        GROUP BY a.id, b.id HAVING count(*) > 1
        UNION
        SELECT a.id, b.id FROM rings a
        JOIN rings b ON b.digits = a.digits AND b.sound = a.sound AND a.id < b.id
        GROUP BY a.id, b.id, a.date_of_birth, b.date_of_birth
        HAVING count(*) > 1 OR a.date_of_birth = b.date_of_birth
    )
    SELECT one, other FROM pair
    WHERE NOT EXISTS (
        SELECT FROM families_distinct d WHERE d.first_id = pair.one AND d.second_id = pair.other
    )
    ORDER BY one, other
"""


def entered(*, given: str, family: str, phone: str, email: str, postcode: str) -> Entered:
    """What is said at the door, as it compares. Two queries."""
    names = name_facts([given, family])
    ((digits, address, key),) = fetch(_ENTERED, [phone, email, postcode])
    phone = digits if len(digits) >= FEWEST_DIGITS else ""
    return Entered(names[given], names[family], phone, address, key)


def alike_ids(said: Entered, *, nhs_number: str, birth_dates: Collection[dt.date]) -> list[int]:
    """People who share an NHS number, a phone, an email address, or a name of one of some birth
    dates. Two queries."""
    typed = (*said.given.words, *said.family.words)
    terms = tuple(Term(n, n, Kind.NAME, word) for n, word in enumerate(typed))
    meant = words_meant(Asked(typed, terms)) if birth_dates else None
    words = (
        {
            word
            for word, tier in zip(meant.words, meant.tiers, strict=True)
            if tier in {EXACT, ALIKE}
        }
        if meant
        else set()
    )
    parameters = {
        "nhs": nhs_number,
        "phone": said.phone,
        "email": said.email,
        "dates": list(birth_dates),
        "words": [*words],
        "most": MOST,
    }
    return [pk for (pk,) in fetch(_BLOCKS, parameters)]


def facts_of(
    ids: Iterable[int], visible: Piece | None = None, *, masked: Piece
) -> list[RecordFacts]:
    """What tells people apart, of those that are visible if that is asked. Two queries.

    Of those `masked` without how they are reached and where they live: a match shows no field that
    the reader could not open.
    """
    condition = visible or Piece("true")
    statement = _FACTS.format(visible=condition.text, masked=masked.text)
    hidden = list(masked.parameters) * 3
    rows = fetch(statement, [*hidden, list(ids), *condition.parameters])
    names = name_facts({name for row in rows for name in (row[2], row[3], *row[4])})
    return [
        RecordFacts(
            *(pk, kept, names[given], names[family]),
            tuple(names[name] for name in earlier),
            *(born, nhs_number, is_dead),
            *(frozenset(values) for values in reach),
        )
        for pk, kept, given, family, earlier, born, nhs_number, is_dead, *reach in rows
    ]


def pairs_alike() -> list[tuple[int, int]]:
    """Pairs of people that rules may find to be one, whoever may see them. One query."""
    return [(one, other) for one, other in fetch(_PAIRS, [])]


def name_facts(names: Iterable[str]) -> dict[str, NameFacts]:
    """Names as they compare. One query."""
    return {
        name: NameFacts(tuple(words), tuple(sounds))
        for name, words, sounds in fetch(_NAMES, [list(names)])
    }
