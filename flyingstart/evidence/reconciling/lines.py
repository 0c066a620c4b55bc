"""An old system's figures beside ours, and what explains the differences. ADR 0022.

A cause is counted from what we hold, never assumed. It explains no more than it was counted for,
and no more than is left of a difference in its direction. What remains is said as not explained:
the parts and the rest always add up to the difference.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.answering import find
from flyingstart.evidence.errors import AskedWronglyError, EvidenceError
from flyingstart.evidence.measures.dimensions import NOT_KNOWN, OUTSIDE
from flyingstart.evidence.measuring import measure
from flyingstart.evidence.reconciling.causes import WORDS, causes_of
from flyingstart.evidence.reconciling.pools import Cause, Part, explained
from flyingstart.evidence.reconciling.rejections import Rejections
from flyingstart.kernel.api import Column, Period, PeriodError
from flyingstart.kernel.tables.api import CellError, Row, TableError, read_table, read_whole
from flyingstart.places.api import AreaKind, area_sets, areas_of, set_on

AREAS = {"ward": AreaKind.WARD, "neighbourhood": AreaKind.NEIGHBOURHOOD}
TIMES = {"month", "quarter", "year"}
COLUMNS = (
    Column(name="measure", explained="A measure of ours", required=True),
    Column(name="by", explained="Dimensions, such as ward; blank: the whole"),
    Column(name="value", explained="Their values, such as a ward's code or name"),
    Column(name="period", explained="2019-Q1 and so on", required=True),
    Column(name="figure", explained="What the old system says", required=True),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure of the old system beside ours; `parts` and `unexplained` add up to `difference`."""

    measure: str
    by: str
    value: str
    period: str
    old: int
    new: int
    parts: tuple[Part, ...]
    unexplained: int

    @property
    def difference(self) -> int:
        """Ours less theirs."""
        return self.new - self.old

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "measure": self.measure,
            "by": self.by,
            "value": self.value,
            "period": self.period,
            "old": self.old,
            "new": self.new,
            "difference": self.difference,
            "parts": [
                {"cause": p.cause, "words": WORDS[p.cause], "held": p.held, "explains": p.explains}
                for p in self.parts
            ],
            "unexplained": self.unexplained,
        }


def reconcile(path: Path) -> list[Line]:
    """Every figure of a file beside ours.

    Raises `TableError`, `EvidenceError` for a figure that is none, and what `measure` raises.
    """
    run = _Run()
    return [run.line(row) for row in read_table(path, COLUMNS).rows]


@dataclass(frozen=True)
class _Asked:
    """A question of which every value is asked once."""

    measure: str
    by: tuple[str, ...]
    period: str
    area_set: str | None


@dataclass
class _Run:
    """One file: each question is asked once, and what explains it is counted once."""

    rejections: Rejections = field(default_factory=Rejections)
    answers: dict[_Asked, Answer] = field(default_factory=dict)
    causes: dict[_Asked, list[Cause]] = field(default_factory=dict)

    def line(self, row: Row) -> Line:
        """One figure. Raises `EvidenceError`."""
        try:
            old = read_whole(row["figure"])
        except CellError as fault:
            raise EvidenceError(f"row {row.number}, figure: {fault}") from None
        by = tuple(name.strip() for name in row["by"].split(",") if name.strip())
        # Words may hold commas: they divide where there is something to divide.
        cells = row["value"].split(",") if len(by) > 1 else [row["value"]]
        values = tuple(value.strip() for value in cells if value.strip())
        if len(by) != len(values):
            raise AskedWronglyError(f"row {row.number}: each dimension of by needs its value")
        asked, values = self._asked(row, by, values)
        new = self._figure(asked, values)
        parts: tuple[Part, ...] = ()
        rest = new - old
        if rest:
            if asked not in self.causes:
                self.causes[asked] = causes_of(self.answers[asked], self.rejections)
            area = values[0] if values else None
            parts, rest = explained(rest, self.causes[asked], area)
        return Line(
            measure=row["measure"],
            by=row["by"],
            value=row["value"],
            period=row["period"],
            old=old,
            new=new,
            parts=parts,
            unexplained=rest,
        )

    def _asked(
        self, row: Row, by: tuple[str, ...], values: tuple[str, ...]
    ) -> tuple[_Asked, tuple[str, ...]]:
        """The question of a row: a piece of time is a period, an area tells which set is meant."""
        find(row["measure"], by)
        period, area_set = row["period"], None
        kept = dict(zip(by, values, strict=True))
        for name in [name for name in by if name in TIMES]:
            period = _piece(row, period, kept.pop(name))
        for name in [name for name in kept if name in AREAS]:
            area_set, kept[name] = _area(row, AREAS[name], period, kept[name])
        asked = _Asked(row["measure"], tuple(kept), period, area_set)
        if asked not in self.answers:
            self.answers[asked] = measure(
                asked.measure, period=period, by=asked.by, area_set=area_set
            )
        return asked, tuple(kept.values())

    def _figure(self, asked: _Asked, values: tuple[str, ...]) -> int:
        """Ours; 0 where nobody is counted. A value is a code, or the words for it."""
        rows = self.answers[asked].rows
        if not values:
            return sum(row.numerator or 0 for row in rows)
        coded = [row for row in rows if tuple(str(v) for v in row.by.values()) == values]
        worded = [row for row in rows if tuple(row.labels.values()) == values]
        return sum(row.numerator or 0 for row in coded or worded)


def _piece(row: Row, period: str, piece: str) -> str:
    """A quarter of a year and the like. Raises `AskedWronglyError` for one that is not in it."""
    try:
        whole, part = Period.parse(period), Period.parse(piece)
    except PeriodError as fault:
        raise AskedWronglyError(f"row {row.number}: {fault}") from None
    if not (part.start in whole and part.end in whole):
        raise AskedWronglyError(f"row {row.number}: {piece} does not lie in {period}")
    return piece


def _area(row: Row, kind: AreaKind, period: str, value: str) -> tuple[str | None, str]:
    """The set and the code of an area by its code or name: of the set that the measure takes by
    itself, else of the newest that has it. Raises `AskedWronglyError` for an area of none."""
    if value in {OUTSIDE, NOT_KNOWN}:
        return None, value
    try:
        usual = set_on(kind, Period.parse(period).end)
    except PeriodError as fault:
        raise AskedWronglyError(f"row {row.number}: {fault}") from None
    sets = [*([usual] if usual else []), *reversed(area_sets(kind))]
    names: dict[str, str] = {}
    for one in sets:
        areas = dict(areas_of(one.code).values_list("code", "name"))
        names |= {name.casefold(): name for name in areas.values()}
        for code, name in areas.items():
            if value == code or value.casefold() == name.casefold():
                return (None if one == usual else one.code), code
    near = difflib.get_close_matches(value.casefold(), names, n=1)
    hint = f"; the nearest known is {names[near[0]]}" if near else ""
    raise AskedWronglyError(f"row {row.number}, value: “{value}” is no {kind.label}{hint}")


__all__ = ["COLUMNS", "WORDS", "Line", "Part", "TableError", "reconcile"]
