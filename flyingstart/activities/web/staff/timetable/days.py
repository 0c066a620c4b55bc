"""Days and times as people write them in one box: 12 Feb, 12/2/2026, half past nine as 9.30."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import formats as django_formats
from django.utils.translation import gettext as _

from flyingstart.design.api import forms
from flyingstart.kernel.api import clock

# A day, a month by number or name, perhaps a year.
_DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]*(\d{1,2}|[^\W\d_]{3,20})\.?(?:[\s,./-]+(\d{4}))?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?([0-5]\d))?\s*([ap])?\.?m?\.?")
LONGEST = 60


class UnreadableError(ValueError):
    """What was written is no day, or no time; the message is for who wrote it."""


def read_day(text: str, *, near: dt.date) -> dt.date:
    """The day that is meant; without a year the one nearest to `near`.

    Raises `UnreadableError`.
    """
    words = " ".join(text.split())[:LONGEST]
    iso = _ISO.fullmatch(words)
    if iso:
        return _day(words, int(iso[1]), int(iso[2]), int(iso[3]))
    found = _DAY.fullmatch(words)
    month = forms.month_of(found[2]) if found else None
    if not found or month is None:
        raise UnreadableError(
            _("“%(words)s” is not a day: write it like 12 February 2026") % {"words": words}
        )
    day = int(found[1])
    if found[3]:
        return _day(words, int(found[3]), month, day)
    nearest = [
        one
        for year in (near.year - 1, near.year, near.year + 1)
        for one in [_real(year, month, day)]
        if one
    ]
    if not nearest:
        return _day(words, near.year, month, day)
    return min(nearest, key=lambda one: (abs(one - near), one < near))


def read_days(text: str, *, near: dt.date) -> list[dt.date]:
    """Several days with commas, semicolons or new lines between them; each once, in order.

    Raises `UnreadableError` for the first that is none.
    """
    parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
    return sorted({read_day(part, near=near) for part in parts})


def read_time(text: str) -> dt.time:
    """A time of day: 9:30, 9.30, 0930, 1pm, midday. Hours before 7 without am are the afternoon's.

    Raises `UnreadableError`.
    """
    words = " ".join(text.split()).casefold()[:LONGEST]
    if words in {"midday", "noon", _("midday").casefold()}:
        return dt.time(12)
    found = _TIME.fullmatch(words)
    if found is None and re.fullmatch(r"\d{3,4}", words):
        found = _TIME.fullmatch(f"{words[:-2]}:{words[-2:]}")
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    half = found[3] if found else None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 99
    elif found and hour < 7 and int(words[0]) != 0:
        # Nobody opens a door at two in the night.
        hour += 12
    if hour > 23:
        raise UnreadableError(
            _("“%(words)s” is not a time: write it like 9:30 or 1:15pm") % {"words": words}
        )
    return dt.time(hour, minute)


def day_written(day: dt.date) -> str:
    """A day as it stands in a box: 12 Feb 2026."""
    return django_formats.date_format(day, "j M Y")


def time_written(time: dt.time) -> str:
    """A time as it stands in a box: 9:30; 06:30, which cannot be taken for the evening's."""
    hour = f"{time.hour}" if time.hour >= 7 else f"{time.hour:02}"
    return f"{hour}:{time.minute:02}"


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def day_asked(text: str) -> dt.date | None:
    """A day from an address, as people or links write it; None for what is none."""
    try:
        return read_day(text, near=clock.today()) if text.strip() else None
    except UnreadableError:
        return None


def _day(words: str, year: int, month: int, day: int) -> dt.date:
    found = _real(year, month, day)
    if found is None or not 1900 <= year <= 2100:
        raise UnreadableError(_("%(words)s is no day of the calendar") % {"words": words})
    return found


def _real(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
