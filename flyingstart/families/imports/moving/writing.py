"""Writes lanes as they are to be: a fixed number of statements a table.

What gives way goes first, so that no two rows of a lane ever hold on one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flyingstart.families.imports.moving.describing import Lane, Sheet
from flyingstart.families.rules.laying import Strip
from flyingstart.kernel.api import StaleRowsError, allocate_ids, copy_rows, update_rows

Lanes = Mapping[Lane, Sequence[Strip]]


def write_lanes(sheets: Iterable[Sheet], before: Lanes, after: Lanes) -> None:
    """Make the tables of lanes hold what they are to hold.

    Raises `StaleRowsError` when somebody changed one of these rows since they were read.
    """
    made: dict[Lane, int] = {}
    for sheet in sheets:
        lanes = {lane: strips for lane, strips in after.items() if lane.sheet == sheet.name}
        _write(sheet, before, lanes, made)


def _write(sheet: Sheet, before: Lanes, after: Lanes, made: dict[Lane, int]) -> None:
    held = {strip.pk: strip for lane in after for strip in before.get(lane, ())}
    kept = {strip.pk for strips in after.values() for strip in strips}
    _delete(sheet, [strip for pk, strip in held.items() if pk not in kept])
    changed = [
        strip
        for strips in after.values()
        for strip in strips
        if strip.pk is not None and strip != held[strip.pk]
    ]
    shorter = [strip for strip in changed if _is_within(strip, held[strip.pk])]
    _update(sheet, shorter)
    _update(sheet, [strip for strip in changed if not _is_within(strip, held[strip.pk])])
    for lane, strips in after.items():
        for strip in strips:
            if strip.pk is not None:
                made.setdefault(lane, strip.pk)
    _insert(sheet, after, made)


def _delete(sheet: Sheet, strips: Sequence[Strip]) -> None:
    if not strips:
        return
    rows = sheet.model._base_manager.filter(pk__in=[strip.pk for strip in strips])
    if rows.count() != len(strips):
        raise StaleRowsError("rows that give way are gone")
    rows.delete()


def _update(sheet: Sheet, strips: Sequence[Strip]) -> None:
    if strips:
        columns = ["id", "version", *_columns(sheet)]
        rows = ((strip.pk, strip.version, *_cells(sheet, strip)) for strip in strips)
        update_rows(sheet.model, columns, rows)


def _insert(sheet: Sheet, after: Lanes, made: dict[Lane, int]) -> None:
    new = [(lane, strip) for lane, strips in after.items() for strip in strips if strip.pk is None]
    if not new:
        return
    ids = allocate_ids(sheet.model, len(new))
    columns: list[str] = []
    rows = []
    for pk, (lane, strip) in zip(ids, new, strict=True):
        made[lane] = pk
        whose = sheet.row(lane, made)
        columns = ["id", *whose, *_columns(sheet)]
        rows.append((pk, *whose.values(), *_cells(sheet, strip)))
    copy_rows(sheet.model, columns, rows)


def _columns(sheet: Sheet) -> list[str]:
    return [*sheet.blank, *(("starts_on", "ends_on") if sheet.dated else ())]


def _cells(sheet: Sheet, strip: Strip) -> list[Any]:
    days = (strip.starts_on, strip.ends_on) if sheet.dated else ()
    return [*(strip.values[name] for name in sheet.blank), *days]


def _is_within(strip: Strip, held: Strip) -> bool:
    """Whether a strip holds on no day on which it did not."""
    starts = held.starts_on is None or (
        strip.starts_on is not None and strip.starts_on >= held.starts_on
    )
    ends = held.ends_on is None or (strip.ends_on is not None and strip.ends_on <= held.ends_on)
    return starts and ends
