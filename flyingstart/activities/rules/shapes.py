"""What a session of a series is to be on a day, and what becomes of those that are held: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from flyingstart.activities.enums import KeptBecause
from flyingstart.activities.models import Session
from flyingstart.activities.rules.times import london_moment
from flyingstart.activities.timetable import SeriesDetails


class Shape(NamedTuple):
    """All of a session that its series says; `staff` are ids with whether they lead."""

    activity_id: int
    site_id: int
    room_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    capacity: int | None
    language: str
    cost_pence: int
    note: str
    staff: frozenset[tuple[int, bool]]


FIELDS = tuple(name for name in Shape._fields if name != "staff")


@dataclass(frozen=True, kw_only=True)
class Held:
    """A session of the series with what was said of it; `staff` as in `Shape`."""

    session: Session
    staff: frozenset[tuple[int, bool]] = frozenset()
    has_register: bool = False

    @property
    def shape(self) -> Shape:
        """The session as it is."""
        said = {name: getattr(self.session, name) for name in FIELDS}
        return Shape(**said, staff=self.staff)

    @property
    def day(self) -> dt.date:
        """The day for which it was planned."""
        day = self.session.planned_on
        if day is None:
            raise ValueError("a session without a series was planned for no day")
        return day


@dataclass(kw_only=True)
class Differences:
    """What to do so that the sessions of a series are as planned."""

    add: list[Shape] = field(default_factory=list)
    days: list[dt.date] = field(default_factory=list)
    change: list[tuple[Held, Shape]] = field(default_factory=list)
    remove: list[Held] = field(default_factory=list)
    kept: list[tuple[Held, KeptBecause]] = field(default_factory=list)

    @property
    def touches(self) -> bool:
        """Whether any session is written."""
        return bool(self.add or self.change or self.remove)


def shape_of(details: SeriesDetails, day: dt.date) -> Shape:
    """What a session of a series is on a day. Raises `ClockChangeError`."""
    return Shape(
        activity_id=details.activity_id,
        site_id=details.site_id,
        room_id=details.room_id,
        starts_at=london_moment(day, details.starts),
        ends_at=london_moment(day, details.ends),
        capacity=details.capacity,
        language=details.language,
        cost_pence=details.cost_pence,
        note=details.note,
        staff=staff_of(details.lead_id, details.worker_ids),
    )


def staff_of(lead_id: int | None, worker_ids: Iterable[int]) -> frozenset[tuple[int, bool]]:
    """Who works, each once, with whether they lead."""
    beside = {(worker, False) for worker in worker_ids if worker != lead_id}
    return frozenset(beside if lead_id is None else {*beside, (lead_id, True)})


def differences(
    details: SeriesDetails,
    days: Collection[dt.date],
    *,
    before: SeriesDetails | None,
    held: Iterable[Held],
    at: dt.datetime,
) -> Differences:
    """What planning a series does, `before` being as it was planned last (None: it is new).

    Sessions that have begun, were cancelled or changed by themselves, or have a register are
    left; those that the plan would have touched are told of. A new series has all its days, also
    those that are over; a held one gets no more sessions in the past.
    """
    found = Differences()
    wanted = {day: shape_of(details, day) for day in days}
    old = before or details
    for one in held:
        new = wanted.pop(one.day, None)
        if one.shape == new:
            continue
        because = kept_because(one, old, at)
        if because is None and new is None:
            found.remove.append(one)
        elif because is None and new is not None:
            found.change.append((one, new))
        elif because is not None and details != before:
            found.kept.append((one, because))
    for day, shape in sorted(wanted.items()):
        if before is None or shape.starts_at > at:
            found.days.append(day)
            found.add.append(shape)
    return found


def kept_because(one: Held, planned: SeriesDetails, at: dt.datetime) -> KeptBecause | None:
    """Why planning does not touch a session, if so; `planned` is what its series said of it."""
    session = one.session
    if one.has_register or session.register_closed_at:
        return KeptBecause.REGISTER
    if session.cancelled_at:
        return KeptBecause.CANCELLED
    if session.starts_at <= at:
        return KeptBecause.BEGUN
    if one.shape != shape_of(planned, one.day):
        return KeptBecause.CHANGED
    return None
