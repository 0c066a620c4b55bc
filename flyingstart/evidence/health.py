"""What doctor asks of evidence: how old the snapshot is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flyingstart.evidence.latest import latest_snapshot
from flyingstart.kernel.api import clock, health

# The worker refreshes it every ten minutes.
OLD = dt.timedelta(hours=2)
HOW = "`flyingstart snapshot` brings it up to date now; `flyingstart serve` keeps it so"


def snapshot() -> Iterator[health.Finding]:
    """Whether there is one and how old it is."""
    newest = latest_snapshot()
    if newest is None:
        yield health.note("snapshot", "none was taken of this database yet", HOW)
        return
    age = clock.now() - newest.as_at
    taken = f"as at {newest.as_at.astimezone(clock.LONDON):%-d %B %Y, %H:%M}"
    if age > OLD:
        yield health.note("snapshot", taken, HOW)
    else:
        yield health.ok("snapshot", taken)


health.health_checks.register(
    "snapshot", health.HealthCheck(name="snapshot", order=35, run=snapshot)
)
