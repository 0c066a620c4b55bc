"""What doctor asks of families: whether the site has moved in from its old system."""

from __future__ import annotations

from collections.abc import Iterator

from flyingstart.families.gate import still_needed
from flyingstart.kernel.api import health


def moving_in() -> Iterator[health.Finding]:
    """Which files keep messages and addresses shut."""
    needed = still_needed()
    if not needed:
        yield health.ok("moving in", "messages may leave and addresses show")
        return
    yield health.note(
        "moving in",
        f"no message leaves and no address shows: {', '.join(needed)} not committed yet",
        "`flyingstart import KIND FILE --commit` for each; an empty file with its headings counts "
        "(docs/how-to/move-in.md)",
    )


health.health_checks.register(
    "moving in", health.HealthCheck(name="moving in", order=25, run=moving_in)
)
