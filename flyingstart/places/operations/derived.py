"""What follows from the parts of an area: its outline, and which postcodes lie in it.

A neighbourhood is made of wards of one set. It has no outline of its own and no code in any file:
both follow from its wards, here, whenever the wards' outlines, the parts or the postcodes change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from flyingstart.places.models import Area, AreaPart
from flyingstart.places.rules.shapes import union

FOLLOW = """
INSERT INTO places_postcodearea (postcode_id, area_id, how)
SELECT DISTINCT held.postcode_id, made.whole_id, held.how
FROM places_postcodearea held JOIN places_areapart made ON made.part_id = held.area_id
WHERE made.whole_id = ANY(%s)
"""


def draw_wholes(wholes: Collection[int]) -> None:
    """Give areas the outline of their parts; none while a part has none."""
    parts: dict[int, list[int]] = defaultdict(list)
    for whole, part in AreaPart.objects.filter(whole__in=wholes).values_list("whole", "part"):
        parts[whole].append(part)
    outlines = dict(
        Area.objects.filter(pk__in={pk for pks in parts.values() for pk in pks}).values_list(
            "pk", "geometry"
        )
    )
    for area in Area.objects.filter(pk__in=wholes):
        drawn = [outlines[part] for part in sorted(parts[area.pk])]
        shapes = [outline for outline in drawn if outline]
        geometry = union(shapes) if shapes and len(shapes) == len(drawn) else None
        if geometry != area.geometry:
            Area.objects.filter(pk=area.pk).update(geometry=geometry)


def place_postcodes_in_wholes(wholes: Collection[int]) -> None:
    """Say anew which postcodes lie in areas that are made of others."""
    with connection.cursor() as cursor:
        ids = sorted(wholes)
        cursor.execute("DELETE FROM places_postcodearea WHERE area_id = ANY(%s)", [ids])
        cursor.execute(FOLLOW, [ids])
