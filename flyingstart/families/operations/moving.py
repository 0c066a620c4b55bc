"""A family moves as a whole: within the authority, out of it, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flyingstart.families.errors import NotInFamilyError
from flyingstart.families.models import Family, FamilyTie, Person, Registration
from flyingstart.families.operations.forms import AddressLines
from flyingstart.families.operations.homes import move_home
from flyingstart.families.operations.members import hold_family
from flyingstart.families.operations.registrations import end_registration, register_person
from flyingstart.families.queries.merged import person_roots, whole_family
from flyingstart.families.rules.days import holding
from flyingstart.kernel.api import Actor, operation


@operation
def move_family(
    *,
    family: Family,
    address: AddressLines,
    on: dt.date,
    ends_registrations: bool = False,
    by: Actor,
    at: dt.datetime,
) -> list[Person]:
    """Let all who belong to a family on a day live at an address from then on; returns them.

    Of those at home in another family this is the second address. Ties stay, for a family that
    leaves is a family still; `ends_registrations`: it leaves the authority, and nobody of it is
    registered from that day. Raises `NotInFamilyError` when nobody belongs to it, and what
    `move_home` and `end_registration` raise; then nobody moves.
    """
    hold_family(family)
    people = _members(family, on)
    if not people:
        raise NotInFamilyError("Nobody belongs to the family on that day.")
    move_home(people=people, family=family, address=address, on=on, by=by, at=at)
    if ends_registrations:
        for person in _registered(people, family):
            end_registration(person=person, family=family, left_on=on, by=by, at=at)
    return people


@operation
def come_back(
    *,
    family: Family,
    people: Sequence[Person],
    address: AddressLines,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> list[Registration]:
    """Let people of a family live here again from a day on, and be registered again.

    Raises what `move_home` and `register_person` raise; then nobody comes back.
    """
    hold_family(family)
    move_home(people=people, family=family, address=address, on=on, by=by, at=at)
    return [
        register_person(person=person, family=family, registered_on=on, by=by, at=at)
        for person in people
    ]


def _members(family: Family, day: dt.date) -> list[Person]:
    """Those who belong to a family on a day, the dead too: they stay with their family."""
    ties = FamilyTie.objects.filter(family__in=whole_family(family.pk))
    present = {tie.person_id for tie in holding(ties, day)}
    roots = set(person_roots(present).values())
    return list(Person.objects.filter(pk__in=roots).order_by("pk"))


def _registered(people: Sequence[Person], family: Family) -> list[Person]:
    """Those of them who are registered in the family, and have not left."""
    standing = Registration.objects.filter(family__in=whole_family(family.pk), left_on=None)
    roots = person_roots(list(standing.values_list("person_id", flat=True)))
    return [person for person in people if person.pk in set(roots.values())]
