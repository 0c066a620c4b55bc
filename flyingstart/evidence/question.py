"""What is asked of an engine: pieces of a period, area sets, a moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Protocol

from flyingstart.evidence.measures.expressions import Statement, statement
from flyingstart.evidence.measures.measure import Measure

Values = dict[str, Any]


UNSEEN_DAYS = 42


@dataclass(frozen=True)
class Piece:
    """One stretch of days that is counted as if it were the whole period."""

    code: str
    label: str
    starts: dt.date
    ends: dt.date

    @property
    def window_starts(self) -> dt.date:
        """The first day of the twelve months that end with the piece: the day after the same date
        a year before, which for 29 February is the 28th."""
        last = self.ends
        if (last.month, last.day) == (2, 29):
            year_before = dt.date(last.year - 1, 2, 28)
        else:
            year_before = last.replace(year=last.year - 1)
        return year_before + dt.timedelta(days=1)

    def unseen_from(self, today: dt.date) -> dt.date:
        """The first of the six weeks that end with the piece, or with today when that is sooner."""
        return min(self.ends, today) - dt.timedelta(days=UNSEEN_DAYS - 1)


@dataclass(frozen=True)
class Question:
    """A measure, by what, for which pieces, in which area sets, as at when (London's `today`).

    `listed` asks for what is counted instead of how much.
    """

    measure: Measure
    by: tuple[str, ...]
    pieces: tuple[Piece, ...]
    area_set: str | None
    neighbourhood_set: str | None
    as_at: dt.datetime
    today: dt.date
    listed: bool = False

    def statement(self, dialect: str, *, derived: bool) -> Statement:
        """The SELECT that answers it."""
        return statement(self.measure.name, self.by, dialect, derived=derived, listed=self.listed)


class Source(Protocol):
    """Where facts lie and who counts them: a snapshot in DuckDB, the live database, Spark."""

    engine: str
    as_at: dt.datetime

    @property
    def snapshot(self) -> str | None:
        """The id of the snapshot counted on; None on the live database."""

    def fact(self, name: str) -> list[Values]:
        """All rows of a small fact."""

    def ask(self, question: Question) -> list[Values]:
        """Rows of `measures.expressions.statement` for a question."""
