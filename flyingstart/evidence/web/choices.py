"""What a reader of the reach page can choose: a measure, a period, an edition of the wards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from flyingstart.activities.api import first_and_last_day
from flyingstart.design.api import formats
from flyingstart.evidence.api import Measure, Polarity, measures
from flyingstart.kernel.api import Period, PeriodKind, clock
from flyingstart.places.api import AreaKind, AreaSet, area_sets

FIRST_MEASURE = "reach_rate"
QUARTERS, YEARS = 12, 6
TREND_QUARTERS = 8
# No period begins earlier.
FIRST_DAY = dt.date(1900, 1, 1)

_YEARLY = (PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR)

Choices = list[tuple[str, str]]


def measures_by_place() -> list[Measure]:
    """The measures of whom we reach that can be shown ward by ward, the headline first.

    What is offered, and how deprived a place is, have a page of their own.
    """
    placed = [
        m
        for m in measures.values()
        if "ward" in m.breakdowns
        and not m.always_by
        and m.per == 1
        and m.polarity is not Polarity.NEITHER
    ]
    return sorted(placed, key=lambda m: (m.name != FIRST_MEASURE, m.title))


def periods() -> list[Period]:
    """Periods that can be asked for, the newest first: quarters, then years of three kinds.

    They end with the last session held, or with today where there is none.
    """
    first, last = first_and_last_day(until=clock.now()) or (clock.today(), clock.today())
    quarters = _backwards(Period.quarter(last.year, (last.month + 2) // 3), first, QUARTERS)
    return [*quarters, *_years(first, last)]


def usual_period(known: Iterable[Period], today: dt.date) -> Period:
    """The newest quarter that is over, else the newest there is."""
    quarters = [period for period in known if period.kind is PeriodKind.QUARTER]
    return next((period for period in quarters if period.end < today), quarters[0])


def period_words(period: Period) -> str:
    """A period as people say it."""
    if period.kind is PeriodKind.RANGE:
        days = {"first": formats.date(period.start), "last": formats.date(period.end)}
        return _("%(first)s to %(last)s") % days
    if period.kind is PeriodKind.YEAR:
        return _("Calendar year %(year)s") % {"year": period.code}
    last = date_format(period.end, "F Y")
    if period.kind is PeriodKind.MONTH:
        return last
    first = date_format(period.start, "F Y" if period.kind in _YEARLY else "F")
    months = _("%(first)s to %(last)s") % {"first": first, "last": last}
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        return _("Financial year, %(months)s") % {"months": months}
    if period.kind is PeriodKind.ACADEMIC_YEAR:
        return _("School year, %(months)s") % {"months": months}
    return months


def not_over(period: Period, as_at: dt.datetime) -> str:
    """That figures are of a period which goes on, or has not begun; "" where it is over."""
    today = timezone.localdate(as_at)
    if today > period.end:
        return ""
    if today < period.start:
        return _(
            "This period has not begun: it starts on %(day)s. Nobody can have come in it yet; "
            "children are counted by what is known of them now."
        ) % {"day": formats.date(period.start)}
    return _(
        "This period is not over: it ends on %(day)s. The figures are of its days so far, and will "
        "change."
    ) % {"day": formats.date(period.end)}


def ward_sets() -> list[AreaSet]:
    """The editions of the wards, the newest first."""
    return list(area_sets(AreaKind.WARD).reverse())


def trend_period(period: Period) -> Period:
    """The two years of quarters that end with the quarter in which a period ends."""
    last = Period.quarter(period.end.year, (period.end.month + 2) // 3)
    first = _backwards(last, FIRST_DAY, TREND_QUARTERS)[-1]
    return Period(first.start, last.end)


def _backwards(quarter: Period, first: dt.date, most: int) -> list[Period]:
    """A quarter and those before it, as far back as `first`."""
    found = [quarter]
    while len(found) < most and found[-1].start > first:
        before = found[-1].start - dt.timedelta(days=1)
        found.append(Period.quarter(before.year, (before.month + 2) // 3))
    return found


def _years(first: dt.date, last: dt.date) -> list[Period]:
    makers = (Period.financial_year, Period.academic_year, Period.year)
    return [
        period
        for make in makers
        for year in range(last.year, max(first.year, last.year - YEARS) - 2, -1)
        for period in [make(year)]
        if period.start <= last and first <= period.end
    ]
