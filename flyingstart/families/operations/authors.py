"""Who wrote something, and whether it was sent twice."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from flyingstart.families.errors import NotInFamilyError
from flyingstart.families.models import Family, FamilyTie, Person
from flyingstart.families.queries.merged import whole_family, whole_person
from flyingstart.kernel.api import Actor, ActorKind

SENT_TWICE = dt.timedelta(minutes=1)
"""The same words of one author within this time were sent twice, not said twice."""


class Author(NamedTuple):
    """Who wrote, as a row keeps it; only somebody who signed in has an id."""

    written_by: uuid.UUID | None
    written_by_name: str


def author(by: Actor) -> Author:
    """Who writes."""
    return Author(by.id if by.kind is ActorKind.USER else None, by.name)


def demand_member(family: Family, person: Person | None) -> None:
    """Whoever is written about belongs to the family, or did. Raises `NotInFamilyError`."""
    if person is None:
        return
    ties = FamilyTie.objects.filter(
        person__in=whole_person(person.pk),
        family__in=whole_family(family.pk),
    )
    if not ties.exists():
        raise NotInFamilyError("This person never belonged to the family.")
