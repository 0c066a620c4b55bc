"""Everybody who ever shared a home with somebody."""

from __future__ import annotations

from dataclasses import dataclass

from flyingstart.families.once import once
from flyingstart.families.queries.merged import FAMILIES, PEOPLE, all_records
from flyingstart.kernel.api import fetch

# Arrays, not sub-queries: PostgreSQL takes these for large and would read all ties.
_FAMILIES = """ARRAY(
    SELECT family_id FROM families_familytie WHERE person_id = ANY(ARRAY(SELECT id FROM person))
)"""
_OTHERS = """ARRAY(
    SELECT person_id FROM families_familytie WHERE family_id = ANY(ARRAY(SELECT id FROM family))
)"""
_CIRCLE = f"""
    WITH RECURSIVE
        {all_records("person", PEOPLE, "ARRAY[%s]::bigint[]")},
        {all_records("family", FAMILIES, _FAMILIES)},
        {all_records("other", PEOPLE, _OTHERS)}
    SELECT ARRAY(SELECT id FROM person ORDER BY id),
           ARRAY(SELECT id FROM family ORDER BY id),
           ARRAY(SELECT id FROM other EXCEPT SELECT id FROM person ORDER BY id)
"""  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class Circle:
    """A person, the families they ever belonged to, and the others in these: all records of each.

    Internal ids, ascending.
    """

    people: list[int]
    families: list[int]
    others: list[int]


def circle_of(person_id: int) -> Circle:
    """The circle of a person, whichever of their records is asked about. One query."""
    return once(("circle", person_id), lambda: Circle(*fetch(_CIRCLE, [person_id])[0]))
