"""Placements of children, and those of which the council's front door is still to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flyingstart.accounts.api import Permission, User
from flyingstart.families.enums import PlacementKind
from flyingstart.families.models import Family, Person, Placement
from flyingstart.families.queries.decided import in_force_on
from flyingstart.families.queries.merged import person_roots
from flyingstart.families.queries.people import families_of


@dataclass(frozen=True, kw_only=True)
class ToTell:
    """A private fostering that nobody was told of, and a family of the child in sight."""

    placement: Placement
    family: Family
    child: Person


def placements_of(children: Collection[int]) -> list[Placement]:
    """Every placement of children by internal id, the last one first. One query."""
    rows = Placement.objects.filter(child__in=children).select_related("carers")
    return list(rows.order_by("-starts_on", "-pk"))


def placement_on(children: Collection[int], day: dt.date) -> Placement | None:
    """The placement of one child, by its records, on a day. One query."""
    return Placement.objects.filter(in_force_on(day), child__in=children).order_by("pk").first()


def to_tell(user: User, today: dt.date) -> Sequence[ToTell]:
    """What a user who reads warnings has to tell the front door, the longest due first.

    At most three queries.
    """
    seen = Person.objects.visible_to(user, Permission.SEE_WARNINGS)
    rows = Placement.objects.filter(
        in_force_on(today),
        kind=PlacementKind.PRIVATE,
        told_mash_on=None,
        child__in=seen.values("pk"),
    ).select_related("child")
    found = list(rows.order_by("starts_on", "pk"))
    if not found:
        return []
    own = families_of([row.child_id for row in found])
    ids = {pk for families in own.values() for pk in families}
    families = Family.objects.visible_to(user, Permission.SEE_WARNINGS).filter(pk__in=ids).in_bulk()
    return [
        ToTell(placement=row, family=families[min(mine)], child=row.child)
        for row in found
        if (mine := own.get(row.child_id, set()) & set(families))
    ]


def placed_elsewhere(
    people: Collection[int], families: Collection[int], day: dt.date
) -> frozenset[int]:
    """Of records of people, those of who lives with a carer of no such family on a day.

    Both are internal ids. Two queries where somebody does.
    """
    rows = Placement.objects.filter(in_force_on(day), child__in=people)
    placed = set(rows.exclude(carers__in=families).values_list("child_id", flat=True))
    if not placed:
        return frozenset()
    roots = person_roots(people)
    found = {roots[pk] for pk in placed}
    return frozenset(pk for pk in people if roots[pk] in found)
