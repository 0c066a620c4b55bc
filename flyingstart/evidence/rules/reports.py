"""Which reports there are, and when one can be signed."""

from __future__ import annotations

import datetime as dt

from flyingstart.evidence.enums import ReportKind
from flyingstart.kernel.api import Period, PeriodError, PeriodKind, clock

# What was counted a while ago is counted again before somebody signs it.
STILL_SEEN = dt.timedelta(hours=2)


def report_period(text: str) -> Period | None:
    """The month or quarter that an address names; None for anything else."""
    try:
        period = Period.parse(text)
    except PeriodError:
        return None
    return period if period.kind in (PeriodKind.MONTH, PeriodKind.QUARTER) else None


def has_ended(period: Period, at: dt.datetime) -> bool:
    """Whether all days of a period are over in London."""
    return period.end < clock.london_day(at)


def periods_until(at: dt.datetime, kind: ReportKind, count: int) -> list[Period]:
    """The newest months or quarters that have begun, the newest first."""
    today = clock.london_day(at)
    step = 1 if kind is ReportKind.MONTH else 3
    month = today.year * 12 + (today.month - 1) // step * step
    found = []
    for back in range(count):
        year, index = divmod(month - back * step, 12)
        if kind is ReportKind.MONTH:
            found.append(Period.month(year, index + 1))
        else:
            found.append(Period.quarter(year, index // 3 + 1))
    return found
