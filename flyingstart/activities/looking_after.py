"""How many adults children need, and how long one has been in a crèche; pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

# So long before a child has been there for as long as it may.
WARN_BEFORE = dt.timedelta(minutes=15)


def adults_needed(months: Iterable[int | None], each: Sequence[tuple[int, int]]) -> int:
    """How many adults children of these ages in months need.

    `each` are pairs: from which age, how many children one adult looks after. A child of whom no
    age is known counts as the youngest; 0 where no rule holds.
    """
    steps = sorted(each)
    if not steps:
        return 0
    share = sum(
        (Fraction(1, _each(0 if age is None else age, steps)) for age in months), Fraction(0)
    )
    return math.ceil(share)


def minutes_there(stays: Iterable[tuple[dt.datetime, dt.datetime | None]], at: dt.datetime) -> int:
    """The whole minutes of stays, those that go on counted up to a moment."""
    spans = (max((ends or at) - begins, dt.timedelta(0)) for begins, ends in stays)
    return int(sum(spans, dt.timedelta(0)).total_seconds() // 60)


def is_nearly_over(minutes: int, most: int | None) -> bool:
    """Whether a child has been there for nearly as long as it may, or for longer."""
    return most is not None and dt.timedelta(minutes=most - minutes) <= WARN_BEFORE


def _each(age: int, steps: Sequence[tuple[int, int]]) -> int:
    return next((each for begins, each in reversed(steps) if age >= begins), steps[0][1])
