"""The timetable become sessions: which ran, which were called off, which only counted heads."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flyingstart.kernel.api import clock
from flyingstart.town.demo import Counted, Demo, Runs, Slot
from flyingstart.town.lives import Times

PLACES_A_CHILD = 0.115
"""Of all rows of the timetable, so many places a week are kept for each child of the town."""
FEWEST_ROWS, ENOUGH_ROWS, CHILDREN_A_ROW = 6, 36, 40
"""A small town has a varied timetable too, and small sessions."""
FULL = 1.3
"""How far more than usual fit in, before people are turned away at the door."""
CALLED_OFF = 0.022
REGISTER_MISSING = 0.05
"""Of the registers of the last days, how many nobody has closed yet."""
LATE_DAYS = 12
NOBODY_CAME = 0.01
WALK_INS = 0.12


@dataclass(slots=True)
class PlannedSession:
    """One occasion of a slot; `marks` are `(person, family, status)` by number in the town.

    `row` is the number of its row of the timetable, from 0.
    """

    row: int
    day: int
    slot: Slot
    starts_at: dt.datetime
    ends_at: dt.datetime
    come: float
    cancelled_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    marks: list[tuple[int, int, str]] = field(default_factory=list)
    headcounts: list[tuple[str, int]] = field(default_factory=list)

    @property
    def open_to_names(self) -> bool:
        """Whether people can be marked."""
        held = self.cancelled_at is None and self.closed_at is not None
        return held and self.slot.counted is Counted.NAMES


@dataclass(slots=True)
class Row:
    """A slot that runs in this town, its sessions in the order of days, and how many fit in.

    `ahead` are sessions to come, of which nothing is known yet.
    """

    slot: Slot
    sessions: list[PlannedSession]
    days: list[int]
    most: float
    ahead: list[PlannedSession]

    def between(self, first: int, last: int) -> Sequence[PlannedSession]:
        """Sessions from a day to before another."""
        return self.sessions[bisect_left(self.days, first) : bisect_left(self.days, last)]


def plan_sessions(
    demo: Demo, times: Times, chance: random.Random, children: int, *, ahead_to: int
) -> list[Row]:
    """The rows of the timetable from the top, until there are places for the children.

    Sessions ahead are planned up to, not with, a day.
    """
    calendar = _calendar(demo, times.begin, times.until)
    ahead = _calendar(demo, times.until, ahead_to)
    wanted = PLACES_A_CHILD * children
    fewest = max(FEWEST_ROWS, min(ENOUGH_ROWS, children // CHILDREN_A_ROW))
    rows: list[Row] = []
    for slot in demo.timetable:
        if wanted <= 0 and len(rows) >= fewest:
            break
        if slot.counted is Counted.NAMES and slot.runs is not Runs.HOLIDAYS:
            wanted -= slot.places / slot.every
        rows.append(_row(slot, calendar, ahead, times, chance, len(rows)))
    # A town larger than its timetable has larger rooms.
    room = max(1.0, 1 + wanted / (PLACES_A_CHILD * children))
    for row in rows:
        row.most = row.slot.places * FULL * room
    return rows


Days = list[tuple[int, str, float]]


def _calendar(demo: Demo, first: int, until: int) -> Days:
    """Each day on which anything runs: what runs (`term`, `holidays`) and how many come."""
    days: Days = []
    for ordinal in range(first, until):
        day = dt.date.fromordinal(ordinal)
        season = demo.season(day)
        if (season and season.closed) or _bank_holiday(demo, day):
            continue
        runs = "holidays" if season and season.holidays else "term"
        days.append((ordinal, runs, season.come if season else 1.0))
    return days


def _bank_holiday(demo: Demo, day: dt.date) -> bool:
    if day.weekday() != 0:
        return False
    last = (day + dt.timedelta(days=7)).month != day.month
    return (day.month, "first" if day.day <= 7 else "last" if last else "") in demo.closed_mondays


def _row(
    slot: Slot, calendar: Days, ahead: Days, times: Times, chance: random.Random, number: int
) -> Row:
    sessions = list(_occasions(slot, calendar, number))
    for session in sessions:
        _hold(session, times, chance)
    days = [session.day for session in sessions]
    return Row(slot, sessions, days, slot.places, list(_occasions(slot, ahead, number)))


def _occasions(slot: Slot, calendar: Days, number: int) -> Iterator[PlannedSession]:
    for ordinal, runs, come in calendar:
        # Day 1 of the calendar was a Monday.
        if (
            (ordinal - 1) % 7 != slot.weekday
            or (slot.runs is not Runs.YEAR and slot.runs != runs)
            or (ordinal // 7 + number) % slot.every
        ):
            continue
        day = dt.date.fromordinal(ordinal)
        local = dt.datetime.combine(day, slot.starts, tzinfo=clock.LONDON)
        starts_at = local.astimezone(dt.UTC)
        ends_at = starts_at + dt.timedelta(minutes=slot.minutes)
        yield PlannedSession(number, ordinal, slot, starts_at, ends_at, come)


def _hold(session: PlannedSession, times: Times, chance: random.Random) -> None:
    if chance.random() < CALLED_OFF:
        before = dt.timedelta(minutes=chance.randint(45, 2 * 1440))
        session.cancelled_at = session.starts_at - before
        return
    late = session.day >= times.until - LATE_DAYS
    if not (late and chance.random() < REGISTER_MISSING):
        session.closed_at = session.ends_at + dt.timedelta(minutes=chance.randint(5, 55))
        _count_heads(session, chance)


def _count_heads(session: PlannedSession, chance: random.Random) -> None:
    """Where only heads are counted, how many came; elsewhere now and then a few without names."""
    slot = session.slot
    if slot.counted is Counted.NAMES:
        if chance.random() < WALK_INS:
            session.headcounts.append((Counted.US.value, chance.randint(1, 4)))
        return
    if chance.random() < NOBODY_CAME:
        return
    expected = slot.places * session.come
    count = max(1, round(chance.gauss(expected, expected**0.5)))
    session.headcounts.append((slot.counted.value, count))
