"""Words of the timetable that several pages say."""

from __future__ import annotations

from django.utils import dates

from flyingstart.activities.models import Session


def weekday_name(weekday: int) -> str:
    """The name of an ISO weekday, Monday 1."""
    return str(dates.WEEKDAYS[weekday - 1])


def weekday_short(weekday: int) -> str:
    """Its short name: Mon."""
    return str(dates.WEEKDAYS_ABBR[weekday - 1])


def spot(session: Session) -> str:
    """Room and site, as one would tell them."""
    return f"{session.room.name}, {session.site.name}" if session.room else session.site.name
