"""By when somebody has to be told; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

SATURDAY = 5


def working_days_on(day: dt.date, count: int, holidays: Collection[dt.date]) -> dt.date:
    """The last of so many working days after a day: Friday + 1 is Monday, or later at a holiday."""
    while count > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            count -= 1
    return day
