"""Keeping the authority, its area sets and its areas as the pack has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flyingstart.kernel.api import Actor, operation
from flyingstart.places.errors import OtherAuthorityError, TakenError
from flyingstart.places.models import Area, AreaPart, AreaSet, Authority
from flyingstart.places.operations.derived import draw_wholes, place_postcodes_in_wholes

AreaKey = tuple[str, str]
"""The code of a set and the code of an area in it."""

SET_FIELDS = ("name", "kind", "starts_on", "ends_on")
AREA_FIELDS = ("name", "tile_column", "tile_row")


@dataclass(frozen=True, kw_only=True)
class AreaEntry:
    """An area as the pack lists it; `tile` is its (column, row) on the grid."""

    set_code: str
    code: str
    name: str
    tile: tuple[int, int] | None = None


@operation
def keep_authority(
    *, code: str, name: str, history_from: dt.date | None, by: Actor, at: dt.datetime
) -> None:
    """Say whose system this is. Raises `OtherAuthorityError` when it is another's."""
    held = Authority.objects.select_for_update().first()
    if held is None:
        Authority.objects.create(code=code, name=name, history_from=history_from)
        return
    if held.code != code:
        raise OtherAuthorityError(f"this database is that of {held.name} ({held.code})")
    if (held.name, held.history_from) != (name, history_from):
        Authority.objects.update(name=name, history_from=history_from)


@operation
def keep_area_sets(*, sets: Sequence[AreaSet], by: Actor, at: dt.datetime) -> None:
    """Add and update area sets by their codes; those that are the same are not touched."""
    held = {kept.code: kept for kept in AreaSet.objects.select_for_update()}
    changed = []
    for area_set in sets:
        old = held.get(area_set.code)
        if old and any(getattr(old, name) != getattr(area_set, name) for name in SET_FIELDS):
            area_set.pk = old.pk
            changed.append(area_set)
    AreaSet.objects.bulk_create(new for new in sets if new.code not in held)
    AreaSet.objects.bulk_update(changed, SET_FIELDS)


@operation
def keep_areas(*, areas: Sequence[AreaEntry], by: Actor, at: dt.datetime) -> None:
    """Add and update areas by set and code; areas that the pack no longer lists stay.

    Raises `TakenError` when one that stays holds the tile of another.
    """
    sets = dict(AreaSet.objects.values_list("code", "pk"))
    held = {
        (area.area_set_id, area.code): area
        for area in Area.objects.defer("geometry").select_for_update()
    }
    given = {(sets[entry.set_code], entry.code) for entry in areas}
    taken = {
        (area.area_set_id, area.tile_column, area.tile_row): area.name
        for key, area in held.items()
        if key not in given
    }
    new, changed = [], []
    for entry in areas:
        column, row = entry.tile or (None, None)
        area = Area(
            area_set_id=sets[entry.set_code],
            code=entry.code,
            name=entry.name,
            tile_column=column,
            tile_row=row,
        )
        if entry.tile and (area.area_set_id, column, row) in taken:
            other = taken[area.area_set_id, column, row]
            raise TakenError(f"the tile of {entry.name} is that of {other}, which is held already")
        old = held.get((area.area_set_id, area.code))
        if old is None:
            new.append(area)
        elif any(getattr(old, name) != getattr(area, name) for name in AREA_FIELDS):
            area.pk = old.pk
            changed.append(area)
    # First off the grid: two areas may change places.
    Area.objects.filter(pk__in=[area.pk for area in changed], tile_column__isnull=False).update(
        tile_column=None, tile_row=None
    )
    Area.objects.bulk_update(changed, AREA_FIELDS)
    Area.objects.bulk_create(new)


@operation
def keep_parts(*, parts: Mapping[AreaKey, Sequence[AreaKey]], by: Actor, at: dt.datetime) -> None:
    """Say of which areas others are made. What follows from that is brought up to date."""
    named = {key for whole, some in parts.items() for key in (whole, *some)}
    ids = _ids_of(named)
    wanted = {(ids[whole], ids[part]) for whole, some in parts.items() for part in some}
    held = set(AreaPart.objects.values_list("whole_id", "part_id"))
    touched = {whole for whole, _ in wanted ^ held}
    if not touched:
        return
    for whole, part in held - wanted:
        AreaPart.objects.filter(whole=whole, part=part).delete()
    AreaPart.objects.bulk_create(
        AreaPart(whole_id=whole, part_id=part) for whole, part in sorted(wanted - held)
    )
    draw_wholes(touched)
    place_postcodes_in_wholes(touched)


def _ids_of(keys: set[AreaKey]) -> dict[AreaKey, int]:
    rows = Area.objects.filter(
        area_set__code__in={set_code for set_code, _ in keys},
        code__in={code for _, code in keys},
    ).values_list("area_set__code", "code", "pk")
    return {(set_code, code): pk for set_code, code, pk in rows}
