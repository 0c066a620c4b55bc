"""Figures, dates and times in the words people use; the same in pages, pictures and files."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language, get_language_bidi, gettext, pgettext

from flyingstart.design.enums import Kind

LONDON = ZoneInfo("Europe/London")
# Left-to-right isolate, and its end.
ISOLATES = "\u2066\u2069"
Figure: TypeAlias = int | float | Decimal
Value: TypeAlias = str | Figure | dt.date | dt.datetime | None


def number(value: Figure | None, places: int = 0) -> str:
    """A figure with commas between thousands: 12,345; a true minus; "–" for none."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:,.{places}f}"
    # What rounds to nothing has no sign.
    return _whole(text.replace("-", "−")) if text.strip("-0.,") else text.lstrip("-")


def percent(ratio: Figure | None, places: int = 1) -> str:
    """A ratio as a percentage: 0.452 is 45.2%."""
    if ratio is None or not math.isfinite(ratio):
        return "–"
    return _whole(f"{number(ratio * 100, places).strip(ISOLATES)}%")


def date(value: dt.date | None) -> str:
    """A day with its year: 24 November 2026. Moments are turned into London's day."""
    return "–" if value is None else formats.date_format(_london_day(value), "j F Y")


def weekday(value: dt.date | None) -> str:
    """A day as people say it when the year is plain: Tuesday 3 March."""
    return "–" if value is None else formats.date_format(_london_day(value), "l j F")


def time(value: dt.datetime | dt.time | None) -> str:
    """A time of day: 10am, 2:30pm, midday. Moments are turned into London's time."""
    if value is None:
        return "–"
    if isinstance(value, dt.datetime):
        value = value.astimezone(LONDON).time()
    if (value.hour, value.minute) == (12, 0):
        return gettext("midday")
    hour = value.hour % 12 or 12
    clock = f"{hour}:{value.minute:02}" if value.minute else f"{hour}"
    if value.hour < 12:
        return pgettext("time of day", "%(clock)sam") % {"clock": clock}
    return pgettext("time of day", "%(clock)spm") % {"clock": clock}


def moment(value: dt.datetime | None) -> str:
    """A day and a time: Tuesday 3 March 2026, 10am."""
    if value is None:
        return "–"
    day = formats.date_format(_london_day(value), "l j F Y")
    comma = "،" if get_language() == "ur" else ","
    return f"{day}{comma} {time(value)}"


def words(value: Value, kind: Kind, places: int | None = None) -> str:
    """Any value, as a page says it. Text in a column of figures ("fewer than 5") stays as it is."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return date(value)
    if kind is Kind.RATIO:
        return percent(value, 1 if places is None else places)
    return number(value, places or 0)


def _whole(figure: str) -> str:
    """A figure whose sign stays on its side where text runs from the right."""
    if get_language_bidi() and not (figure[0] + figure[-1]).isdigit():
        return f"{ISOLATES[0]}{figure}{ISOLATES[1]}"
    return figure


def _london_day(value: dt.date) -> dt.date:
    return value.astimezone(LONDON).date() if isinstance(value, dt.datetime) else value
