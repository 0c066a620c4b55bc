"""Working days: Monday to Friday. A bank holiday counts: what waits is told of early, not late."""

from __future__ import annotations

import datetime as dt

from flyingstart.kernel.api import clock

SATURDAY = 5


def working_days_since(moment: dt.datetime, now: dt.datetime) -> int:
    """How many working days began after the day of a moment, that of now included.

    Monday to Tuesday is one; Friday to Monday is one too.
    """
    day, last = clock.london_day(moment), clock.london_day(now)
    whole = max(0, (last - day).days)
    weeks, rest = divmod(whole, 7)
    after = (day + dt.timedelta(days=number) for number in range(1, rest + 1))
    return weeks * 5 + sum(one.weekday() < SATURDAY for one in after)
