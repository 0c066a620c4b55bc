"""What several records of one person say together: pure.

The record that was kept speaks first; what it leaves open is filled in from those that were merged
into it, in their order. Of stretches of days that cannot both be, such as two main addresses, the
later record gives way for the days on which both hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar

from flyingstart.families.enums import NoAnswer

T = TypeVar("T")
Days = tuple[dt.date | None, dt.date | None]
"""The first day and the first day no longer; None: from the beginning, still."""

OPEN = {NoAnswer.UNKNOWN.value, NoAnswer.NOT_ASKED.value}
"""Answers that say that there is none yet; a refusal is an answer."""


def spoken(values: Sequence[T]) -> T:
    """What records say together, the one that was kept first; there is at least one.

    The first that has an answer speaks; before a blank, one that is not known or was not asked.
    """
    said = [value for value in values if value is not None and value != ""]
    return next((v for v in said if v not in OPEN), said[0] if said else values[0])


def visible(days: Days, taken: Iterable[Days]) -> list[Days]:
    """What is left of a stretch beside those that go before it, in the order of days."""
    left = [_bounded(days)]
    for other in taken:
        starts, ends = _bounded(other)
        left = [
            piece
            for low, high in left
            for piece in ((low, min(high, starts)), (max(low, ends), high))
            if piece[0] < piece[1]
        ]
    return [_open(piece) for piece in left]


def _bounded(days: Days) -> tuple[dt.date, dt.date]:
    starts, ends = days
    return starts or dt.date.min, ends or dt.date.max


def _open(days: tuple[dt.date, dt.date]) -> Days:
    starts, ends = days
    return None if starts == dt.date.min else starts, None if ends == dt.date.max else ends
