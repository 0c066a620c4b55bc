"""What it takes to lie in a scope, in SQL: `visibility` puts it into queries.

Each shape is written twice, for the database reads many rows otherwise than few: `at_once` works
out the whole set and looks a row up in it; `one_by_one` follows the ties of the row at hand. A test
holds them to the same answer. In both, {this} is the column of a family or person, {day}, {areas}
and {sites} are values, {postcodes} the query of the postcodes within. `OFFSET 0` keeps the database
from working out for all what is asked of a few.
"""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """A condition on the column {this}."""

    at_once: str
    one_by_one: str


_TIE_HOLDS = (
    "(t.starts_on IS NULL OR t.starts_on <= {day}) AND (t.ends_on IS NULL OR t.ends_on > {day})"
)
_AT_HOME = (
    "a.is_main AND a.postcode <> '' AND (a.starts_on IS NULL OR a.starts_on <= {day})"
    " AND (a.ends_on IS NULL OR a.ends_on > {day})"
)
_NOT_MERGED = (
    "NOT EXISTS (SELECT FROM families_person m"
    " WHERE m.id = t.person_id AND m.merged_into_id IS NOT NULL)"
)
_LOOKED_AFTER = (
    "(l.neighbourhood_id = ANY ({areas}) OR l.site_id = ANY ({sites}))"
    " AND l.starts_on <= {day} AND (l.ends_on IS NULL OR l.ends_on > {day})"
)

_THEMSELVES = f"""
    EXISTS (
        SELECT FROM families_familytie t
        CROSS JOIN LATERAL (
            SELECT a.postcode FROM families_address a
            WHERE a.person_id = t.person_id AND {_AT_HOME} OFFSET 0
        ) h
        WHERE t.family_id = {{this}} AND {_TIE_HOLDS} AND {_NOT_MERGED}
            AND EXISTS (
                SELECT FROM ({{postcodes}}) w (postcode) WHERE w.postcode = h.postcode OFFSET 0
            )
        OFFSET 0
    )
    OR EXISTS (
        SELECT FROM families_familyplace l WHERE l.family_id = {{this}} AND {_LOOKED_AFTER} OFFSET 0
    )"""

# A merge moves a family to where any of its records is, and those of whoever was merged.
_MERGED = f"""
    SELECT h.family FROM families_merged_homes({{day}}) h
    WHERE EXISTS (
        SELECT FROM ({{postcodes}}) w (postcode) WHERE w.postcode = h.postcode OFFSET 0
    )
    UNION ALL
    SELECT g.one FROM families_merged_families() g
    JOIN families_familyplace l ON l.family_id = g.other
    WHERE {_LOOKED_AFTER}
"""
_MERGES_OF_FAMILY = """
    EXISTS (
        SELECT FROM families_family m
        WHERE m.id = {this} AND m.merged_into_id IS NOT NULL OFFSET 0
    )
    OR EXISTS (SELECT FROM families_family m WHERE m.merged_into_id = {this} OFFSET 0)
    OR EXISTS (
        SELECT FROM families_familytie t JOIN families_person m ON m.id = t.person_id
        WHERE t.family_id = {this} AND m.merged_into_id IS NOT NULL OFFSET 0
    )
    OR EXISTS (
        SELECT FROM families_familytie t JOIN families_person m ON m.merged_into_id = t.person_id
        WHERE t.family_id = {this} OFFSET 0
    )"""
_FAMILY = (
    f"({_THEMSELVES} OR CASE WHEN {_MERGES_OF_FAMILY} THEN {{this}} IN ({_MERGED}) ELSE false END)"
)
_FAMILIES = f"""
    SELECT t.family_id
    FROM families_address a JOIN families_familytie t ON t.person_id = a.person_id
    WHERE {_AT_HOME} AND {_TIE_HOLDS} AND {_NOT_MERGED} AND a.postcode IN ({{postcodes}})
    UNION ALL
    SELECT l.family_id FROM families_familyplace l WHERE {_LOOKED_AFTER}
    UNION ALL
    SELECT family FROM ({_MERGED}) merged
"""
FAMILY = Shape(at_once=f"{{this}} IN ({_FAMILIES})", one_by_one=_FAMILY)

_MERGES_OF_PERSON = """
    EXISTS (
        SELECT FROM families_person m
        WHERE m.id = {this} AND m.merged_into_id IS NOT NULL OFFSET 0
    )
    OR EXISTS (SELECT FROM families_person m WHERE m.merged_into_id = {this} OFFSET 0)"""
# The ties of each record of a person who was merged are those of all.
PERSON = Shape(
    at_once=f"""{{this}} IN (
        WITH there (id) AS MATERIALIZED (
            SELECT e.person_id FROM families_familytie e WHERE e.family_id IN ({_FAMILIES})
        )
        SELECT id FROM there
        UNION ALL
        SELECT g.one FROM families_merged_people() g JOIN there ON there.id = g.other
    )""",
    one_by_one=f"""EXISTS (
        SELECT FROM families_familytie e
        WHERE e.person_id = ANY (
                CASE WHEN {_MERGES_OF_PERSON}
                THEN ARRAY(SELECT g.other FROM families_merged_people() g WHERE g.one = {{this}})
                ELSE ARRAY[{{this}}] END
            )
            AND {_FAMILY.replace("{this}", "e.family_id")}
        OFFSET 0
    )""",
)
