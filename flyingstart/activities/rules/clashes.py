"""Who and what is wanted twice at one time: pure, from bookings that would be and that are held."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from flyingstart.activities.timetable import Clash, Occasion

What = Literal["room", "worker"]


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A session, what it takes up while it lasts, by ids, and their names; `id` of one held."""

    occasion: Occasion
    room: tuple[int, str] | None = None
    workers: Mapping[int, str] = field(default_factory=dict)
    id: int | None = None


class _Use(NamedTuple):
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: int
    booking: Booking
    is_mine: bool


def clashes_among(mine: Sequence[Booking], held: Iterable[Booking]) -> list[Clash]:
    """All clashes of bookings that would be, with each other and with those held.

    Two of mine are named once, by the later row. In the order of the rows, then of the days.
    """
    uses: dict[tuple[What, int], list[_Use]] = defaultdict(list)
    names: dict[tuple[What, int], str] = {}
    bookings = [*((booking, True) for booking in mine), *((booking, False) for booking in held)]
    for place, (booking, is_mine) in enumerate(bookings):
        when = booking.occasion
        for what, key, name in _taken(booking):
            if when.ends_at > when.starts_at:
                uses[what, key].append(_Use(when.starts_at, when.ends_at, place, booking, is_mine))
                names[what, key] = name
    found = [
        (second.place, Clash(what=what, id=key, name=names[what, key], mine=one, other=other))
        for (what, key), of_one in uses.items()
        for first, second in _meeting(of_one)
        for one, other in [(second.booking.occasion, first.booking.occasion)]
    ]
    return [clash for _, clash in sorted(found, key=_order)]


def _taken(booking: Booking) -> Iterator[tuple[What, int, str]]:
    if booking.room:
        yield "room", *booking.room
    for key, name in booking.workers.items():
        yield "worker", key, name


def _meeting(uses: list[_Use]) -> Iterator[tuple[_Use, _Use]]:
    """Pairs that overlap, at least one of them mine; the one that is told of comes second."""
    lasting: list[_Use] = []
    for use in sorted(uses, key=lambda use: (use.starts_at, use.place)):
        lasting = [other for other in lasting if other.ends_at > use.starts_at]
        for other in lasting:
            if use.is_mine or other.is_mine:
                first, second = sorted((use, other), key=_told)
                yield first, second
        lasting.append(use)


def _told(use: _Use) -> tuple[bool, int]:
    return use.is_mine, use.place


def _order(found: tuple[int, Clash]) -> tuple[object, ...]:
    place, clash = found
    row = -1 if clash.mine.row is None else clash.mine.row
    when = clash.mine.starts_at, clash.other.starts_at
    return row, when[0], place, clash.what, clash.name, clash.id, when[1]
