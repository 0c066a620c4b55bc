"""How far apart two points are."""

from __future__ import annotations

import math

from flyingstart.places.queries.postcodes import Spot

# The mean radius of the Earth, in miles of 1,609.344 metres.
EARTH = 6371.0088 / 1.609344


def miles_between(one: Spot, other: Spot) -> float:
    """Miles in a straight line over a round Earth: within half a percent of the true one."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    turned = math.radians(other.longitude - one.longitude)
    half = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin(turned / 2) ** 2
    )
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))
