"""Writing the outlines of a set's areas, and what follows: the areas of all postcodes held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connection

from flyingstart.kernel.api import Actor, copy_rows, operation, update_rows
from flyingstart.places.enums import FoundBy
from flyingstart.places.models import Area, AreaPart, PostcodeArea
from flyingstart.places.operations.areas import ensure_areas
from flyingstart.places.operations.derived import draw_wholes, place_postcodes_in_wholes
from flyingstart.places.queries.held import outlines_by_set, points_within
from flyingstart.places.rules.points import AreaFinder

BATCH = 10_000
FORGET_POINTS = """
DELETE FROM places_postcodearea held
USING places_area area, places_postcode postcode
WHERE held.area_id = area.id AND held.postcode_id = postcode.id
AND held.how = 'point' AND area.area_set_id = %s AND postcode.latitude IS NOT NULL
"""


class PlannedOutline(NamedTuple):
    """An area of a file: its name ("": the file gives none) and its outline as GeoJSON."""

    name: str
    geometry: Mapping[str, Any]


@operation
def keep_outlines(
    *, area_set_id: int, outlines: Mapping[str, PlannedOutline], by: Actor, at: dt.datetime
) -> None:
    """Give areas of a set, by code, their outlines; areas that are not held are made.

    Every postcode that has a point is found anew in this set and in what its areas are part of.
    """
    ids = ensure_areas(
        area_set_id=area_set_id,
        names={code: outline.name for code, outline in outlines.items()},
        by=by,
        at=at,
    )
    held = dict(Area.objects.filter(pk__in=ids.values()).values_list("pk", "geometry"))
    differing = [
        (ids[code], outline.geometry)
        for code, outline in outlines.items()
        if held[ids[code]] != outline.geometry
    ]
    if not differing:
        return
    update_rows(Area, ["id", "geometry"], differing)
    _place_postcodes(area_set_id)
    parts = Area.objects.filter(area_set=area_set_id)
    wholes = set(AreaPart.objects.filter(part__in=parts).values_list("whole", flat=True))
    draw_wholes(wholes)
    place_postcodes_in_wholes(wholes)


def _place_postcodes(area_set_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET_POINTS, [area_set_id])
    finder = AreaFinder(outlines_by_set()[area_set_id])
    for batch in points_within(finder.bounds, batch=BATCH):
        areas = finder.find([(point.longitude, point.latitude) for point in batch])
        copy_rows(
            PostcodeArea,
            ["postcode_id", "area_id", "how"],
            [
                (point.id, area, FoundBy.POINT.value)
                for point, area in zip(batch, areas, strict=True)
                if area is not None
            ],
        )
