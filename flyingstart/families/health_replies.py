"""What doctor asks of what families wrote: whether any of it waits too long."""

from __future__ import annotations

from collections.abc import Iterator

from flyingstart.families.models import AutoReply
from flyingstart.families.queries.replies import too_long_unread
from flyingstart.kernel.api import clock, health

ABOUT = "replies of families"


def replies_wait() -> Iterator[health.Finding]:
    """How many nobody took on for more than one working day."""
    number = too_long_unread(clock.now())
    if number:
        yield health.broken(
            ABOUT,
            f"{number} unread for more than one working day",
            "a manager opens Replies and gives each to somebody; docs/how-to",
        )
    elif not AutoReply.objects.exists():
        yield health.note(
            ABOUT,
            "none waits; no auto-reply is loaded, so nobody who writes is told of 999",
            "add auto_reply/en.txt to the pack and run flyingstart setup",
        )
    else:
        yield health.ok(ABOUT, "none waits more than one working day")


health.health_checks.register(
    "replies", health.HealthCheck(name="replies", order=56, run=replies_wait)
)
