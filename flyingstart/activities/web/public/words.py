"""Days, times, ages, costs and distances as a parent says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from flyingstart.activities.enums import Offer, Reaches
from flyingstart.design.api import formats

# Up to this age people count months.
MONTHS_UNTIL = 24
NEXT_DOOR = 0.1
IN_TENTHS_UNTIL = 10


def weekday_names() -> dict[int, str]:
    """Monday to Sunday, by ISO's numbers."""
    return {number + 1: str(name) for number, name in WEEKDAYS.items()}


def joined(parts: Iterable[str | None]) -> str:
    """What there is of some words, with the commas of the reader's language."""
    comma = "، " if get_language() == "ur" else ", "
    return comma.join(part for part in parts if part)


def short_day(day: dt.date) -> str:
    """A day where its weekday and year are plain: 3 March."""
    return date_format(day, "j F")


def day_words(day: dt.date, today: dt.date) -> str:
    """Today and tomorrow with their dates, other days by their dates."""
    date = formats.weekday(day)
    if day == today:
        return _("Today, %(date)s") % {"date": date}
    if day == today + dt.timedelta(1):
        return _("Tomorrow, %(date)s") % {"date": date}
    return date


def time_words(starts_at: dt.datetime, ends_at: dt.datetime | None) -> str:
    """From when to when: 9:30am to 11am; only from when, if no more is known."""
    start = formats.time(starts_at)
    if ends_at is None or ends_at == starts_at:
        return start
    return _("%(start)s to %(end)s") % {"start": start, "end": formats.time(ends_at)}


def age_words(offer: str, reaches: str, low: int | None, high: int | None) -> str:
    """For whom an activity is: from which month, and up to which that is too old."""
    if offer == Offer.ANTENATAL:
        return _("Expecting a baby")
    if reaches == Reaches.NONE:
        return _("Adults")
    if high is None:
        return _("From %(age)s") % {"age": _age(low)} if low else _("All ages")
    if not low:
        return _("Under %(age)s") % {"age": _age(high)}
    return _("%(low)s to under %(high)s") % {"low": _age(low), "high": _age(high)}


def cost_words(pence: int) -> str:
    """What a family pays."""
    if pence == 0:
        return _("Free")
    pounds = f"£{pence // 100}" if pence % 100 == 0 else f"£{pence / 100:.2f}"
    if get_language_bidi():
        # The sign stays before its figure where text runs from the right.
        pounds = f"{formats.ISOLATES[0]}{pounds}{formats.ISOLATES[1]}"
    return _("%(cost)s a family") % {"cost": pounds}


def miles_words(miles: float) -> str:
    """A distance: 0.6 miles, 12 miles."""
    if miles < NEXT_DOOR:
        return _("less than 0.1 miles")
    places = 0 if miles >= IN_TENTHS_UNTIL or float(miles).is_integer() else 1
    rounded = round(miles, places)
    return ngettext("%(miles)s mile", "%(miles)s miles", 1 if rounded == 1 else 2) % {
        "miles": formats.number(rounded, 0 if float(rounded).is_integer() else 1)
    }


def away_words(miles: float) -> str:
    """How far away something is."""
    return _("%(distance)s away") % {"distance": miles_words(miles)}


def _age(months: int) -> str:
    if months >= MONTHS_UNTIL and months % 12 == 0:
        years = months // 12
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
