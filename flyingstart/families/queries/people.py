"""Who belongs to whom, by internal ids."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from flyingstart.families.enums import Role
from flyingstart.kernel.api import fetch


def families_of(person_ids: Collection[int]) -> dict[int, set[int]]:
    """The families that people belong to still; of those who belong to none, all they ever did.

    People without any family are left out.
    """
    now: dict[int, set[int]] = defaultdict(set)
    ever: dict[int, set[int]] = defaultdict(set)
    for person, family, still in fetch(
        "SELECT person_id, family_id, ends_on IS NULL FROM families_familytie"
        " WHERE person_id = ANY(%s)",
        [list(person_ids)],
    ):
        ever[person].add(family)
        if still:
            now[person].add(family)
    return {person: now.get(person, families) for person, families in ever.items()}


def children_born(person_ids: Collection[int]) -> dict[int, dt.date]:
    """Birth dates of those who are, or were, a child of some family."""
    return dict(
        fetch(
            "SELECT id, date_of_birth FROM families_person p WHERE id = ANY(%s)"
            " AND date_of_birth IS NOT NULL AND EXISTS"
            " (SELECT FROM families_familytie t WHERE t.person_id = p.id AND t.role = %s)",
            [list(person_ids), Role.CHILD.value],
        )
    )
