"""What it takes to lie in a scope, in SQL: `visibility` puts it into queries.

Each shape is written twice, for the database reads many rows otherwise than few: `at_once` works
out the whole set and looks a row up in it; `one_by_one` follows the ties of the row at hand. A test
holds them to the same answer. In both, {this} is the column of a family or person, {day}, {areas}
and {sites} are values, {postcodes} the query of the postcodes within. `OFFSET 0` keeps the database
from working out for all what is asked of a few.
"""

from __future__ import annotations

from typing import NamedTuple

from flyingstart.families.roots import FAMILY_ROOTS, PERSON_ROOTS


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

# Those who were merged are at home where the one they were merged into is; of whom nothing is said
# today, where the first of the others is. A family that was merged is where any of its records is.
_MERGED = f"""
    WITH merged_person AS MATERIALIZED (SELECT id, root FROM {PERSON_ROOTS} r
    ), person_of (id, root) AS MATERIALIZED (
        SELECT id, root FROM merged_person UNION SELECT root, root FROM merged_person
    ), home_of (root, postcode) AS MATERIALIZED (
        SELECT DISTINCT ON (g.root) g.root, h.postcode
        FROM person_of g
        CROSS JOIN LATERAL (
            SELECT a.id, a.postcode FROM families_address a
            WHERE a.person_id = g.id AND {_AT_HOME.replace("a.postcode <> '' AND ", "")} OFFSET 0
        ) h
        ORDER BY g.root, g.id <> g.root, h.id
    ), merged_family AS MATERIALIZED (SELECT id, root FROM {FAMILY_ROOTS} r
    ), family_of (id, root) AS MATERIALIZED (
        SELECT id, root FROM merged_family UNION SELECT root, root FROM merged_family
    ), lives (family, postcode) AS MATERIALIZED (
        SELECT f.id, h.postcode
        FROM home_of h
        JOIN person_of g ON g.root = h.root
        CROSS JOIN LATERAL (
            SELECT t.family_id FROM families_familytie t
            WHERE t.person_id = g.id AND {_TIE_HOLDS} OFFSET 0
        ) f (id)
        UNION
        SELECT g.id, h.postcode
        FROM family_of g
        CROSS JOIN LATERAL (
            SELECT t.person_id FROM families_familytie t
            WHERE t.family_id = g.id AND {_TIE_HOLDS} AND {_NOT_MERGED} OFFSET 0
        ) t
        CROSS JOIN LATERAL (
            SELECT a.postcode FROM families_address a
            WHERE a.person_id = t.person_id AND {_AT_HOME} OFFSET 0
        ) h
    ), there (id) AS MATERIALIZED (
        SELECT family FROM lives h
        WHERE EXISTS (
            SELECT FROM ({{postcodes}}) w (postcode) WHERE w.postcode = h.postcode OFFSET 0
        )
        UNION
        SELECT g.id FROM family_of g
        WHERE EXISTS (
            SELECT FROM families_familyplace l
            WHERE l.family_id = g.id AND {_LOOKED_AFTER} OFFSET 0
        )
    )
    SELECT id FROM there
    UNION
    SELECT g.id FROM family_of g JOIN family_of o ON o.root = g.root JOIN there ON there.id = o.id
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
    SELECT id FROM ({_MERGED}) merged
"""
FAMILY = Shape(at_once=f"{{this}} IN ({_FAMILIES})", one_by_one=_FAMILY)

# The ties of each record of a person who was merged are those of all.
_OF_ONE_GROUP = f"""
    WITH merged_person AS MATERIALIZED (SELECT id, root FROM {PERSON_ROOTS} r
    ), person_of (id, root) AS MATERIALIZED (
        SELECT id, root FROM merged_person UNION SELECT root, root FROM merged_person
    )
    SELECT g.id FROM person_of g JOIN person_of o ON o.root = g.root
    JOIN families_familytie e ON e.person_id = o.id
    WHERE """
_TIED = f"""EXISTS (
        SELECT FROM families_familytie e
        WHERE e.person_id = {{this}} AND {_FAMILY.replace("{this}", "e.family_id")} OFFSET 0
    )"""
_MERGES_OF_PERSON = """
    EXISTS (
        SELECT FROM families_person m
        WHERE m.id = {this} AND m.merged_into_id IS NOT NULL OFFSET 0
    )
    OR EXISTS (SELECT FROM families_person m WHERE m.merged_into_id = {this} OFFSET 0)"""
_MERGED_PEOPLE = f"{_OF_ONE_GROUP} {_FAMILY.replace('{this}', 'e.family_id')}"
PERSON = Shape(
    at_once=f"""{{this}} IN (
        SELECT e.person_id FROM families_familytie e WHERE e.family_id IN ({_FAMILIES})
        UNION ALL
        SELECT id FROM ({_MERGED_PEOPLE}) merged
    )""",
    one_by_one=f"""({_TIED}
        OR CASE WHEN {_MERGES_OF_PERSON} THEN {{this}} IN ({_MERGED_PEOPLE}) ELSE false END
    )""",
)
