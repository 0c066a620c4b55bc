"""Which days a page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flyingstart.kernel.api import clock

WEEK = dt.timedelta(7)
AHEAD = dt.timedelta(weeks=26)


def horizon(today: dt.date) -> dt.datetime:
    """Up to when anything is shown."""
    return clock.london_midnight(today + AHEAD)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Seven days, of which the first is today or a later one."""

    first: dt.date
    today: dt.date
    at: dt.datetime

    @property
    def begin(self) -> dt.datetime:
        """What is over by then is not shown."""
        return max(self.at, clock.london_midnight(self.first))

    @property
    def end(self) -> dt.datetime:
        """The instant after the last day."""
        return clock.london_midnight(self.first + WEEK)

    @property
    def earlier(self) -> dt.date | None:
        """The first of the days before; None when they are over."""
        return max(self.today, self.first - WEEK) if self.first > self.today else None

    def later(self, last: dt.date) -> dt.date | None:
        """The day after the last one shown; None where nothing is shown any more."""
        after = last + dt.timedelta(1)
        return after if after < self.today + AHEAD else None


def read_span(text: str, *, at: dt.datetime) -> Span:
    """The days from a date as an address has it; from today where it makes no sense."""
    today = clock.london_day(at)
    try:
        first = dt.date.fromisoformat(text)
    except ValueError:
        first = today
    return Span(first=min(max(first, today), today + AHEAD - WEEK), today=today, at=at)
