"""Young parents of whom the safeguarding lead is to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Subquery

from flyingstart.accounts.api import User
from flyingstart.families.enums import LawKey, Role
from flyingstart.families.models import Family, FamilyTie, Person
from flyingstart.families.queries.decided import in_force_on
from flyingstart.families.queries.law import newest
from flyingstart.families.young import CHILD_UNDER, LegalAges, Tell, whom_to_tell


@dataclass(frozen=True, kw_only=True)
class YoungParent:
    """A parent of whom the lead is told, in the family of which they are a parent."""

    person: Person
    family: Family
    tell: Tell
    ages: LegalAges


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
    )
    found = []
    for tie in with_law.order_by("-person__date_of_birth", "pk"):
        ages = LegalAges(police_under=tie.police_under, lead_under=tie.lead_under)
        if tell := whom_to_tell(tie.role, tie.person.date_of_birth, today, ages):
            found.append(YoungParent(person=tie.person, family=tie.family, tell=tell, ages=ages))
    return found
