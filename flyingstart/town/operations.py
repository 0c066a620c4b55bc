"""Writing a whole made-up town, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection

from flyingstart.activities.api import PastSession, activity_index, record_sessions
from flyingstart.families.api import Person, record_families
from flyingstart.kernel.api import Actor, ImportOptions, PackError, operation
from flyingstart.places.api import add_made_up_places, site_index
from flyingstart.town.demo import Demo
from flyingstart.town.plan import Progress, Town, silent
from flyingstart.town.sessions import PlannedSession

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
    """Internal ids of the sites and activities that the timetable names."""

    sites: dict[str, int]
    activities: dict[str, int]


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
    found = Venues(sites={}, activities={})
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
    families, people = _record_households(town, by=by, at=at, progress=progress)
    _record_sessions(town, venues, families, people, by=by, at=at, progress=progress)
    marks = sum(len(session.marks) for session in town.sessions)
    counts = {
        "postcodes": places.postcodes,
        "populations": places.populations,
        "families": len(families),
        "people": len(people),
        "sessions": len(town.sessions),
        "marks": marks,
        "headcounts": sum(len(session.headcounts) for session in town.sessions),
        "contacts": sum(len(f.contacts) for house in town.households for f in house.families),
    }
    return Made(counts=counts)


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


def _record_sessions(
    town: Town,
    venues: Venues,
    families: Sequence[int],
    people: Sequence[int],
    *,
    by: Actor,
    at: dt.datetime,
    progress: Progress,
) -> None:
    numbered = list(enumerate(town.sessions, start=1))
    with progress("saving sessions", len(numbered)) as step:
        for sessions in _pieces(numbered, SESSIONS_AT_ONCE):
            past = [_past(*session, venues, families, people) for session in sessions]
            record_sessions(sessions=past, by=by, at=at)
            step(len(sessions))


def _past(
    number: int,
    session: PlannedSession,
    venues: Venues,
    families: Sequence[int],
    people: Sequence[int],
) -> PastSession:
    return PastSession(
        activity_id=venues.activities[session.slot.activity],
        site_id=venues.sites[session.slot.site],
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        cancelled_at=session.cancelled_at,
        register_closed_at=session.closed_at,
        source=SOURCE,
        ref=f"town-s{number:06d}",
        marks=[(people[p], families[f], status) for p, f, status in session.marks],
        headcounts=session.headcounts,
    )


def _pieces(things: Sequence[T], size: int) -> list[Sequence[T]]:
    return [things[start : start + size] for start in range(0, len(things), size)]
