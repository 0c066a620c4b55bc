"""Half-open stretches of days; an unbounded start or end is None."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar

Day = dt.date


class Stretch(Protocol):
    """Something that holds from a first day to a first day no longer."""

    @property
    def starts_on(self) -> Day | None:
        """First day."""

    @property
    def ends_on(self) -> Day | None:
        """First day no longer."""


S = TypeVar("S", bound=Stretch)


def holds(stretch: Stretch, day: Day) -> bool:
    """Whether it is in force on a day."""
    begun = stretch.starts_on is None or stretch.starts_on <= day
    return begun and (stretch.ends_on is None or day < stretch.ends_on)


def holding(stretches: Iterable[S], day: Day) -> list[S]:
    """Those in force on a day."""
    return [stretch for stretch in stretches if holds(stretch, day)]


def latest_end(stretches: Iterable[Stretch]) -> Day | None:
    """When the last of them ends; None when one never does, or there is none."""
    ends = [stretch.ends_on for stretch in stretches]
    last: Day | None = None
    for end in ends:
        if end is None:
            return None
        last = end if last is None else max(last, end)
    return last


def next_start(stretches: Iterable[Stretch], day: Day) -> Day | None:
    """The first day after `day` on which one of them starts."""
    starts = [s.starts_on for s in stretches if s.starts_on is not None and s.starts_on > day]
    return min(starts, default=None)


def sooner(one: Day | None, other: Day | None) -> Day | None:
    """The sooner of two ends."""
    if one is None or other is None:
        return one or other
    return min(one, other)
