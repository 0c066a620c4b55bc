"""Sessions as the public pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.activities.queries.listed import Listed
from flyingstart.activities.queries.nearness import Near
from flyingstart.activities.web.public.words import (
    age_words,
    away_words,
    cost_words,
    day_words,
    joined,
    time_words,
)
from flyingstart.design.api import formats

FAR = float("inf")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One session in a list. `near` says how far it is; "" where nobody asked or knows.

    `which` tells it from others of the same activity, for those who hear its link alone.
    """

    href: str
    calendar_href: str
    activity: str
    which: str
    when: str
    time: str
    site: str
    room: str
    postcode: str
    near: str
    ages: str
    cost: str
    language: str
    note: str
    cancelled: bool
    on_now: bool
    moved_from: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day and what is on."""

    date: dt.date
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class Shower:
    """Turns sessions into entries for one reader. What is said again and again is made once."""

    at: dt.datetime
    today: dt.date
    languages: Mapping[str, str]
    near: Near | None = None
    said: dict[tuple[object, ...], str] = field(default_factory=dict)

    def days(self, sessions: Iterable[Listed]) -> list[Day]:
        """Sessions by day; within one the nearest first, where a postcode was given."""
        return [
            Day(
                date=day,
                title=day_words(day, self.today),
                entries=[self.entry(session) for session in sorted(found, key=self._order)],
            )
            for day, found in groupby(sessions, key=lambda session: session.day)
        ]

    def entry(self, session: Listed) -> Entry:
        """One session."""
        time = self._once(time_words, session.starts_at, session.ends_at)
        when = self._once(_both, self._once(formats.weekday, session.day), time)
        moved_from = session.moved_from
        return Entry(
            href=f"{self._once(reverse, 'whats-on')}{session.page_id}/",
            calendar_href=f"{self._once(reverse, 'whats-on')}{session.public_id}/calendar.ics",
            activity=session.activity,
            which=joined([when, session.site, session.room]),
            when=when,
            time=time,
            site=session.site,
            room=session.room or "",
            postcode=session.postcode,
            near=self._near(session),
            ages=self._once(
                age_words, session.offer, session.reaches, session.months_from, session.months_to
            ),
            cost=self._once(cost_words, session.cost_pence),
            language=self.languages.get(session.language, session.language),
            note=session.note,
            cancelled=session.cancelled_at is not None,
            on_now=session.cancelled_at is None and session.starts_at <= self.at,
            moved_from=formats.weekday(moved_from) if moved_from else "",
        )

    def _once(self, say: Callable[..., str], *about: object) -> str:
        key = (say, *about)
        if key not in self.said:
            self.said[key] = say(*about)
        return self.said[key]

    def _near(self, session: Listed) -> str:
        if self.near is None:
            return ""
        miles = self.near.miles.get(session.postcode)
        if miles is not None:
            return self._once(away_words, miles)
        return _("In your neighbourhood") if self._is_next(session) else ""

    def _is_next(self, session: Listed) -> bool:
        ours = self.near.neighbourhood if self.near else None
        return ours is not None and session.neighbourhood == ours.code

    def _order(self, session: Listed) -> tuple[float, bool, dt.datetime]:
        miles = self.near.miles.get(session.postcode, FAR) if self.near else FAR
        return miles, not self._is_next(session), session.starts_at


def _both(one: str, other: str) -> str:
    return joined([one, other])


def whole_days(sessions: Sequence[Listed], most: int) -> Sequence[Listed]:
    """The first sessions, up to `most`, or as many more as end the day; the days stay whole."""
    if len(sessions) <= most:
        return sessions
    last = sessions[most - 1].day
    return [session for session in sessions if session.day <= last]
