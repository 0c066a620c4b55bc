"""What doctor asks of places: whether an authority pack is loaded."""

from __future__ import annotations

from collections.abc import Iterator

from flyingstart.kernel.api import health
from flyingstart.places.errors import NoAuthorityError
from flyingstart.places.queries.areas import authority


def pack() -> Iterator[health.Finding]:
    """Whether an authority pack is loaded, and whose."""
    try:
        yield health.ok("pack", f"loaded: {authority().name}")
    except NoAuthorityError:
        yield health.broken("pack", "none is loaded", "run `flyingstart setup`")


health.health_checks.register("pack", health.HealthCheck(name="pack", order=20, run=pack))
