"""By when something has to be done: calendar months, hours, days; pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

BREACH_HOURS = 72
COMPLAINT_DAYS = 30
MONTHS_TO_ANSWER, MONTHS_MORE = 1, 2
SOON = dt.timedelta(days=7)
Span = tuple[dt.date, dt.date | None]


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months on, or the last of that month: 31 January + 1 = 28 February."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def answer_due(asked_on: dt.date, pauses: Iterable[Span], *, extended: bool) -> dt.date | None:
    """The last day to answer a request; None while its clock stands still.

    One calendar month, three where it was extended, and as many days more as the clock stood
    still: a pause of three days moves it by three. It is not moved to a working day, so we are
    never late by the law.
    """
    days = 0
    for first, end in pauses:
        if end is None:
            return None
        days += (end - first).days
    months = MONTHS_TO_ANSWER + (MONTHS_MORE if extended else 0)
    return months_after(asked_on, months) + dt.timedelta(days=days)


def regulator_due(known_at: dt.datetime) -> dt.datetime:
    """Until when the regulator has to be told of a breach."""
    return known_at + dt.timedelta(hours=BREACH_HOURS)


def acknowledgement_due(received_on: dt.date) -> dt.date:
    """The last day to acknowledge a complaint."""
    return received_on + dt.timedelta(days=COMPLAINT_DAYS)


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years; somebody born on 29 February is older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
