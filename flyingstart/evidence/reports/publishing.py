"""A report as it may leave the house: without small numbers, or what would give them away.

People who move between areas count once in each and once in the whole; as `suppression` says, a
whole is taken as the sum of what its table shows.
"""

from __future__ import annotations

from dataclasses import replace

from flyingstart.evidence.measures.measure import Unit
from flyingstart.evidence.reports.frozen import Figures, Line, Result, Section
from flyingstart.evidence.suppression import (
    SMALL,
    CannotBePublishedError,
    Shown,
    held_back,
)

# Sessions and small areas are no people.
_NOT_PEOPLE = ("sessions_delivered", "supply", "deprived")


def published(result: Result) -> Result:
    """The same report with figures withheld."""
    return replace(
        result,
        sections=tuple(
            Section(
                key=section.key,
                heading=section.heading,
                intro=section.intro,
                tables=tuple(_published(table) for table in section.tables),
            )
            for section in result.sections
        ),
    )


def _published(table: Figures) -> Figures:
    if table.unit is Unit.SESSIONS or table.measure in _NOT_PEOPLE:
        return table
    hidden = _hidden(table)
    return replace(
        table,
        lines=tuple(
            _withheld(line, table) if place in hidden else line
            for place, line in enumerate(table.lines)
        ),
    )


def _hidden(table: Figures) -> frozenset[int]:
    """The lines to withhold, by their place in the table."""
    counts = {place: line.counted or 0 for place, line in enumerate(table.lines)}
    small = frozenset(place for place, line in enumerate(table.lines) if _is_small(line, table))
    if table.dimension == "time" or not small:
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
