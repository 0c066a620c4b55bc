"""From the National Grid to degrees."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.places.rules.grid import _unprojected, degrees

# Degrees of the latitude are so long everywhere, near enough.
METRES = 111_320


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points, latitude first."""
    north = (one[0] - other[0]) * METRES
    east = (one[1] - other[1]) * METRES * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def test_the_worked_example_of_the_ordnance_survey() -> None:
    latitude, longitude = _unprojected(651_409.903, 313_177.270)

    assert math.degrees(latitude) == pytest.approx(52 + 39 / 60 + 27.2531 / 3600, abs=1e-7)
    assert math.degrees(longitude) == pytest.approx(1 + 43 / 60 + 4.5177 / 3600, abs=1e-7)


def test_the_meridian_of_greenwich_is_not_that_of_satellites() -> None:
    # The Airy Transit Circle lies about a hundred metres west of the newer meridian.
    assert apart(degrees(538_880, 177_320), (51.47781, -0.00148)) < 30


@given(st.integers(100_000, 650_000), st.integers(20_000, 1_000_000))
def test_a_kilometre_of_the_grid_is_a_kilometre_on_the_ground(easting: int, northing: int) -> None:
    here = degrees(easting, northing)

    for there in (degrees(easting + 1_000, northing), degrees(easting, northing + 1_000)):
        # The grid stretches by less than a thousandth, the plain sum above by a few more.
        assert apart(here, there) == pytest.approx(1_000, rel=0.01)


@given(st.integers(100_000, 650_000), st.integers(20_000, 1_000_000))
def test_east_is_east_and_north_is_north(easting: int, northing: int) -> None:
    latitude, longitude = degrees(easting, northing)

    assert degrees(easting + 1_000, northing)[1] > longitude
    assert degrees(easting, northing + 1_000)[0] > latitude
