"""Of whom a member of staff sees nothing at all: SQL for `visibility` and all who name families.

A family that somebody declared as their own, and that of a colleague who is a client here, for her
and those she works with; through merges, with everyone who ever belonged to it.
"""

from __future__ import annotations

from flyingstart.accounts.api import Permission, User, scope_of, work_together

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
    return f"SELECT families_own_families({int(user.pk)}, ARRAY({colleagues_kept_from(user)}))"


def own_people(user: User) -> str:
    """The ids of every record of whoever belonged to such a family: a SELECT."""
    return f"SELECT families_own_people({int(user.pk)}, ARRAY({colleagues_kept_from(user)}))"


def has_own(user: User) -> str:
    """Whether there is any such family for a user: a condition."""
    declared = (
        f"SELECT FROM families_ownpeople o WHERE o.user_id = {int(user.pk)} AND o.ended_at IS NULL"
    )
    return f"(EXISTS ({declared}) OR EXISTS ({colleagues_kept_from(user)}))"


def is_not_own(column: str, rows: str, has: str) -> str:
    """That a column names none of `rows`. Of those who have nobody such nothing more is asked."""
    return f"(CASE WHEN {has} THEN {column} NOT IN ({rows}) ELSE true END)"
