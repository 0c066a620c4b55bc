"""Miles between two points."""

from __future__ import annotations

import pytest

from flyingstart.places.api import Postcode, Spot, miles_between, spots_of

LONDON, ST_ALBANS, EDINBURGH = (
    Spot(51.5074, -0.1278),
    Spot(51.7527, -0.3394),
    Spot(55.9533, -3.1883),
)


@pytest.mark.parametrize(
    ("one", "other", "miles"),
    [
        (LONDON, LONDON, 0.0),
        (LONDON, EDINBURGH, 331.6),
        (LONDON, ST_ALBANS, 19.2),
        # One minute of latitude is a nautical mile; halfway round is half of it.
        (Spot(0, 0), Spot(1 / 60, 0), 1.2),
        (Spot(0, 0), Spot(0, 180), 12436.8),
    ],
)
def test_straight_over_the_earth(one: Spot, other: Spot, miles: float) -> None:
    assert round(miles_between(one, other), 1) == miles
    assert miles_between(one, other) == miles_between(other, one)


def test_only_postcodes_with_a_point_lie_somewhere(db: None) -> None:
    Postcode.objects.create(text="AB1 1AA", latitude=51.5, longitude=-0.25)
    Postcode.objects.create(text="AB1 1AB", latitude=51.5)
    Postcode.objects.create(text="AB1 1AD")

    assert spots_of(["AB1 1AA", "AB1 1AB", "AB1 1AD", "AB1 1AE", ""]) == {
        "AB1 1AA": Spot(51.5, -0.25)
    }
