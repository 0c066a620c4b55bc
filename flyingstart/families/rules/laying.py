"""Laying what a file says of some days over what is held of one thing: the file's days win.

A strip is what holds for a time: half-open days, None for open. Strips of one lane, such as one
person's main addresses, do not overlap. What is held of days that the file speaks of gives way on
those days: it is cut, split in two, or goes. Pure, on plain values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

Day = dt.date | None
Values = Mapping[str, Any]
Merge = Callable[[Values, Values], Values]


@dataclass(frozen=True, kw_only=True)
class Strip:
    """What holds for a time; `pk` None: not held yet."""

    pk: int | None = None
    version: int = 0
    starts_on: Day = None
    ends_on: Day = None
    values: Values


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a row says: values that are left out were not said, nor were days that are None."""

    starts_on: Day = None
    ends_on: Day = None
    values: Values


def overlap(one: tuple[Day, Day], other: tuple[Day, Day]) -> bool:
    """Whether two half-open intervals share a day."""
    (a, b), (c, d) = one, other
    return (a is None or d is None or a < d) and (c is None or b is None or c < b)


def lay(
    strips: list[Strip], said: Said, *, as_of: dt.date, blank: Values, merge: Merge
) -> tuple[list[Strip], Strip | None, Strip]:
    """The strips afterwards, the one that was meant if it was held, and what became of it.

    A row means the strip that starts on its day. Without a day it means the one that holds on
    `as_of` or until the day it ends; where something else held before, a new one starts then.
    """
    meant = _meant(strips, said, as_of)
    if meant is None:
        laid = _new(strips, said, as_of, merge(blank, {**blank, **said.values}))
    else:
        ends_on = said.ends_on or meant.ends_on
        laid = replace(meant, ends_on=ends_on, values=merge(meant.values, said.values))
    others = [strip for strip in strips if strip is not meant]
    return [*cleared(others, laid.starts_on, laid.ends_on), laid], meant, laid


def cleared(strips: list[Strip], starts_on: Day, ends_on: Day) -> list[Strip]:
    """The strips without the days of an interval."""
    kept: list[Strip] = []
    for strip in strips:
        if not overlap((strip.starts_on, strip.ends_on), (starts_on, ends_on)):
            kept.append(strip)
            continue
        begins_before = starts_on is not None and (
            strip.starts_on is None or strip.starts_on < starts_on
        )
        ends_after = ends_on is not None and (strip.ends_on is None or ends_on < strip.ends_on)
        if begins_before:
            kept.append(replace(strip, ends_on=starts_on))
        if ends_after:
            tail = replace(strip, starts_on=ends_on)
            kept.append(replace(tail, pk=None, version=0) if begins_before else tail)
    return kept


def _meant(strips: list[Strip], said: Said, as_of: dt.date) -> Strip | None:
    if said.starts_on is not None:
        return next((strip for strip in strips if strip.starts_on == said.starts_on), None)
    if said.ends_on is not None:
        fit = [s for s in strips if s.starts_on is None or s.starts_on < said.ends_on]
    else:
        fit = [s for s in strips if s.ends_on is None or s.ends_on > as_of]
    return max(fit, key=lambda strip: strip.starts_on or dt.date.min, default=None)


def _new(strips: list[Strip], said: Said, as_of: dt.date, values: Values) -> Strip:
    starts_on, ends_on = said.starts_on, said.ends_on
    if starts_on is None and ends_on is None and strips:
        starts_on = as_of
    if ends_on is None:
        later = [
            s.starts_on
            for s in strips
            if s.starts_on is not None and (starts_on is None or s.starts_on > starts_on)
        ]
        ends_on = min(later, default=None)
    return Strip(starts_on=starts_on, ends_on=ends_on, values=values)
