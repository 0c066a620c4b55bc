"""Of whom a member of staff sees nothing at all: SQL for `visibility` and all who name families.

A family that somebody declared as their own, and that of a colleague who is a client here, for her
and those she works with; through merges, with everyone who ever belonged to it.
"""

from __future__ import annotations

from flyingstart.accounts.api import Permission, User, scope_of, work_together
from flyingstart.families.roots import FAMILY_ROOTS, PERSON_ROOTS

DECLARED = "SELECT FROM families_ownpeople o WHERE o.user_id = {user} AND o.ended_at IS NULL"
_FAMILIES = f"""
    WITH own_root AS MATERIALIZED (SELECT id, root FROM {FAMILY_ROOTS} r
    ), kept_root AS MATERIALIZED (SELECT id, root FROM {PERSON_ROOTS} r
    ), kept (id) AS MATERIALIZED (
        SELECT coalesce(r.root, k.person_id) FROM ({{kept}}) k
        LEFT JOIN kept_root r ON r.id = k.person_id
    ), kept_record (id) AS (
        SELECT id FROM kept UNION SELECT r.id FROM kept_root r JOIN kept ON kept.id = r.root
    ), mine (id) AS MATERIALIZED (
        SELECT coalesce(r.root, o.family_id) FROM families_ownpeople o
        LEFT JOIN own_root r ON r.id = o.family_id
        WHERE o.user_id = {{user}} AND o.ended_at IS NULL
        UNION
        SELECT coalesce(r.root, t.family_id) FROM kept_record k
        JOIN families_familytie t ON t.person_id = k.id
        LEFT JOIN own_root r ON r.id = t.family_id
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
STANDING = "SELECT c.person_id FROM families_colleague c WHERE c.ended_at IS NULL"


def colleagues_kept_from(user: User) -> str:
    """The people who are colleagues of whom a user sees nothing: a SELECT.

    Theirs is seen by who sees families everywhere, and in the neighbourhood that holds it, but by
    nobody who works where they do, and never by themselves.
    """
    scope = scope_of(user, Permission.VIEW_FAMILIES)
    if scope.whole:
        return f"{STANDING} AND c.user_id = {int(user.pk)}"
    areas = ",".join(str(int(pk)) for pk in sorted(scope.neighbourhoods))
    mine = f"'{{{areas}}}'::bigint[]"
    seen = f"c.held_by_id = ANY ({mine}) AND NOT {work_together('c.user_id', str(int(user.pk)))}"
    return f"{STANDING} AND (c.user_id = {int(user.pk)} OR NOT ({seen}))"


def own_families(user: User) -> str:
    """The ids of every record of the families that a user must not see: a SELECT."""
    return _of(user, _FAMILIES)


def own_people(user: User) -> str:
    """The ids of every record of whoever belonged to such a family: a SELECT."""
    return _of(user, _PEOPLE)


def has_own(user: User) -> str:
    """Whether there is any such family for a user: a condition."""
    return _of(user, f"(EXISTS ({DECLARED}) OR EXISTS ({{kept}}))")


def is_not_own(column: str, rows: str, has: str) -> str:
    """That a column names none of `rows`. Of those who have nobody such nothing more is asked."""
    return f"(CASE WHEN {has} THEN {column} NOT IN ({rows}) ELSE true END)"


def _of(user: User, sql: str) -> str:
    return sql.replace("{user}", str(int(user.pk))).replace("{kept}", colleagues_kept_from(user))
