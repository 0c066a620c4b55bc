"""Where the areas of a map lie on the picture: true shapes, or tiles of a grid."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

# Units of the picture; about the pixels of a phone, so that text is drawn as tall as it says.
WIDTH = 340.0
TALLEST = 420.0
MARGIN = 4.0
GAP = 3.0
# Detail below this many units cannot be seen.
DETAIL = 0.7

GeoJSON = Mapping[str, Any]


@dataclass(frozen=True)
class Shape:
    """An area's outline as an SVG path, where its label stands, and how wide a label may be."""

    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Sheet:
    """All shapes and the size of the picture."""

    shapes: Sequence[Shape]
    width: float
    height: float


def tiles(places: Sequence[tuple[int, int]]) -> Sheet:
    """Squares of one size at (column, row), counted from any origin; rows go down."""
    left, top = min(c for c, _ in places), min(r for _, r in places)
    columns = max(c for c, _ in places) - left + 1
    rows = max(r for _, r in places) - top + 1
    size = min((WIDTH - 2 * MARGIN) / columns, 72.0)
    inset = (WIDTH - columns * size) / 2
    side = size - GAP
    shapes = []
    for column, row in places:
        x, y = inset + (column - left) * size, MARGIN + (row - top) * size
        path = f"M{x:.1f} {y:.1f}h{side:.1f}v{side:.1f}h-{side:.1f}z"
        shapes.append(Shape(path, x + side / 2, y + side / 2, side))
    return Sheet(shapes, WIDTH, rows * size + 2 * MARGIN)


def outlines(geometries: Sequence[GeoJSON]) -> Sheet:
    """GeoJSON polygons (WGS84, degrees) drawn to scale; shared borders stay shared."""
    import shapely  # heavy: only pages with maps pay for it
    from shapely.geometry import shape

    areas = [shape(dict(geometry)) for geometry in geometries]
    west, south, east, north = shapely.total_bounds(areas)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / ((east - west) * squeeze), (TALLEST - 2 * MARGIN) / (north - south)
    )
    inset = (WIDTH - (east - west) * squeeze * scale) / 2

    def project(points: Any) -> Any:
        points[:, 0] = inset + (points[:, 0] - west) * squeeze * scale
        points[:, 1] = MARGIN + (north - points[:, 1]) * scale
        return points

    drawn = [shapely.transform(area, project) for area in areas]
    thinned = shapely.coverage_simplify(drawn, DETAIL)
    return Sheet([_outline(area) for area in thinned], WIDTH, (north - south) * scale + 2 * MARGIN)


def _outline(area: Polygon | MultiPolygon) -> Shape:
    import shapely  # as above

    radius = shapely.maximum_inscribed_circle(area, 1.0)
    (x, y), _ = radius.coords
    rings = [
        ring
        for polygon in getattr(area, "geoms", [area])
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "z" for ring in rings
    )
    return Shape(path, x, y, radius.length * 2)
