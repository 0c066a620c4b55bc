"""Where areas lie on a picture."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.design.pictures.shapes import MARGIN, TALLEST, WIDTH, outlines, tiles
from tests.design.pictures.samples import square

PLACES = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, unique=True)


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


@given(PLACES)
def test_tiles_stay_on_the_picture(places: list[tuple[int, int]]) -> None:
    sheet = tiles(places)

    assert sheet.width == WIDTH
    for shape in sheet.shapes:
        assert shape.x - shape.room / 2 >= 0
        assert shape.x + shape.room / 2 <= sheet.width
        assert shape.y - shape.room / 2 >= 0
        assert shape.y + shape.room / 2 <= sheet.height


@given(PLACES)
def test_tiles_lie_as_in_the_grid(places: list[tuple[int, int]]) -> None:
    drawn = list(zip(places, tiles(places).shapes, strict=True))

    for (column, row), shape in drawn:
        for (other_column, other_row), other in drawn:
            assert (shape.x < other.x) == (column < other_column)
            assert (shape.y < other.y) == (row < other_row)


def test_tiles_do_not_touch() -> None:
    left, right = tiles([(0, 0), (1, 0)]).shapes

    assert left.x + left.room / 2 < right.x - right.room / 2


def test_outlines_are_drawn_to_scale_and_north_is_up() -> None:
    south, north = outlines([square(0, 52), square(0, 52.01)]).shapes

    assert north.y < south.y
    assert north.x == pytest.approx(south.x, abs=0.5)
    # A degree is narrower than it is tall, this far north.
    xs = [x for x, _ in points(south.path)]
    ys = [y for _, y in points(south.path)]
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(0.6157, abs=0.005)


@pytest.mark.parametrize(("wide", "tall"), [(40, 1), (1, 40), (5, 5)])
def test_outlines_stay_on_the_picture(wide: int, tall: int) -> None:
    sheet = outlines([square(x, 52 + y, 1) for x in range(wide) for y in range(tall)])

    found = [point for shape in sheet.shapes for point in points(shape.path)]
    assert min(x for x, _ in found) >= MARGIN - 0.1
    assert max(x for x, _ in found) <= WIDTH - MARGIN + 0.1
    assert min(y for _, y in found) >= MARGIN - 0.1
    assert max(y for _, y in found) <= sheet.height - MARGIN + 0.1
    assert sheet.height <= TALLEST + 0.1


def test_neighbours_share_their_border_after_thinning() -> None:
    left, right = outlines([square(0, 52), square(0.01, 52)]).shapes

    assert max(x for x, _ in points(left.path)) == min(x for x, _ in points(right.path))


def test_an_area_of_several_parts_with_a_hole_is_whole() -> None:
    hole = [[0.002, 52.002], [0.002, 52.008], [0.008, 52.008], [0.008, 52.002], [0.002, 52.002]]
    outer = square(0, 52)["coordinates"][0]
    other = square(0.02, 52)["coordinates"]
    land = {"type": "MultiPolygon", "coordinates": [[outer, hole], other]}

    [shape] = outlines([land]).shapes

    assert shape.path.count("M") == shape.path.count("z") == 3


def test_a_label_stands_inside_its_area() -> None:
    # An L: its middle lies outside of it.
    ring = [[0, 52], [0.03, 52], [0.03, 52.004], [0.004, 52.004], [0.004, 52.03], [0, 52.03]]
    [shape] = outlines([{"type": "Polygon", "coordinates": [[*ring, ring[0]]]}]).shapes

    xs = [x for x, _ in points(shape.path)]
    ys = [y for _, y in points(shape.path)]
    in_foot = shape.y > max(ys) - (max(ys) - min(ys)) * 0.14
    in_stem = shape.x < min(xs) + (max(xs) - min(xs)) * 0.14
    assert in_foot or in_stem
