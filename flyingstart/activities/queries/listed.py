"""What the public may know of sessions: those that are listed, and of these nothing else.

Who works there, who comes and why one was cancelled are never read here. A session of a targeted
activity is not public, whoever listed it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet

from flyingstart.activities.ages import ChildAge
from flyingstart.activities.enums import Offer, Reaches
from flyingstart.activities.models import Activity, Session
from flyingstart.kernel.api import clock

ENGLISH = "english"
"""Stands for sessions that name no language: they are held in English."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for; left out is whatever. Days are ISO's, Monday 1."""

    age: ChildAge | None = None
    days: frozenset[int] = frozenset()
    free: bool = False
    language: str = ""
    neighbourhood: str = ""
    site: str = ""
    too_far: frozenset[int] = frozenset()
    """Ids of sites that are further away than wanted."""


class Listed(NamedTuple):
    """A session as the public may know it.

    `series` is a public id, `neighbourhood` a code; what a session has none of is None or "".
    """

    public_id: uuid.UUID
    series: uuid.UUID | None
    programme: str | None
    activity: str
    offer: str
    reaches: str
    months_from: int | None
    months_to: int | None
    site: str
    postcode: str
    neighbourhood: str | None
    neighbourhood_name: str | None
    room: str | None
    planned_on: dt.date | None
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    language: str
    cost_pence: int
    note: str
    cancelled_at: dt.datetime | None
    version: int
    updated_at: dt.datetime

    @property
    def day(self) -> dt.date:
        """Its London day."""
        return clock.london_day(self.starts_at)

    @property
    def page_id(self) -> uuid.UUID:
        """What its page is called by: its series, where it is one of several."""
        return self.series or self.public_id

    @property
    def moved_from(self) -> dt.date | None:
        """The day for which it was planned, where it is held on another."""
        return self.planned_on if self.planned_on != self.day else None


# One for each field of Listed, in their order.
_COLUMNS = (
    *("public_id", "series__public_id", "series__programme__name", "activity__name"),
    *("activity__offer", "activity__reaches", "activity__age_from_months"),
    *("activity__age_to_months", "site__name", "site__postcode", "site__neighbourhood__code"),
    *("site__neighbourhood__name", "room__name"),
    *("planned_on", "starts_at", "ends_at", "language", "cost_pence", "note"),
    *("cancelled_at", "version", "updated_at"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedPlace:
    """A site where something is listed, and the languages in which it is held."""

    id: int
    code: str
    name: str
    postcode: str
    neighbourhood: str
    neighbourhood_name: str
    languages: frozenset[str]


def listed(
    wanted: Wanted, *, begin: dt.datetime, end: dt.datetime, most: int | None = None
) -> list[Listed]:
    """The sessions that begin before `end` and are not over at `begin`, the first first."""
    return _read(_wanted(wanted).filter(_not_over(begin), starts_at__lt=end)[:most])


def next_listed(wanted: Wanted, *, after: dt.datetime) -> dt.date | None:
    """The day of the first session that begins at an instant or later and is not cancelled."""
    found = _wanted(wanted).filter(starts_at__gte=after, cancelled_at=None).order_by("starts_at")
    starts_at = found.values_list("starts_at", flat=True).first()
    return clock.london_day(starts_at) if starts_at else None


def told_of(activity: str) -> dict[str, str]:
    """What happens in the activity of a name, for families: a text for each language."""
    about = Activity.objects.filter(name=activity).values_list("about", flat=True).first()
    return about or {}


def listed_places(*, begin: dt.datetime, end: dt.datetime) -> list[ListedPlace]:
    """Where something is listed, by name. One query."""
    rows = (
        _public()
        .filter(_not_over(begin), starts_at__lt=end)
        .order_by("site__name", "language")
        .values_list(
            *("site_id", "site__code", "site__name", "site__postcode"),
            *("site__neighbourhood__code", "site__neighbourhood__name", "language"),
        )
        .distinct()
    )
    languages: dict[int, set[str]] = {}
    places = {}
    for pk, code, name, postcode, area, area_name, language in rows:
        languages.setdefault(pk, set()).add(language or ENGLISH)
        places[pk] = (code, name, postcode, area or "", area_name or "")
    return [
        ListedPlace(
            id=pk,
            code=code,
            name=name,
            postcode=postcode,
            neighbourhood=area,
            neighbourhood_name=area_name,
            languages=frozenset(languages[pk]),
        )
        for pk, (code, name, postcode, area, area_name) in places.items()
    ]


def listed_in(neighbourhood: str, *, begin: dt.datetime, end: dt.datetime) -> list[Listed]:
    """All that is listed in a neighbourhood, by its code."""
    return listed(Wanted(neighbourhood=neighbourhood), begin=begin, end=end)


def series_listed(public_id: uuid.UUID, *, begin: dt.datetime) -> list[Listed]:
    """The sessions of a series that are not over; else its last one; none of an unlisted series."""
    sessions = _public().filter(series__public_id=public_id)
    ahead = _read(sessions.filter(_not_over(begin)).order_by("starts_at"))
    return ahead or _read(sessions.order_by("-starts_at")[:1])


def session_listed(public_id: uuid.UUID) -> Listed | None:
    """One listed session, whenever it is."""
    return next(iter(_read(_public().filter(public_id=public_id))), None)


def _public() -> QuerySet[Session]:
    return Session.objects.filter(listed=True).exclude(activity__offer=Offer.TARGETED)


def _wanted(wanted: Wanted) -> QuerySet[Session]:
    sessions = _public().order_by("starts_at", "site__name", "activity__name", "id")
    if wanted.age:
        sessions = sessions.filter(_for_age(wanted.age))
    if wanted.days:
        sessions = sessions.filter(starts_at__iso_week_day__in=wanted.days)
    if wanted.free:
        sessions = sessions.filter(cost_pence=0)
    if wanted.language:
        language = "" if wanted.language == ENGLISH else wanted.language
        sessions = sessions.filter(language=language)
    if wanted.neighbourhood:
        sessions = sessions.filter(site__neighbourhood__code=wanted.neighbourhood)
    if wanted.site:
        sessions = sessions.filter(site__code=wanted.site)
    if wanted.too_far:
        sessions = sessions.exclude(site__in=wanted.too_far)
    return sessions


def _for_age(age: ChildAge) -> Q:
    """Antenatal activities for those who expect; else whatever takes a child of those months."""
    if age is ChildAge.EXPECTED:
        return Q(activity__offer=Offer.ANTENATAL)
    months = age.months
    begun = Q(activity__age_from_months=None) | Q(activity__age_from_months__lt=months.stop)
    lasting = Q(activity__age_to_months=None) | Q(activity__age_to_months__gt=months.start)
    for_nobody = Q(activity__reaches=Reaches.NONE) | Q(activity__offer=Offer.ANTENATAL)
    return begun & lasting & ~for_nobody


def _not_over(at: dt.datetime) -> Q:
    return Q(ends_at__gt=at) | Q(ends_at=None, starts_at__gte=at)


def _read(sessions: QuerySet[Session]) -> list[Listed]:
    return [Listed._make(row) for row in sessions.values_list(*_COLUMNS)]
