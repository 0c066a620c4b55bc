"""What doctor asks of activities: registers that were left open, and whether leads hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings

from flyingstart.activities.models import SessionWorker
from flyingstart.activities.queries.late import over_before
from flyingstart.kernel.api import clock, health


def late_registers() -> Iterator[health.Finding]:
    """How many registers are late, and who is told."""
    waits = dt.timedelta(hours=settings.LATE_REGISTER_HOURS)
    late = over_before(clock.now() - waits).filter(source="")
    number = late.count()
    if not number:
        yield health.ok("late registers", "none")
        return
    led = SessionWorker.objects.filter(session__in=late, is_lead=True).count()
    words = f"{number} open; nobody leads {number - led} of them"
    if settings.SMTP_URL:
        yield health.note("late registers", f"{words}; leads are reminded by letter")
    else:
        yield health.note(
            "late registers",
            f"{words}; leads are NOT reminded, as no letter leaves",
            "set SMTP_URL and MAIL_FROM; docs/reference/settings.md",
        )


health.health_checks.register(
    "late registers",
    health.HealthCheck(name="late registers", order=55, run=late_registers),
)
