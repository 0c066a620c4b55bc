"""What doctor asks of the law: whether the pack says what holds today."""

from __future__ import annotations

from collections.abc import Iterator

from flyingstart.families.enums import LawKey
from flyingstart.families.models import LegalNumber
from flyingstart.kernel.api import clock, health

_ABSENT = {
    LawKey.POLICE_UNDER: "the safeguarding lead is told of every parent under 18",
    LawKey.LEAD_UNDER: "the safeguarding lead is told of every parent under 18",
    LawKey.FOSTERING_DAYS: "every private fostering is to be told today",
    LawKey.MANY_FROM: "nothing is sent to many at once",
}
"""What is done meanwhile: never less than any law asks."""


def law() -> Iterator[health.Finding]:
    """Each number that is missing; one line where none is."""
    rows = LegalNumber.objects.filter(starts_on__lte=clock.today())
    held = set(rows.values_list("key", flat=True))
    missing = [key for key in LawKey if key not in held]
    for key in missing:
        yield health.broken(
            f"law, {key}",
            f"MISSING from the pack: {_ABSENT[key]}",
            "write it in the pack's law.csv, with its day and source, and run flyingstart setup",
        )
    if not missing:
        yield health.ok("law", "each age and number of days is in the pack, with its source")


health.health_checks.register("law", health.HealthCheck(name="law", order=48, run=law))
