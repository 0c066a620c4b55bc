"""A report as it may leave the house: without small numbers, or what would give them away.

Tables by area and the wholes are judged together, for the town's report and the neighbourhoods'
at once (`crossing`); tables by age, ethnicity and so on each by itself. People who move between
areas count once in each and once in the whole; as `suppression` says, a whole is taken as the sum
of what its table shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from flyingstart.evidence.measures.measure import Unit
from flyingstart.evidence.places import NEIGHBOURHOOD, WARD
from flyingstart.evidence.reports.crossing import BOTH, NOT_PEOPLE, SITE, WHOLE, Cell, withheld
from flyingstart.evidence.reports.frozen import Crossing, Figures, Line, Result, Section
from flyingstart.evidence.reports.sections import TIME
from flyingstart.evidence.suppression import (
    SMALL,
    CannotBePublishedError,
    Shown,
    held_back,
)
from flyingstart.kernel.api import Period, PeriodKind

_BY_AREA = (WARD, NEIGHBOURHOOD, SITE)


def published(result: Result) -> Result:
    """The same report with figures withheld, and without the crossings that say which."""
    publication = _Publication(result)
    return replace(
        result,
        sections=tuple(
            Section(
                key=section.key,
                heading=section.heading,
                intro=section.intro,
                tables=tuple(publication.table(table) for table in section.tables),
            )
            for section in result.sections
        ),
        crossings=None,
    )


@dataclass(frozen=True)
class _Publication:
    result: Result

    def table(self, table: Figures) -> Figures:
        """A table as others see it."""
        if table.unit is Unit.SESSIONS or table.measure in NOT_PEOPLE:
            return table
        hidden = self._hidden(table)
        return _without_few_elsewhere(
            replace(
                table,
                lines=tuple(
                    _withheld(line, table) if place in hidden else line
                    for place, line in enumerate(table.lines)
                ),
            )
        )

    def _hidden(self, table: Figures) -> frozenset[int]:
        """The lines to withhold, by their place in the table."""
        every = frozenset(range(len(table.lines)))
        if self.result.crossings is None:
            return every if self._may_cross(table) else _hidden_alone(table)
        if not any(one.measure == table.measure for one in self.result.crossings):
            return _hidden_alone(table)
        if table.dimension == TIME or table.dimension in _BY_AREA:
            return frozenset(
                place
                for place, line in enumerate(table.lines)
                if _is_small(line, table) or self._gives_away(table, line)
            )
        # The lines of any other table add up to the whole.
        whole = self._is_withheld(table.measure, self.result.period, self._own)
        return every if whole else _hidden_alone(table)

    def _may_cross(self, table: Figures) -> bool:
        """In a report of before crossings were kept: whether another report gives more of it.

        Nobody can say there whether wards lie within neighbourhoods, so it is taken that they do
        not.
        """
        if self.result.place is None:
            return table.dimension == NEIGHBOURHOOD
        return table.unit is not Unit.MARKS and table.dimension != "field"

    @property
    def _own(self) -> Cell:
        """The whole of the report's place."""
        place = self.result.place
        return (WHOLE,) if place is None else (NEIGHBOURHOOD, place)

    def _gives_away(self, table: Figures, line: Line) -> bool:
        """Whether a line would give a small number away, among all that is printed."""
        value, place = str(line.value), self.result.place
        if table.dimension == TIME:
            return self._is_withheld(table.measure, value, self._own)
        cell: Cell = (table.dimension, value)
        if table.dimension == WARD and place is not None:
            cell = (BOTH, value, place)
        return self._is_withheld(table.measure, self.result.period, cell)

    def _is_withheld(self, measure: str, period: str, cell: Cell) -> bool:
        crossing = self._crossings.get((measure, period))
        if crossing is None:
            # Nobody knows what others tell of that time.
            return True
        months = (str(month) for month in Period.parse(period).pieces(PeriodKind.MONTH))
        held = (self._crossings.get((measure, month)) for month in months if month != period)
        return cell in withheld(crossing, tuple(one for one in held if one is not None))

    @cached_property
    def _crossings(self) -> Mapping[tuple[str, str], Crossing]:
        return {(one.measure, one.period): one for one in self.result.crossings or ()}


def _hidden_alone(table: Figures) -> frozenset[int]:
    """The lines to withhold of a table by itself."""
    counts = {place: line.counted or 0 for place, line in enumerate(table.lines)}
    small = frozenset(place for place, line in enumerate(table.lines) if _is_small(line, table))
    if table.dimension == TIME or not small:
        # Each period is a table of its own.
        return small
    cells = {place: frozenset({place}) for place in counts}
    # The whole stands in the table by time.
    whole = Shown(frozenset(counts), sum(counts.values()))
    try:
        return small | held_back(counts, cells, before=[whole])
    except CannotBePublishedError:
        return frozenset(counts)


def _is_small(line: Line, table: Figures) -> bool:
    """Whether a line shows that few people did something, or that few did not."""
    if line.counted in SMALL:
        return True
    if table.base_year is not None or line.denominator is None or line.counted is None:
        return False
    return line.denominator in SMALL or line.denominator - line.counted in SMALL


def _withheld(line: Line, table: Figures) -> Line:
    """A base that is published by others stays: it tells nothing of whom we count."""
    return replace(
        line,
        numerator=None,
        counted=None,
        figure=None,
        denominator=line.denominator if table.base_year is not None else None,
        beside=dict.fromkeys(line.beside, 0),
        withheld=True,
    )


def _without_few_elsewhere(table: Figures) -> Figures:
    """Without the column of all who are registered where it shows how few of them live outside."""
    if not any(
        "residents" in line.beside and (line.numerator or 0) - (line.counted or 0) in SMALL
        for line in table.lines
    ):
        return table
    return replace(
        table,
        lines=tuple(
            replace(
                line, beside={key: one for key, one in line.beside.items() if key != "residents"}
            )
            for line in table.lines
        ),
    )
