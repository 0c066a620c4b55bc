"""Figures by area as staff read them on screen: what is held back, and why. ADR 0031.

The law is that of what is published (`suppression`, judged by `reports.crossing`): wards,
neighbourhoods and the whole together. On top of it stands a rule for readers who know the rules
themselves: of all wards the smallest are held back, at least one of five or more among them, so
that whichever of them is the small one, the page would look the same.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flyingstart.evidence.answer import Answer, AnswerRow, Value
from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.measures.dimensions import NOT_KNOWN, OUTSIDE
from flyingstart.evidence.measures.measure import Base, Measure, measures
from flyingstart.evidence.measuring import measure
from flyingstart.evidence.places import NEIGHBOURHOOD, WARD
from flyingstart.evidence.reports.crossing import (
    NOT_PEOPLE,
    WHOLE,
    by_neighbourhood_alone,
    printed_by_home,
    withheld,
)
from flyingstart.evidence.reports.frozen import Crossing
from flyingstart.evidence.suppression import FIRST_SAFE, SMALL
from flyingstart.kernel.api import Period, PeriodKind

_YEARS = (PeriodKind.YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR)
# Stretches that may be moved by a day tell who came that day.
_BY_AREA = (PeriodKind.MONTH, PeriodKind.QUARTER, *_YEARS)
# Whose people are some of another measure's: the rest can be worked out from both.
_PART_OF = {
    "not_reached": "registered",
    "regular_rate": "reach_rate",
    "new_families": "unique_families",
    "unique_children": "reached",
}
_ELSEWHERE = (OUTSIDE, NOT_KNOWN)
Pieces = Mapping[tuple[str, str], int]
"""People by ward and neighbourhood; who lives in no neighbourhood has ""."""


class Why(enum.Enum):
    """Why nothing is said by ward at all."""

    FEW = "few"
    PERIOD = "period"
    EDITION = "edition"
    SUM = "sum"


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """The areas whose figures are held back, by code; None: all of them, noughts as well.

    `why` says why that is so of the wards.
    """

    wards: frozenset[str] | None = frozenset()
    neighbourhoods: frozenset[str] | None = frozenset()
    why: Why | None = None

    def hides(self, dimension: str, value: Value) -> bool:
        """Whether the figure of a ward or neighbourhood is held back."""
        held = self.wards if dimension == WARD else self.neighbourhoods
        return held is None or str(value) in held

    @property
    def anything(self) -> bool:
        """Whether any figure is."""
        return self.wards != frozenset() or self.neighbourhoods != frozenset()

    def answer(self, answer: Answer, dimension: str) -> Answer:
        """An answer by ward or neighbourhood as staff read it."""
        away = [row for row in answer.rows if row.by[dimension] in _ELSEWHERE]
        # The whole less those who live here tells them together.
        few = [row for row in away if few_elsewhere(row)]
        rows = tuple(
            _without(row, answer.measure)
            if self.hides(dimension, row.by[dimension]) or (few and row in away)
            else row
            for row in answer.rows
        )
        return replace(answer, rows=rows)


_EVERYTHING = HeldBack(wards=None, neighbourhoods=None, why=Why.FEW)


def held_back_by_area(
    declared: Measure, *, period: Period, area_set: str, snapshot: str
) -> HeldBack:
    """What staff pages hold back of a measure by area.

    Of each period in one edition of the wards, that of its last day: two editions side by side
    could be subtracted. Raises `EvidenceError`.
    """
    if declared.name in NOT_PEOPLE:
        return HeldBack()
    if period.kind not in _BY_AREA:
        return HeldBack(wards=None, neighbourhoods=None, why=Why.PERIOD)
    if declared.adds_up and period.kind in _YEARS:
        # The sum of what quarters hold back would tell it.
        return HeldBack(wards=None, neighbourhoods=None, why=Why.SUM)
    found, own = _judged(declared.name, period, snapshot)
    if area_set != own:
        return replace(found, wards=None, why=Why.EDITION)
    return found


def few_elsewhere(row: AnswerRow) -> bool:
    """Whether all who are counted, less those who live here, would tell a small number."""
    return (row.numerator or 0) - int(row.beside.get("residents", row.numerator or 0)) in SMALL


@lru_cache(maxsize=1024)
def _judged(name: str, period: Period, snapshot: str) -> tuple[HeldBack, str]:
    """What is held back of a period in the edition of its wards, and which that is.

    What is counted on a snapshot stays as it is: so does this.
    """
    declared = measures[name]
    wards = str(measure(name, period=period, by=WARD, snapshot=snapshot).area_set)
    asked = _Asked(declared, wards, snapshot)
    if not declared.adds_up or period.kind is PeriodKind.MONTH:
        return _together(asked.crossing(period)), wards
    # What adds up could be subtracted: a quarter is judged beside its months.
    months = tuple(map(asked.crossing, period.pieces(PeriodKind.MONTH)))
    return _together(asked.crossing(period), months), wards


def _together(crossing: Crossing, months: tuple[Crossing, ...] = ()) -> HeldBack:
    """What one answer holds back: those who are counted, and of a larger number the others."""
    # There are reports of months and quarters.
    reports = by_neighbourhood_alone(crossing.measure) and _is_reported(crossing.period)
    hidden = withheld(crossing, months, beside_reports=reports)
    if (WHOLE,) in hidden:
        # The whole stands on many pages: beside it few may be told by no area, noughts neither.
        return _EVERYTHING
    wards = {cell[1] for cell in hidden if cell[0] == WARD}
    for place in (0, 1):
        counts: dict[str, int] = defaultdict(int)
        for piece in crossing.pieces:
            counts[piece[0]] += (piece[2], piece[3])[place]
        least = smallest(counts)
        if least is None:
            return _EVERYTHING
        wards |= least
    return HeldBack(
        wards=frozenset(wards),
        neighbourhoods=frozenset(cell[1] for cell in hidden if cell[0] == NEIGHBOURHOOD),
    )


def _is_reported(period: str) -> bool:
    return Period.parse(period).kind in (PeriodKind.MONTH, PeriodKind.QUARTER)


def smallest(counts: Mapping[str, int]) -> frozenset[str] | None:
    """The areas to hold back that nobody tells apart; None: all of them, noughts as well.

    Where one to four people live in any, all areas up to the next larger number are held back: any
    two of them could change places, and the page would be the same.
    """
    if not any(count in SMALL for count in counts.values()):
        return frozenset()
    limit = min((count for count in counts.values() if count >= FIRST_SAFE), default=None)
    if limit is None:
        return None
    return frozenset(area for area, count in counts.items() if 0 < count <= limit)


@dataclass(frozen=True)
class _Asked:
    """A measure with the areas by which it is judged."""

    measure: Measure
    wards: str
    snapshot: str

    def crossing(self, period: Period) -> Crossing:
        """How many there are in each ward and neighbourhood at once, and how many besides."""
        counted, rest = self._counted(period)
        keys = sorted(counted.keys() | rest.keys())
        return Crossing(
            measure=self.measure.name,
            period=str(period),
            wards=self.wards,
            fine=WARD,
            # Reports are read beside pages: one answer for both.
            printed=printed_by_home(self.measure.name),
            pieces=tuple((*key, counted.get(key, 0), rest.get(key, 0)) for key in keys),
        )

    def _counted(self, period: Period) -> tuple[Pieces, Pieces]:
        answer = self._ask(self.measure.name, period)
        counted = _pieces(answer, (row.numerator or 0 for row in answer.rows))
        if self.measure.value_of != "numerator":
            # The whole of those who live here is told: beside it, who lives elsewhere hides nobody.
            counted = _pieces(
                answer, (int(row.beside[self.measure.value_of]) for row in answer.rows)
            )
        if self.measure.base is Base.COUNTED:
            rest = ((row.denominator or 0) - (row.numerator or 0) for row in answer.rows)
            return counted, _pieces(answer, rest)
        whole = _PART_OF.get(self.measure.name)
        if whole is None or not counted:
            return counted, {}
        larger = self._ask(whole, period)
        of = _pieces(larger, (row.numerator or 0 for row in larger.rows))
        return counted, {
            key: more for key, count in of.items() if (more := count - counted.get(key, 0)) > 0
        }

    def _ask(self, name: str, period: Period) -> Answer:
        asked: dict[str, Any] = {
            "period": period,
            "area_set": self.wards,
            "snapshot": self.snapshot,
        }
        try:
            return measure(name, by=(WARD, NEIGHBOURHOOD), **asked)
        except EvidenceError:
            # Before there were neighbourhoods.
            return measure(name, by=WARD, **asked)


def _pieces(answer: Answer, numbers: Iterable[int]) -> dict[tuple[str, str], int]:
    found = {
        (str(row.by[WARD]), str(row.by.get(NEIGHBOURHOOD, ""))): number
        for row, number in zip(answer.rows, numbers, strict=True)
    }
    return {key: number for key, number in found.items() if number > 0}


def _without(row: AnswerRow, declared: Measure) -> AnswerRow:
    """A row without what was counted; the population that others publish stays."""
    return replace(
        row,
        numerator=None,
        value=None,
        denominator=row.denominator if declared.base is Base.POPULATION else None,
        beside={},
        withheld=True,
    )
