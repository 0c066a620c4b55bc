"""Young parents of whom the safeguarding lead is to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flyingstart.accounts.api import User
from flyingstart.families.enums import Role
from flyingstart.families.models import Family, FamilyTie, Person
from flyingstart.families.queries.decided import in_force_on
from flyingstart.families.young import LEAD_UNDER, Tell, whom_to_tell


@dataclass(frozen=True, kw_only=True)
class YoungParent:
    """A parent younger than 16, in the family of which they are a parent."""

    person: Person
    family: Family
    tell: Tell


def young_parents(user: User, today: dt.date) -> Sequence[YoungParent]:
    """Those whom a user may see, the youngest first. One query.

    Nobody who died, and nobody twice: of records that were joined the one that was kept speaks.
    """
    earliest = today - dt.timedelta(days=366 * LEAD_UNDER)
    ties = FamilyTie.objects.filter(
        in_force_on(today),
        role__in=[Role.PARENT, Role.EXPECTANT_PARENT],
        person__in=Person.objects.visible_to(user).order_by().values("pk"),
        family__in=Family.objects.visible_to(user).order_by().values("pk"),
        person__date_of_birth__gt=earliest,
        person__died_on=None,
        person__merged_into=None,
    ).select_related("person", "family")
    return [
        YoungParent(person=tie.person, family=tie.family, tell=tell)
        for tie in ties.order_by("-person__date_of_birth", "pk")
        if (tell := whom_to_tell(tie.role, tie.person.date_of_birth, today))
    ]
