"""In which area a point lies: the quick way equals the slow one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.places.rules.points import AreaFinder
from tests.places.files import OLD_BOXES, SOUTH, UNIT, WEST, Box, polygon

units = st.integers(-1, 9)
boxes = st.tuples(units, units, st.integers(1, 4), st.integers(1, 4)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)
# Halves lie inside or outside, whole numbers on borders.
places = st.tuples(st.integers(-2, 20), st.integers(-2, 20)).map(lambda p: (p[0] / 2, p[1] / 2))


def at(x: float, y: float) -> tuple[float, float]:
    return WEST + UNIT * x, SOUTH + UNIT * y


def first_box(areas: list[tuple[int, Box]], x: float, y: float) -> int | None:
    """The first box that a point is in or on, one by one."""
    for pk, (left, low, right, high) in areas:
        if left <= x <= right and low <= y <= high:
            return pk
    return None


def outline(box: Box) -> dict[str, Any]:
    """A box whose corners are whole degrees: no rounding on its borders."""
    left, low, right, high = box
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    return {"type": "Polygon", "coordinates": [[[float(x), float(y)] for x, y in corners]]}


@given(st.lists(boxes, max_size=6), st.lists(places, max_size=30))
def test_every_point_is_found_where_looking_at_each_box_finds_it(
    areas: list[Box], points: list[tuple[float, float]]
) -> None:
    numbered = list(enumerate(areas, start=10))

    found = AreaFinder((pk, outline(box)) for pk, box in numbered).find(points)

    assert found == [first_box(numbered, x, y) for x, y in points]


def test_a_border_belongs_to_the_area_named_first() -> None:
    areas = list(enumerate(OLD_BOXES.values()))
    corner = at(1, 1)

    forwards = AreaFinder((pk, polygon(box)) for pk, box in areas).find([corner])
    backwards = AreaFinder((pk, polygon(box)) for pk, box in reversed(areas)).find([corner])

    assert (forwards, backwards) == ([0], [3])


def test_nothing_is_found_in_nothing() -> None:
    finder = AreaFinder([])

    assert not finder
    assert finder.find([at(1, 1)]) == [None]
    assert AreaFinder([(1, polygon((0, 0, 1, 1)))]).find([]) == []


def test_a_hole_is_outside_and_an_island_inside() -> None:
    outer, hole = outline((0, 0, 4, 4))["coordinates"][0], outline((1, 1, 3, 3))["coordinates"][0]
    island = outline((6, 6, 7, 7))["coordinates"]
    ringed = {"type": "MultiPolygon", "coordinates": [[outer, hole], island]}

    found = AreaFinder([(1, ringed)]).find([(0.5, 0.5), (2, 2), (6.5, 6.5), (5, 5)])

    assert found == [1, None, 1, None]


def test_bounds_are_those_of_all_areas() -> None:
    finder = AreaFinder([(1, outline((0, 0, 1, 1))), (2, outline((3, -2, 4, 0)))])

    assert finder.bounds == pytest.approx((0, -2, 4, 1))
