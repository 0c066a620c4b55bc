"""A programme's rows on the days of another: pure."""

from __future__ import annotations

import dataclasses
import datetime as dt

from flyingstart.activities.timetable import ProgrammeDetails, SeriesDetails


def shifted(
    details: SeriesDetails, source: ProgrammeDetails, target: ProgrammeDetails
) -> SeriesDetails:
    """A series as many weeks into another programme as it was into its own.

    What ran from the first day or to the last runs so again; a course keeps its length, as far as
    the days go. Days left out are not taken along: they were of the other programme.
    """
    weeks = _weeks_between(source.starts_on, details.first_on)
    first = target.starts_on
    if details.first_on > source.starts_on and weeks:
        first = _monday(target.starts_on) + dt.timedelta(weeks=weeks)
        first += dt.timedelta(days=details.first_on.weekday())
    last = target.ends_on
    if details.last_on < source.ends_on:
        last = first + (details.last_on - details.first_on)
    return dataclasses.replace(
        details,
        first_on=max(first, target.starts_on),
        last_on=min(last, target.ends_on),
        excluded=(),
    )


def _weeks_between(start: dt.date, day: dt.date) -> int:
    return (_monday(day) - _monday(start)).days // 7


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
