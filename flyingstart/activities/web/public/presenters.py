"""Sessions as the public pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.activities.queries.listed import Listed
from flyingstart.activities.queries.nearness import Near
from flyingstart.activities.web.public.words import (
    age_words,
    cost_words,
    day_words,
    joined,
    miles_words,
    time_words,
)
from flyingstart.design.api import formats

FAR = float("inf")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One session in a list. `near` says how far it is; "" where nobody asked or knows."""

    href: str
    calendar_href: str
    activity: str
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

    @property
    def full_name(self) -> str:
        """What tells it from others of the same activity, for those who hear it alone."""
        return joined([self.when, self.site, self.room])


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day and what is on."""

    date: dt.date
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class Shower:
    """Turns sessions into entries for one reader."""

    at: dt.datetime
    today: dt.date
    languages: Mapping[str, str]
    near: Near | None = None

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
        time = time_words(session.starts_at, session.ends_at)
        moved_from = session.moved_from
        return Entry(
            href=reverse("whats-on-one", args=[session.page_id]),
            calendar_href=reverse("whats-on-one-calendar", args=[session.public_id]),
            activity=session.activity,
            when=joined([formats.weekday(session.day), time]),
            time=time,
            site=session.site,
            room=session.room or "",
            postcode=session.postcode,
            near=self._near(session),
            ages=age_words(session),
            cost=cost_words(session.cost_pence),
            language=self.languages.get(session.language, session.language),
            note=session.note,
            cancelled=session.cancelled_at is not None,
            on_now=session.cancelled_at is None and session.starts_at <= self.at,
            moved_from=formats.weekday(moved_from) if moved_from else "",
        )

    def _near(self, session: Listed) -> str:
        if self.near is None:
            return ""
        miles = self.near.miles.get(session.postcode)
        if miles is not None:
            return _("%(distance)s away") % {"distance": miles_words(miles)}
        return _("In your neighbourhood") if self._is_next(session) else ""

    def _is_next(self, session: Listed) -> bool:
        ours = self.near.neighbourhood if self.near else None
        return ours is not None and session.neighbourhood == ours.code

    def _order(self, session: Listed) -> tuple[float, bool, dt.datetime]:
        miles = self.near.miles.get(session.postcode, FAR) if self.near else FAR
        return miles, not self._is_next(session), session.starts_at


def whole_days(sessions: Sequence[Listed], most: int) -> Sequence[Listed]:
    """The first sessions, up to `most`, or as many more as end the day; the days stay whole."""
    if len(sessions) <= most:
        return sessions
    last = sessions[most - 1].day
    return [session for session in sessions if session.day <= last]
