"""The town's sessions as series in programmes, one of each neighbourhood for each stretch of days.

A term's programme holds what runs in term and all year round; a half term's and a holiday's what
runs then. Nobody is made to be in two places at one time: who leads is chosen for a row of the
timetable, among those who take registers there, and so is its room.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flyingstart.accounts.api import Permission, Scope, User, scope_of
from flyingstart.activities.api import (
    PastProgramme,
    Pattern,
    ProgrammeDetails,
    ProgrammeKind,
    SeriesDetails,
    days_of,
)
from flyingstart.places.api import Room, Site
from flyingstart.town.demo import Runs, Slot
from flyingstart.town.plan import Town
from flyingstart.town.sessions import PlannedSession
from flyingstart.town.terms import Stretch

PATTERNS = {
    Runs.TERM: Pattern.TERM_TIME,
    Runs.YEAR: Pattern.ALL_YEAR,
    Runs.HOLIDAYS: Pattern.HOLIDAYS,
}
RUNS_IN = {
    "term": {Runs.TERM, Runs.YEAR},
    "half term": {Runs.HOLIDAYS},
    "holiday": {Runs.HOLIDAYS, Runs.YEAR},
}


@dataclass(kw_only=True)
class Timetable:
    """Programmes to write; `of` says which series of which programme a session belongs to."""

    programmes: list[PastProgramme] = field(default_factory=list)
    of: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By the `id` of a planned session: numbers of the programme and of the series within it."""

    def details(self, session: PlannedSession) -> SeriesDetails | None:
        """The series of a session, if it is of one."""
        place = self.of.get(id(session))
        return self.programmes[place[0]].series[place[1]] if place else None


@dataclass(frozen=True, kw_only=True)
class Post:
    """Where a row of the timetable is held, and by whom it is led."""

    site: Site
    room_id: int | None
    lead_id: int | None


def plan_timetable(
    town: Town, sites: Mapping[str, int], activities: Mapping[str, int]
) -> Timetable:
    """Series for all sessions of a town, past and ahead; ids by the names of the pack."""
    by_row: dict[int, list[PlannedSession]] = defaultdict(list)
    for session in (*town.sessions, *town.ahead):
        by_row[session.row].append(session)
    posts = _posts({row: found[0].slot for row, found in by_row.items()}, sites)
    found = Timetable()
    grouped: dict[tuple[int, int | None], list[tuple[int, list[PlannedSession]]]] = defaultdict(
        list
    )
    for number, stretch in enumerate(town.stretches):
        for row, sessions in sorted(by_row.items()):
            held = [s for s in sessions if _belongs(s, stretch)]
            if held:
                grouped[number, posts[row].site.neighbourhood_id].append((row, held))
    for (number, neighbourhood), rows in sorted(grouped.items(), key=_in_order):
        stretch = town.stretches[number]
        series: list[SeriesDetails] = []
        for row, held in rows:
            for session in held:
                found.of[id(session)] = len(found.programmes), len(series)
            slot = held[0].slot
            planned = _series(slot, posts[row], activities[slot.activity], held, stretch)
            series.append(_without_the_days_it_did_not_run(planned, held, town))
        details = ProgrammeDetails(
            name=_name(stretch, town),
            kind=ProgrammeKind.TERM if stretch.kind == "term" else ProgrammeKind.HOLIDAY,
            neighbourhood_id=neighbourhood,
            starts_on=stretch.first,
            ends_on=stretch.last,
        )
        found.programmes.append(PastProgramme(details=details, series=series))
    return found


def _in_order(group: tuple[tuple[int, int | None], object]) -> tuple[int, int]:
    (number, neighbourhood), _rows = group
    return number, neighbourhood or 0


def _belongs(session: PlannedSession, stretch: Stretch) -> bool:
    day = dt.date.fromordinal(session.day)
    return session.slot.runs in RUNS_IN[stretch.kind] and stretch.first <= day <= stretch.last


def _series(
    slot: Slot, post: Post, activity: int, held: Sequence[PlannedSession], stretch: Stretch
) -> SeriesDetails:
    ends = dt.datetime.combine(stretch.first, slot.starts) + dt.timedelta(minutes=slot.minutes)
    return SeriesDetails(
        activity_id=activity,
        site_id=post.site.pk,
        room_id=post.room_id,
        weekday=slot.weekday + 1,
        starts=slot.starts,
        ends=ends.time(),
        first_on=dt.date.fromordinal(held[0].day),
        last_on=stretch.last,
        every_weeks=slot.every,
        pattern=PATTERNS[slot.runs],
        capacity=slot.places,
        # What is only for those whom somebody sends there is not for the public list.
        listed=not slot.need,
        lead_id=post.lead_id,
    )


def _without_the_days_it_did_not_run(
    details: SeriesDetails, held: Sequence[PlannedSession], town: Town
) -> SeriesDetails:
    ran = {dt.date.fromordinal(session.day) for session in held}
    last = max(ran)
    would = days_of(details, town.terms, ())
    left_out = tuple(day for day in would if day not in ran and day <= last)
    return replace(details, excluded=left_out)


def _name(stretch: Stretch, town: Town) -> str:
    if stretch.kind == "term":
        return next(term.name for term in town.terms if term.starts_on == stretch.first)
    if stretch.kind == "half term":
        return f"Half term, {stretch.first:%B %Y}"
    season = {12: "Christmas", 4: "Easter", 7: "Summer"}.get(stretch.first.month, "Holidays")
    return f"{season} holidays {stretch.first.year}"


def _posts(slots: Mapping[int, Slot], sites: Mapping[str, int]) -> dict[int, Post]:
    held = {site.pk: site for site in Site.objects.all()}
    rooms: dict[int, list[int]] = defaultdict(list)
    for room in Room.objects.order_by("pk"):
        rooms[room.site_id].append(room.pk)
    people = _who_takes_registers()
    busy: Busy = defaultdict(list)
    posts = {}
    for row, slot in sorted(slots.items()):
        site = held[sites[slot.site]]
        room_id = _free(busy, "room", rooms[site.pk], slot)
        lead = _free(busy, "worker", [pk for pk, scope in people if _works_at(scope, site)], slot)
        posts[row] = Post(site=site, room_id=room_id, lead_id=lead)
    return posts


def _who_takes_registers() -> list[tuple[int, Scope]]:
    """People with where they take registers, those of one site first."""
    people = [
        (user.pk, scope_of(user, Permission.TAKE_REGISTERS))
        for user in User.objects.filter(is_active=True, is_superuser=False).order_by("pk")
    ]
    found = [(pk, scope) for pk, scope in people if not scope.is_empty]
    return sorted(found, key=lambda one: (one[1].whole, bool(one[1].neighbourhoods), one[0]))


def _works_at(scope: Scope, site: Site) -> bool:
    return scope.whole or site.pk in scope.sites or site.neighbourhood_id in scope.neighbourhoods


Busy = dict[tuple[str, int], list[Slot]]


def _free(busy: Busy, what: str, candidates: Sequence[int], slot: Slot) -> int | None:
    """The first who, or which, is not taken at the time of a row; taken from now on."""
    for one in candidates:
        taken = busy[what, one]
        if not any(_overlap(slot, other) for other in taken):
            taken.append(slot)
            return one
    return None


def _overlap(one: Slot, other: Slot) -> bool:
    return (
        one.weekday == other.weekday
        and _minutes(one.starts) < _minutes(other.starts) + other.minutes
        and _minutes(other.starts) < _minutes(one.starts) + one.minutes
    )


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute
