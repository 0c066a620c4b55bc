"""How who gets a copy stands to the homes of the person it is about."""

from __future__ import annotations

from collections.abc import Collection

from flyingstart.families.api import (
    Family,
    FamilyTie,
    Person,
    Role,
    every_family,
    every_record,
    everybody_else,
    families_today,
    family_roots,
    homes_to_keep,
    person_roots,
)
from flyingstart.privacy.enums import AskerIs
from flyingstart.privacy.holding import Homes
from flyingstart.privacy.models import SubjectRequest


def homes_of(request: SubjectRequest, others: Collection[int]) -> Homes:
    """How who asks stands to the homes of the person; `others` as `everybody_else` finds them.

    Who asks for a child belongs to the homes where they live today, and where they are not on
    record to none. Somebody who acts for a person of one home alone stands where that person does.
    """
    people = every_record(request.person_id)
    families = every_family(request.person_id)
    hides = homes_to_keep([*people, *others], known=recipients(request))
    if request.asker_is == AskerIs.SELF:
        left = set(families) - set(families_today(request.person_id))
        return Homes(left=_public(left), hides=hides)
    if request.asker_is == AskerIs.AGENT:
        is_one = len(set(family_roots(families).values())) <= 1
        return Homes(own=None if is_one else frozenset(), hides=hides)
    own = families_today(request.asker_id) if request.asker_id else []
    return Homes(own=_public(own), hides=hides)


def recipients(request: SubjectRequest) -> list[int]:
    """Every record of who gets the copy, where they are on record."""
    if request.asker_is == AskerIs.SELF:
        return every_record(request.person_id)
    return every_record(request.asker_id) if request.asker_id else []


def possible_askers(person: Person) -> list[Person]:
    """The grown-ups who ever shared a family with somebody, by name: who may ask for them."""
    others = everybody_else(person.pk)
    grown = FamilyTie.objects.filter(person__in=others).exclude(role=Role.CHILD)
    roots = person_roots(list(set(grown.values_list("person_id", flat=True))))
    found = Person.objects.filter(pk__in=roots.values())
    return list(found.order_by("given_name", "family_name", "pk"))


def _public(families: Collection[int]) -> frozenset[str]:
    if not families:
        return frozenset()
    ids = Family.objects.filter(pk__in=families).values_list("public_id", flat=True)
    return frozenset(map(str, ids))
