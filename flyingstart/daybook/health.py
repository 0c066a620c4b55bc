"""What doctor asks of worries: whether somebody reads them, and whom to ring."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from flyingstart.daybook.enums import ConcernKind, DutyKey
from flyingstart.daybook.queries.concerns import duty_on, readers_of
from flyingstart.kernel.api import clock, health

ROLES = {ConcernKind.CHILD: "safeguarding_lead", ConcernKind.ADULT: "head_of_service"}


def concerns() -> Iterator[health.Finding]:
    """Whether each worry reaches somebody, and whether there is a number to ring."""
    today = clock.today()
    for kind, role in ROLES.items():
        if readers_of(kind, today).exists():
            yield health.ok(f"worries, {kind}", f"somebody is {role} and reads them")
        else:
            mend = f"give somebody the role {role}; see docs/how-to/sign-ins.md"
            yield health.note(f"worries, {kind}", "NOBODY reads them", mend)
    # Who is in danger must not ring a number that is none.
    grave = health.broken if settings.PUBLIC else health.note
    for key in DutyKey:
        duty = duty_on(key, today)
        if duty is not None and duty.number:
            yield health.ok(f"number, {key}", "is in the pack")
            continue
        mend = "write it in the pack's concerns.yaml, then load the pack"
        if duty is not None and duty.phone:
            words = "A PLACEHOLDER, which no page shows: not safe for real families"
        else:
            words = "MISSING: the page for worries has none, not safe for real families"
        yield grave(f"number, {key}", words, mend)


health.health_checks.register(
    "concerns", health.HealthCheck(name="concerns", order=47, run=concerns)
)
