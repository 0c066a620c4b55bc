"""Young parents of whom the safeguarding lead is to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from flyingstart.accounts.api import User
from flyingstart.families.enums import LawKey, Role
from flyingstart.families.models import Family, FamilyTie, Person, YoungParentTold
from flyingstart.families.queries.decided import in_force_on
from flyingstart.families.queries.law import newest
from flyingstart.families.queries.merged import own_of, person_records, person_roots
from flyingstart.families.young import CHILD_UNDER, LegalAges, Tell, whom_to_tell


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who was told last, on which day, and who said so."""

    whom: str
    told_on: dt.date
    by: str


@dataclass(frozen=True, kw_only=True)
class YoungParent:
    """A parent of whom the lead is told, in the family of which they are a parent."""

    person: Person
    family: Family
    tell: Tell
    ages: LegalAges
    told: Told | None = None


# Also what was said of a record that was joined to it.
_LAST_TOLD = (
    YoungParentTold.objects.filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person"))
    )
    .order_by("-told_on", "-pk")
    .values(told=JSONObject(whom="whom", told_on="told_on", by="said_by_name"))[:1]
)


def young_parents(user: User, today: dt.date) -> Sequence[YoungParent]:
    """Those whom a user may see, the youngest first. One query.

    Nobody who died, and nobody twice: of records that were joined the one that was kept speaks.
    """
    earliest = today - dt.timedelta(days=366 * CHILD_UNDER)
    ties = FamilyTie.objects.filter(
        in_force_on(today),
        role__in=[Role.PARENT, Role.EXPECTANT_PARENT],
        person__in=Person.objects.visible_to(user).order_by().values("pk"),
        family__in=Family.objects.visible_to(user).order_by().values("pk"),
        person__date_of_birth__gt=earliest,
        person__died_on=None,
        person__merged_into=None,
    ).select_related("person", "family")
    with_law = ties.annotate(
        police_under=Subquery(newest(LawKey.POLICE_UNDER, today)),
        lead_under=Subquery(newest(LawKey.LEAD_UNDER, today)),
        last_told=Subquery(_LAST_TOLD),
    )
    found = []
    for tie in with_law.order_by("-person__date_of_birth", "pk"):
        ages = LegalAges(police_under=tie.police_under, lead_under=tie.lead_under)
        if tell := whom_to_tell(tie.role, tie.person.date_of_birth, today, ages):
            told = tie.last_told
            found.append(
                YoungParent(
                    person=tie.person,
                    family=tie.family,
                    tell=tell,
                    ages=ages,
                    told=Told(
                        whom=told["whom"],
                        told_on=dt.date.fromisoformat(told["told_on"]),
                        by=told["by"],
                    )
                    if told
                    else None,
                )
            )
    return found


def told_of_person(person: Person) -> list[YoungParentTold]:
    """Everybody who was told of somebody, the first one first. Two queries."""
    records = person_records(set(person_roots([person.pk]).values()))
    rows = YoungParentTold.objects.filter(person__in=own_of(records))
    return list(rows.order_by("told_on", "pk"))
