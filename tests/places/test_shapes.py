"""Outlines as they come, and what is made of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from shapely.geometry import shape

from flyingstart.places.rules.shapes import NotDegreesError, ShapeError, read_outline, union
from tests.places.files import polygon, ring

SQUARE = polygon((0, 0, 1, 1))


def with_first_corner(longitude: float) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[longitude, 51], [1, 52], [2, 51], [0, 51]]]}


@pytest.mark.parametrize(
    "geometry",
    [
        SQUARE,
        {"type": "MultiPolygon", "coordinates": [[ring((0, 0, 1, 1))], [ring((3, 3, 4, 4))]]},
        {"type": "Polygon", "coordinates": [ring((0, 0, 3, 3)), ring((1, 1, 2, 2))]},
    ],
)
def test_a_good_outline_is_kept_as_it_is(geometry: dict[str, Any]) -> None:
    outline = read_outline(geometry)

    assert outline == (geometry, "")
    assert json.loads(json.dumps(outline.geometry)) == outline.geometry


def test_heights_are_dropped() -> None:
    high = {"type": "Polygon", "coordinates": [[[x, y, 12.5] for x, y in ring((0, 0, 1, 1))]]}

    assert read_outline(high).geometry == SQUARE


def test_an_outline_that_crosses_itself_is_mended() -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[-0.4, 51.8], [-0.2, 51.9], [-0.2, 51.8], [-0.4, 51.9], [-0.4, 51.8]]],
    }

    outline = read_outline(bow)

    assert outline.remark == "the outline crosses itself; it was mended"
    assert shape(outline.geometry).is_valid
    assert shape(outline.geometry).area == pytest.approx(0.01)


def test_a_spike_is_cut_off() -> None:
    spiked = polygon((0, 0, 1, 1))
    spiked["coordinates"][0].insert(1, [-0.2, 51.8])

    outline = read_outline(spiked)

    assert shape(outline.geometry).area == pytest.approx(shape(SQUARE).area)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "it has no outline"),
        ({}, "it has no outline"),
        ("POLYGON", "its outline is unreadable, not a Polygon or MultiPolygon"),
        ({"type": "Point", "coordinates": [0, 51]}, "its outline is Point, not"),
        ({"type": "Polygon", "coordinates": []}, "it has no outline"),
        ({"type": "Polygon"}, "the coordinates are broken"),
        ({"type": "Polygon", "coordinates": None}, "it has no outline"),
        ({"type": "Polygon", "coordinates": [[[0, 51], [1, 51]]]}, "the coordinates are broken"),
        ({"type": "Polygon", "coordinates": [[["a", 51]] * 4]}, "the coordinates are broken"),
        ({"type": "Polygon", "coordinates": [[[0, 51], [1, 52], [2, 53], [0, 51]]]}, "encloses"),
        (with_first_corner(float("nan")), "its outline cannot be read"),
        (with_first_corner(float("inf")), "its outline cannot be read"),
    ],
)
def test_what_is_no_outline_is_refused_in_words(geometry: object, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        read_outline(geometry)


def test_metres_are_no_degrees() -> None:
    metres = {
        "type": "Polygon",
        "coordinates": [[[508e3, 221e3], [509e3, 221e3], [509e3, 222e3], [508e3, 221e3]]],
    }

    with pytest.raises(NotDegreesError, match="export the file as WGS84"):
        read_outline(metres)


def test_latitude_before_longitude_is_remarked_on() -> None:
    swapped = {"type": "Polygon", "coordinates": [[[y, x] for x, y in ring((0, 0, 1, 1))]]}

    assert "longitude comes before latitude" in read_outline(swapped).remark


def test_a_union_is_the_outline_of_all() -> None:
    joined = union([polygon((0, 0, 1, 1)), polygon((1, 0, 2, 1))])

    assert shape(joined).equals(shape(polygon((0, 0, 2, 1))))
    assert joined["type"] == "Polygon"
