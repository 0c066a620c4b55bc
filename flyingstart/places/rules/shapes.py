"""Outlines of areas as published: GeoJSON in WGS84, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

KINDS = ("Polygon", "MultiPolygon")
UNITED_KINGDOM = (-9.0, 49.0, 2.5, 61.5)
"""West, south, east and north, in degrees."""

NOT_DEGREES = (
    "the coordinates are not degrees of longitude and latitude; export the file as WGS84 "
    "(EPSG:4326)"
)


# What shapely raises where something else lies in the place of coordinates.
_BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class ShapeError(ValueError):
    """An outline cannot be taken; the message says why."""


class NotDegreesError(ShapeError):
    """The outline is in another system of coordinates, as then the whole file is."""


class Outline(NamedTuple):
    """A valid outline as GeoJSON, and what was strange about the one given ("": nothing)."""

    geometry: dict[str, Any]
    remark: str = ""


def read_outline(geometry: object) -> Outline:
    """Check an outline and mend what can be mended. Raises `ShapeError`."""
    import shapely

    given = _parsed(geometry)
    west, south, east, north = given.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise NotDegreesError(NOT_DEGREES)
    mended, remark = given, ""
    if not given.is_valid:
        mended = _surfaces(shapely.make_valid(given))
        remark = "the outline crosses itself; it was mended"
    if mended.is_empty or not mended.area:
        raise ShapeError("the outline encloses nothing")
    if not _within_kingdom(given.bounds):
        remark = "the outline lies outside the United Kingdom; longitude comes before latitude"
    return Outline(_as_json(mended), remark)


def union(outlines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The outline of several areas together, as GeoJSON."""
    import shapely
    from shapely.geometry import shape

    return _as_json(_surfaces(shapely.union_all([shape(dict(outline)) for outline in outlines])))


def _parsed(geometry: object) -> BaseGeometry:
    import shapely
    from shapely.geometry import shape

    if not geometry:
        raise ShapeError("it has no outline")
    if not isinstance(geometry, dict) or geometry.get("type") not in KINDS:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        raise ShapeError(f"its outline is {kind or 'unreadable'}, not a Polygon or MultiPolygon")
    try:
        found: BaseGeometry = shapely.force_2d(shape(geometry))
    # Whatever lies where coordinates should: shapely raises as it comes.
    except (
        AttributeError,
        IndexError,
        KeyError,
        TypeError,
        ValueError,
        shapely.errors.ShapelyError,
    ):
        raise ShapeError("its outline cannot be read: the coordinates are broken") from None
    if found.is_empty:
        raise ShapeError("it has no outline")
    if not bool(shapely.get_coordinates(found).size) or not _is_finite(found):
        raise ShapeError("its outline cannot be read: a coordinate is not a number")
    return found


def _is_finite(given: BaseGeometry) -> bool:
    import numpy as np
    import shapely

    return bool(np.isfinite(shapely.get_coordinates(given)).all())


def _surfaces(given: BaseGeometry) -> BaseGeometry:
    """What has an area; points and lines that mending leaves over are dropped."""
    import shapely

    if given.geom_type in KINDS:
        return given
    parts = [part for part in shapely.get_parts(given) if part.geom_type in KINDS]
    joined: BaseGeometry = shapely.union_all(parts)
    return joined


def _within_kingdom(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = UNITED_KINGDOM
    return west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north


def _as_json(given: BaseGeometry) -> dict[str, Any]:
    """Plain lists, so that what is written equals what is read back."""
    from shapely.geometry import mapping

    found = mapping(given)
    return {"type": found["type"], "coordinates": _lists(found["coordinates"])}


def _lists(coordinates: Any) -> Any:
    if isinstance(coordinates, (list, tuple)):
        return [_lists(part) for part in coordinates]
    return float(coordinates)
