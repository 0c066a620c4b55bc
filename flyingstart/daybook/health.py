"""What doctor asks of worries: whether somebody reads them, and whom to ring."""

from __future__ import annotations

from collections.abc import Iterator

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
    for key in DutyKey:
        duty = duty_on(key, today)
        if duty is not None and duty.phone:
            yield health.ok(f"number, {key}", "is in the pack")
        else:
            mend = "write it in the pack's concerns.yaml, then load the pack"
            yield health.note(f"number, {key}", "MISSING: the page for worries has none", mend)


health.health_checks.register(
    "concerns", health.HealthCheck(name="concerns", order=47, run=concerns)
)
