"""Places' part of a pack: loaded first, for everything else lies somewhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts
from flyingstart.places.enums import AreaKind
from flyingstart.places.errors import PlacesError
from flyingstart.places.operations.geography import (
    keep_area_sets,
    keep_areas,
    keep_authority,
    keep_parts,
)
from flyingstart.places.operations.sites import keep_rooms, keep_sites, keep_terms
from flyingstart.places.pack.areas import FOLDER, read_areas, read_parts
from flyingstart.places.pack.authority import FILE, read_authority
from flyingstart.places.pack.sites import SITES, read_rooms, read_sites, read_terms
from flyingstart.places.queries.areas import area_sets, areas_of


def load_places(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Bring places to the state of the pack; what the pack no longer names stays.

    Raises `PackError`.
    """
    read = read_authority(folder)
    areas = read_areas(folder, read.area_sets)
    parts = read_parts(folder, areas)
    terms = read_terms(folder)
    file = FILE
    try:
        keep_authority(code=read.code, name=read.name, history_from=read.history_from, by=by, at=at)
        keep_area_sets(sets=read.area_sets, by=by, at=at)
        file = FOLDER
        keep_areas(areas=areas, by=by, at=at)
        keep_parts(parts=parts, by=by, at=at)
        file = SITES
        sites = read_sites(folder, _neighbourhoods())
        keep_sites(sites=sites, by=by, at=at)
    except PlacesError as fault:
        raise PackError(f"{file}: {fault}") from fault
    keep_rooms(rooms=read_rooms(folder, sites), by=by, at=at)
    keep_terms(terms=terms, by=by, at=at)


def _neighbourhoods() -> dict[str, int]:
    """Neighbourhoods by code; where editions share a code, the newest."""
    return {
        area.code: area.pk
        for area_set in area_sets(AreaKind.NEIGHBOURHOOD)
        for area in areas_of(area_set.code).defer("geometry")
    }


pack_parts.register("places", PackPart(name="places", order=10, load=load_places))
