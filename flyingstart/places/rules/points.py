"""In which area a point lies: many points at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GeoJSON = Mapping[str, Any]
Point = tuple[float, float]
"""Longitude and latitude in degrees."""


class AreaFinder:
    """The areas of one set by their outlines.

    A point on a border belongs to the area that was named first, so that the answer is always the
    same.
    """

    def __init__(self, areas: Iterable[tuple[int, GeoJSON]]) -> None:
        """Take the ids of areas with their outlines, GeoJSON in WGS84."""
        # Heavy: only imports of geography pay for it.
        import shapely
        from shapely.geometry import shape

        pairs = list(areas)
        self._ids = [pk for pk, _ in pairs]
        self._outlines: list[BaseGeometry] = [shape(dict(outline)) for _, outline in pairs]
        shapely.prepare(self._outlines)

    def __bool__(self) -> bool:
        return bool(self._ids)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of all outlines."""
        import shapely

        west, south, east, north = shapely.total_bounds(self._outlines)
        return float(west), float(south), float(east), float(north)

    def find(self, points: Sequence[Point]) -> list[int | None]:
        """The id of the area in which each point lies; None where it lies in none."""
        import numpy as np
        import shapely

        found: list[int | None] = [None] * len(points)
        if not points or not self._ids:
            return found
        # The points make the tree: each outline is then looked up once, prepared for many points.
        tree = shapely.STRtree(np.asarray(shapely.points(np.asarray(points))))
        areas, places = tree.query(self._outlines, predicate="intersects")
        for turn in np.argsort(-areas, kind="stable").tolist():
            found[places[turn]] = self._ids[areas[turn]]
        return found
