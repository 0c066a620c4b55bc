"""The programme of a neighbourhood for its wall: what repeats is one line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.activities.queries.listed import Listed
from flyingstart.activities.web.public.words import (
    age_words,
    cost_words,
    joined,
    short_day,
    time_words,
    weekday_names,
)
from flyingstart.kernel.api import clock

WEEK = dt.timedelta(7)
# With more days left out than these, the days themselves are shorter to say.
MOST_GAPS = 3


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something that is on at the same time and place, on one or more days."""

    time: str
    activity: str
    site: str
    room: str
    postcode: str
    ages: str
    cost: str
    language: str
    note: str
    dates: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A programme: its name, and its lines by day of the week."""

    title: str
    days: Sequence[tuple[str, Sequence[Line]]]


def sheets(sessions: Iterable[Listed], *, languages: Mapping[str, str]) -> list[Sheet]:
    """The programmes of sessions, in their order; what is in none stands last."""
    by_programme: dict[str, list[Listed]] = defaultdict(list)
    for session in sessions:
        by_programme[session.programme or ""].append(session)
    named = sorted(by_programme, key=lambda name: (not name, by_programme[name][0].starts_at))
    return [
        Sheet(title=name or _("Other dates"), days=_days(by_programme[name], languages))
        for name in named
    ]


def _days(sessions: Iterable[Listed], languages: Mapping[str, str]) -> list[tuple[str, list[Line]]]:
    alike: dict[tuple[object, ...], list[Listed]] = defaultdict(list)
    for session in sessions:
        alike[_key(session)].append(session)
    lines: dict[int, list[Line]] = defaultdict(list)
    for found in sorted(alike.values(), key=lambda found: _london_time(found[0].starts_at)):
        if line := _line(found, languages):
            lines[found[0].day.isoweekday()].append(line)
    return [(name, lines[number]) for number, name in weekday_names().items() if number in lines]


def _key(session: Listed) -> tuple[object, ...]:
    """What makes two sessions the same line, but for the day."""
    end = _london_time(session.ends_at) if session.ends_at else None
    return (
        *(session.day.isoweekday(), _london_time(session.starts_at), end),
        *(session.activity, session.site, session.room),
        *(session.language, session.cost_pence, session.note),
    )


def _london_time(moment: dt.datetime) -> dt.time:
    return moment.astimezone(clock.LONDON).time()


def _line(sessions: Sequence[Listed], languages: Mapping[str, str]) -> Line | None:
    days = [session.day for session in sessions if session.cancelled_at is None]
    if not days:
        return None
    first = sessions[0]
    return Line(
        time=time_words(first.starts_at, first.ends_at),
        activity=first.activity,
        site=first.site,
        room=first.room or "",
        postcode=first.postcode,
        ages=age_words(first.offer, first.reaches, first.months_from, first.months_to),
        cost=cost_words(first.cost_pence),
        language=languages.get(first.language, first.language),
        note=first.note,
        dates=dates_words(days),
    )


def dates_words(days: Sequence[dt.date]) -> str:
    """Days of one weekday in words: until when each week, and what is left out; or the days."""
    first, last = days[0], days[-1]
    weeks = [first + WEEK * number for number in range((last - first).days // 7 + 1)]
    gaps = sorted({*weeks} - {*days})
    if len(days) <= MOST_GAPS or len(gaps) > MOST_GAPS:
        return _said(days)
    every = _("%(first)s to %(last)s") % {"first": short_day(first), "last": short_day(last)}
    if not gaps:
        return every
    return _("%(dates)s, not %(gaps)s") % {"dates": every, "gaps": _said(gaps)}


def _said(days: Sequence[dt.date]) -> str:
    return joined(short_day(day) for day in days)
