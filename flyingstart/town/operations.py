"""Writing a whole made-up town, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection

from flyingstart.activities.api import (
    NothingToPublishError,
    PastSession,
    Programme,
    activity_index,
    publish_programme,
    record_programmes,
    record_sessions,
)
from flyingstart.families.api import Person, record_families
from flyingstart.kernel.api import Actor, ImportOptions, PackError, clock, operation
from flyingstart.places.api import add_made_up_places, add_made_up_terms, place_sites, site_index
from flyingstart.town.demo import Demo
from flyingstart.town.plan import Progress, Town, silent
from flyingstart.town.sessions import PlannedSession
from flyingstart.town.timetable import Timetable, plan_timetable

T = TypeVar("T")

SOURCE = ImportOptions().source
"""The town's references are those of files without a source, so that exports are the same too."""
HOUSEHOLDS_AT_ONCE, SESSIONS_AT_ONCE = 500, 500
# Any number, the same for all who make a town in this database.
LOCK = 0x746F776E


class PeopleHeldError(RuntimeError):
    """The database holds people already; made-up and real ones must never meet."""


@dataclass(frozen=True, kw_only=True)
class Venues:
    """Internal ids of the sites and activities that the timetable names.

    `areas` are those round a site, by the codes of their sets.
    """

    sites: dict[str, int]
    activities: dict[str, int]
    areas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Made:
    """How many rows were written of each thing."""

    counts: dict[str, int] = field(default_factory=dict)


def refuse_if_people_are_held() -> None:
    """Raise `PeopleHeldError` when there is anybody."""
    if Person.objects.exists():
        raise PeopleHeldError(
            "this database holds people already: a made-up town is only made in an empty one"
        )


def find_venues(demo: Demo) -> Venues:
    """The sites and activities of the timetable. Raises `PackError` naming what is not known."""
    sites, activities = site_index(), activity_index()
    near = {site: patch.areas for patch in reversed(demo.patches) for site in patch.near}
    found = Venues(sites={}, activities={}, areas=near)
    for number, slot in enumerate(demo.timetable, start=2):
        site, activity = sites.find(slot.site), activities.find(slot.activity)
        if site is None:
            raise PackError(f"demo/timetable.csv, row {number}: there is no site {slot.site}")
        if activity is None:
            words = f"there is no activity {slot.activity}"
            raise PackError(f"demo/timetable.csv, row {number}: {words}")
        found.sites[slot.site], found.activities[slot.activity] = site, activity.id
    return found


@operation
def make_town(
    *, town: Town, venues: Venues, by: Actor, at: dt.datetime, progress: Progress = silent
) -> Made:
    """Write a town; returns how many rows of each kind.

    Raises `PeopleHeldError`, and what `add_made_up_places` and `record_families` raise.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # Checks that wait for the end of so large a transaction make each next row slower.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refuse_if_people_are_held()
    places = add_made_up_places(
        postcodes=town.postcodes, populations=town.populations, by=by, at=at
    )
    place_sites(postcodes=_postcodes_of_sites(town, venues), by=by, at=at)
    terms = add_made_up_terms(terms=town.terms, by=by, at=at)
    families, people = _record_households(town, by=by, at=at, progress=progress)
    series = _record_programmes(town, venues, by=by, at=at)
    _record_sessions(town, venues, series, families, people, by=by, at=at, progress=progress)
    _publish(by=by, at=at)
    marks = sum(len(session.marks) for session in town.sessions)
    counts = {
        "postcodes": places.postcodes,
        "populations": places.populations,
        "terms": terms,
        "families": len(families),
        "people": len(people),
        "series": len(series.ids),
        "sessions": len(town.sessions),
        "sessions_ahead": len(town.ahead),
        "marks": marks,
        "headcounts": sum(len(session.headcounts) for session in town.sessions),
        "contacts": sum(len(f.contacts) for house in town.households for f in house.families),
    }
    return Made(counts=counts)


def _postcodes_of_sites(town: Town, venues: Venues) -> dict[int, str]:
    """For each site that families walk to a postcode of those families."""
    by_areas: dict[tuple[tuple[str, str], ...], str] = {}
    for postcode in town.postcodes:
        by_areas.setdefault(tuple(sorted(postcode.areas.items())), postcode.text)
    places = {
        name: by_areas.get(tuple(sorted(areas.items()))) for name, areas in venues.areas.items()
    }
    return {pk: text for name, pk in venues.sites.items() if (text := places.get(name))}


def _record_households(
    town: Town, *, by: Actor, at: dt.datetime, progress: Progress
) -> tuple[list[int], list[int]]:
    """Ids of all families and all people, in the order of the households."""
    families: list[int] = []
    people: list[int] = []
    with progress("saving families", len(town.households)) as step:
        for households in _pieces(town.households, HOUSEHOLDS_AT_ONCE):
            recorded = record_families(households=households, source=SOURCE, by=by, at=at)
            families += recorded.families
            people += recorded.people
            step(len(households))
    return families, people


@dataclass(frozen=True, kw_only=True)
class _Recorded:
    """A timetable and the internal ids of its series, by numbers of programme and series."""

    timetable: Timetable
    ids: dict[tuple[int, int], int]


def _record_programmes(town: Town, venues: Venues, *, by: Actor, at: dt.datetime) -> _Recorded:
    timetable = plan_timetable(town, venues.sites, venues.activities)
    made = record_programmes(programmes=timetable.programmes, by=by, at=at)
    ids = {
        (programme, number): pk
        for programme, series in enumerate(made)
        for number, pk in enumerate(series)
    }
    return _Recorded(timetable=timetable, ids=ids)


def _publish(*, by: Actor, at: dt.datetime) -> None:
    """Publish all programmes, three weeks before their first days."""
    for programme in Programme.objects.order_by("pk"):
        day = dt.datetime.combine(programme.starts_on, dt.time(9), tzinfo=clock.LONDON)
        # One of targeted series alone has nothing to publish.
        with suppress(NothingToPublishError):
            when = min(at, day - dt.timedelta(weeks=3))
            publish_programme(programme=programme, by=by, at=when)


def _record_sessions(
    town: Town,
    venues: Venues,
    series: _Recorded,
    families: Sequence[int],
    people: Sequence[int],
    *,
    by: Actor,
    at: dt.datetime,
    progress: Progress,
) -> None:
    numbered = list(enumerate((*town.sessions, *town.ahead), start=1))
    with progress("saving sessions", len(numbered)) as step:
        for sessions in _pieces(numbered, SESSIONS_AT_ONCE):
            past = [_past(*one, venues, series, families, people) for one in sessions]
            record_sessions(sessions=past, by=by, at=at)
            step(len(sessions))


def _past(
    number: int,
    session: PlannedSession,
    venues: Venues,
    series: _Recorded,
    families: Sequence[int],
    people: Sequence[int],
) -> PastSession:
    place = series.timetable.of.get(id(session))
    details = series.timetable.details(session)
    return PastSession(
        activity_id=venues.activities[session.slot.activity],
        site_id=venues.sites[session.slot.site],
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        series_id=series.ids[place] if place else None,
        planned_on=dt.date.fromordinal(session.day) if place else None,
        room_id=details.room_id if details else None,
        capacity=session.slot.places,
        worker_ids=[details.lead_id] if details and details.lead_id else [],
        cancelled_at=session.cancelled_at,
        register_closed_at=session.closed_at,
        source=SOURCE,
        ref=f"town-s{number:06d}",
        marks=[(people[p], families[f], status) for p, f, status in session.marks],
        headcounts=session.headcounts,
    )


def _pieces(things: Sequence[T], size: int) -> list[Sequence[T]]:
    return [things[start : start + size] for start in range(0, len(things), size)]
