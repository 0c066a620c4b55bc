"""The one clock: UTC in the database, London for people."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """This instant, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """The date in London."""
    return now().astimezone(LONDON).date()


def london_day(instant: dt.datetime) -> dt.date:
    """The London date on which an instant falls."""
    return instant.astimezone(LONDON).date()


def london_midnight(day: dt.date) -> dt.datetime:
    """The instant at which a London day begins."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON).astimezone(dt.UTC)
