"""Areas that files bring: LSOAs are too many for a pack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flyingstart.kernel.api import Actor, copy_rows, operation, update_rows
from flyingstart.places.models import Area


@operation
def ensure_areas(
    *, area_set_id: int, names: Mapping[str, str], by: Actor, at: dt.datetime
) -> dict[str, int]:
    """Have areas of these codes in a set; returns their ids by code.

    A name that a file gives, "" if it gives none, replaces the code that stood for it until now;
    the name of an area that has one stays.
    """
    held = {
        code: (pk, name)
        for code, pk, name in Area.objects.filter(area_set=area_set_id, code__in=names).values_list(
            "code", "pk", "name"
        )
    }
    copy_rows(
        Area,
        ["area_set_id", "code", "name"],
        [(area_set_id, code, name or code) for code, name in names.items() if code not in held],
    )
    named = [(pk, names[code]) for code, (pk, name) in held.items() if name == code and names[code]]
    named = [(pk, name) for pk, name in named if name]
    if named:
        update_rows(Area, ["id", "name"], named)
    return dict(Area.objects.filter(area_set=area_set_id, code__in=names).values_list("code", "pk"))
