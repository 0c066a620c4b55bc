"""Writing figures about areas: populations and deprivation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flyingstart.kernel.api import Actor, copy_rows, operation, update_rows
from flyingstart.places.models import Deprivation, Population
from flyingstart.places.operations.areas import ensure_areas
from flyingstart.places.queries.held import (
    DeprivationState,
    FigureKey,
    held_deprivation,
    held_figures,
)

Names = Mapping[int, Mapping[str, str]]
"""By the id of a set, the names of areas by code; "" where there is none."""


@operation
def keep_populations(
    *,
    figures: Mapping[FigureKey, tuple[int, str]],
    areas: Names,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Have these figures, each with its source; a newer one replaces the one that is held."""
    for set_id, names in areas.items():
        ensure_areas(area_set_id=set_id, names=names, by=by, at=at)
    held = held_figures({code for code, _, _ in figures})
    new, changed = [], []
    for key, figure in figures.items():
        old = held.get(key)
        if old is None:
            new.append((*key, *figure))
        elif (old.people, old.source) != figure:
            changed.append((old.id, *figure))
    copy_rows(Population, ["area_code", "year", "age", "count", "source"], new)
    if changed:
        update_rows(Population, ["id", "count", "source"], changed)


@operation
def keep_deprivation(
    *,
    places: Mapping[tuple[int, str, int], DeprivationState],
    areas: Names,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Have these places in an index, by set, code and year."""
    ids = {
        set_id: ensure_areas(area_set_id=set_id, names=names, by=by, at=at)
        for set_id, names in areas.items()
    }
    held = held_deprivation({code for _, code, _ in places})
    new, changed = [], []
    for (set_id, code, year), state in places.items():
        old = held.get((set_id, code, year))
        if old is None:
            new.append((ids[set_id][code], year, *state))
        elif old[1] != state:
            changed.append((old[0], *state))
    copy_rows(Deprivation, ["area_id", "year", "rank", "decile", "score"], new)
    if changed:
        update_rows(Deprivation, ["id", "rank", "decile", "score"], changed)
