"""Who must not learn from a copy of one person's record where another one lives."""

from __future__ import annotations

from collections.abc import Collection

from flyingstart.families.enums import AlertKind
from flyingstart.families.held import every_record
from flyingstart.families.models import Alert, FamilyTie, Placement
from flyingstart.families.queries.decided import in_force_on
from flyingstart.families.queries.merged import all_of_families
from flyingstart.kernel.api import clock


def families_today(person_id: int) -> list[int]:
    """Every record of the families to which a person belongs today. Three queries at most."""
    ties = FamilyTie.objects.filter(in_force_on(clock.today()), person__in=every_record(person_id))
    return all_of_families(ties.values_list("family_id", flat=True))


def homes_to_keep(people: Collection[int], *, known: Collection[int]) -> bool:
    """Whether the home of any of these people is to be kept from who gets a copy.

    `people` are internal ids, all records of each; `known` are the records of who gets it, whose
    own home is no secret from them. Kept is the home of whoever bears the sign today, and that of
    carers with whom a child ever lived. Two queries.
    """
    signs = Alert.objects.filter(
        in_force_on(clock.today()), kind=AlertKind.HIDDEN_HOME, person__in=people
    )
    if signs.exclude(person__in=known).exists():
        return True
    placed = Placement.objects.filter(child__in=people)
    return placed.exclude(carers__ties__person__in=known).exists()
