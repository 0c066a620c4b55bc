"""Of whom a member of staff sees nothing at all: SQL for `visibility` and all who name families.

A family that somebody declared as their own, through merges; and everyone who ever belonged to it.
"""

from __future__ import annotations

from flyingstart.families.roots import FAMILY_ROOTS, PERSON_ROOTS

DECLARED = "SELECT FROM families_ownpeople o WHERE o.user_id = {user} AND o.ended_at IS NULL"
_FAMILIES = f"""
    WITH own_root AS MATERIALIZED (SELECT id, root FROM {FAMILY_ROOTS} r
    ), mine (id) AS MATERIALIZED (
        SELECT coalesce(r.root, o.family_id) FROM families_ownpeople o
        LEFT JOIN own_root r ON r.id = o.family_id
        WHERE o.user_id = {{user}} AND o.ended_at IS NULL
    )
    SELECT id FROM mine UNION SELECT r.id FROM own_root r JOIN mine ON mine.id = r.root
"""  # noqa: S608 - our own names, here and below
_PEOPLE = f"""
    WITH person_root AS MATERIALIZED (SELECT id, root FROM {PERSON_ROOTS} r
    ), known (id) AS MATERIALIZED (
        SELECT coalesce(r.root, t.person_id) FROM families_familytie t
        LEFT JOIN person_root r ON r.id = t.person_id
        WHERE t.family_id IN ({_FAMILIES})
    )
    SELECT id FROM known UNION SELECT r.id FROM person_root r JOIN known ON known.id = r.root
"""  # noqa: S608


def own_families(user: int) -> str:
    """The ids of every record of the families that a user declared: a SELECT."""
    return _FAMILIES.replace("{user}", str(int(user)))


def own_people(user: int) -> str:
    """The ids of every record of whoever belonged to such a family: a SELECT."""
    return _PEOPLE.replace("{user}", str(int(user)))


def is_not_own(column: str, rows: str, user: int) -> str:
    """That a column names none of them. Of those who declared nobody nothing more is asked."""
    declared = DECLARED.replace("{user}", str(int(user)))
    return f"(CASE WHEN EXISTS ({declared}) THEN {column} NOT IN ({rows}) ELSE true END)"
