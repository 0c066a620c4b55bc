"""Classes of a map: at most five, with round limits that a legend can say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.design import formats
from flyingstart.design.enums import Kind

MOST = 5


@dataclass(frozen=True)
class MapClass:
    """Values from `low` up to, but without, `high`; `step` is its place from light to dark."""

    low: float
    high: float
    step: int
    words: str


def classes(values: Iterable[float], kind: Kind) -> list[MapClass]:
    """Classes of equal width that hold all values, ascending; none for no values.

    Widths are 1, 2, 2.5 or 5 times a power of ten, for counts at least 1, so that five or fewer
    cover the range. Fewer than five are spread over the colours from light to dark.
    """
    known = sorted(values)
    if not known:
        return []
    width = _width(known[0], known[-1], kind)
    whole = all(float(value).is_integer() for value in known)
    first = math.floor(_steps(known[0], width))
    last = math.floor(_steps(known[-1], width))
    count = last - first + 1
    return [
        MapClass(
            low=(first + i) * width,
            high=(first + i + 1) * width,
            step=_step(i, count),
            words=_words((first + i) * width, (first + i + 1) * width, kind, whole=whole),
        )
        for i in range(count)
    ]


def class_of(value: float, among: Sequence[MapClass]) -> MapClass:
    """The class a value falls in. Raises ValueError when it is in none."""
    width = among[0].high - among[0].low
    place = math.floor(_steps(value, width)) - round(among[0].low / width)
    if not 0 <= place < len(among):
        raise ValueError(f"{value} lies in no class")
    return among[place]


def _steps(value: float, width: float) -> float:
    # 0.3 / 0.1 is a hair under 3, and would fall into the class below.
    return round(value / width, 9)


def _width(low: float, high: float, kind: Kind) -> float:
    smallest = 0.01 if kind is Kind.RATIO else 1.0
    power = 10.0 ** math.floor(math.log10(max((high - low) / MOST, smallest)))
    while True:
        for factor in (1, 2, 2.5, 5):
            width = round(power * factor, 9)
            whole = width == round(width) or kind is Kind.RATIO
            if whole and math.floor(_steps(high, width)) - math.floor(_steps(low, width)) < MOST:
                return width
        power *= 10


def _step(place: int, count: int) -> int:
    return 2 if count == 1 else round(place * (MOST - 1) / (count - 1))


def _words(low: float, high: float, kind: Kind, *, whole: bool) -> str:
    if kind is not Kind.RATIO and whole:
        if high - low == 1:
            return formats.number(low)
        return _("%(low)s to %(high)s") % {
            "low": formats.number(low),
            "high": formats.number(high - 1),
        }
    unit = 100 if kind is Kind.RATIO else 1
    places = 0 if all(round(limit * unit, 6).is_integer() for limit in (low, high)) else 1
    return _("%(low)s to under %(high)s") % {
        "low": formats.words(low, kind, places),
        "high": formats.words(high, kind, places),
    }
