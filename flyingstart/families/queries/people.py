"""Who belongs to whom, by internal ids."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db import models

from flyingstart.accounts.api import User
from flyingstart.families.enums import Role
from flyingstart.families.models import Family, Person
from flyingstart.families.once import known, once
from flyingstart.families.queries.merged import RECORD, family_roots
from flyingstart.families.roots import FAMILY_ROOTS
from flyingstart.kernel.api import fetch

M = TypeVar("M", bound=models.Model)
_TIES = f"""
    WITH RECURSIVE {RECORD.format(table="families_person")}
    SELECT r.asked, coalesce(f.root, t.family_id), t.ends_on IS NULL
    FROM record r JOIN families_familytie t ON t.person_id = r.id
    LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
"""  # noqa: S608 - our own names
_BORN = f"""
    WITH RECURSIVE {RECORD.format(table="families_person")}
    SELECT r.asked, p.date_of_birth, EXISTS (
        SELECT FROM families_familytie t WHERE t.person_id = p.id AND t.role = '{Role.CHILD.value}'
    )
    FROM record r JOIN families_person p ON p.id = r.id
    ORDER BY r.id <> r.asked, r.id
"""  # noqa: S608 - our own names


def family_seen(family: Family, *, user: User) -> Family:
    """A family that a user may see; of one that was merged, the one that was kept.

    Raises `Family.DoesNotExist`.
    """
    root = family_roots([family.pk])[family.pk]
    rows = Family.objects.visible_to(user)
    return once(("seen", user.pk, root), lambda: rows.get(pk=root))


def people_by_id(ids: Collection[int]) -> dict[int, Person]:
    """The rows of people by internal id. One query."""
    held: dict[int, Person] = known("people")
    if asked := [pk for pk in ids if pk not in held]:
        held.update({person.pk: person for person in Person.objects.filter(pk__in=asked)})
    return {pk: held[pk] for pk in ids if pk in held}


def rows_of_people(model: type[M], ids: Collection[int]) -> list[M]:
    """Every row that a table holds of people by internal id, in the order of rows. One query."""
    held: dict[int, list[M]] = known(("rows", model))
    if asked := [pk for pk in ids if pk not in held]:
        held.update((pk, []) for pk in asked)
        rows: Iterable[Any] = model._base_manager.filter(person__in=asked)
        for row in rows:
            held[row.person_id].append(row)
    return sorted((row for pk in ids for row in held[pk]), key=lambda row: row.pk)


def families_of(person_ids: Collection[int]) -> dict[int, set[int]]:
    """The families that people belong to still; of those who belong to none, all they ever did.

    People without any family are left out. One query.
    """
    now: dict[int, set[int]] = defaultdict(set)
    ever: dict[int, set[int]] = defaultdict(set)
    for person, family, still in fetch(_TIES, [list(person_ids)]):
        ever[person].add(family)
        if still:
            now[person].add(family)
    return {person: now.get(person, families) for person, families in ever.items()}


def children_born(person_ids: Collection[int]) -> dict[int, dt.date]:
    """Birth dates of those who are, or were, a child of some family. One query."""
    born: dict[int, dt.date] = {}
    children = set()
    for person, day, is_child in fetch(_BORN, [list(person_ids)]):
        if day is not None:
            born.setdefault(person, day)
        if is_child:
            children.add(person)
    return {person: day for person, day in born.items() if person in children}
