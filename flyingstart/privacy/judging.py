"""Which looks at records are worth a second one; pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flyingstart.kernel.api import clock, folded
from flyingstart.privacy.enums import LookKind

# More records in an hour than a busy register or a morning's calls would open.
MANY, WINDOW = 40, dt.timedelta(hours=1)
# From seven in the evening to seven in the morning, and at weekends, few have work with records.
FIRST_HOUR, LAST_HOUR, SATURDAY = 7, 19, 5
# Names shared with too many to tell anything are still shown: somebody decides.
SHORTEST_NAME = 3


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A look at something; `thing` is its public id."""

    user: int
    thing: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Line:
    """Looks of one person on one day that are worth a second look; `thing` None: at many."""

    kind: LookKind
    user: int
    day: dt.date
    thing: uuid.UUID | None
    looks: int
    first_at: dt.datetime


def surname(name: str) -> str:
    """The last word of a name, as names compare; "" when it is too short to tell anything."""
    last = folded(name.rsplit(maxsplit=1)[-1]) if name.split() else ""
    return last if len(last) >= SHORTEST_NAME else ""


def unusual(
    seen: Iterable[Seen],
    *,
    surnames: Mapping[int, str],
    names: Mapping[uuid.UUID, frozenset[str]],
    own_postcodes: Mapping[int, frozenset[str]],
    postcodes: Mapping[uuid.UUID, frozenset[str]],
) -> list[Line]:
    """The lines of some looks: own name or address, many in an hour, out of hours; newest first.

    `surnames` and `own_postcodes` are of who looked; `names` and `postcodes` of what was looked at.
    """
    by_user: dict[int, list[Seen]] = defaultdict(list)
    for look in sorted(seen, key=lambda look: look.at):
        by_user[look.user].append(look)
    lines: list[Line] = []
    for user, looks in by_user.items():
        name, homes = surnames.get(user, ""), own_postcodes.get(user, frozenset())
        own = [
            look
            for look in looks
            if (name and name in names.get(look.thing, frozenset()))
            or homes & postcodes.get(look.thing, frozenset())
        ]
        lines += _by_thing(LookKind.OWN, own)
        lines += _by_day(LookKind.HOURS, [look for look in looks if out_of_hours(look.at)])
        lines += _by_day(LookKind.BULK, _in_bulk(looks))
    return sorted(lines, key=lambda line: line.first_at, reverse=True)


def out_of_hours(at: dt.datetime) -> bool:
    """Before seven, from seven in the evening, and on Saturdays and Sundays."""
    there = at.astimezone(clock.LONDON)
    return there.weekday() >= SATURDAY or not FIRST_HOUR <= there.hour < LAST_HOUR


def _in_bulk(looks: list[Seen]) -> list[Seen]:
    """Those within an hour in which more than `MANY` different things were looked at."""
    found: set[int] = set()
    start = 0
    for end, look in enumerate(looks):
        while look.at - looks[start].at > WINDOW:
            start += 1
        if len({one.thing for one in looks[start : end + 1]}) > MANY:
            found.update(range(start, end + 1))
    return [looks[number] for number in sorted(found)]


def _by_thing(kind: LookKind, looks: list[Seen]) -> list[Line]:
    found: dict[tuple[dt.date, uuid.UUID | None], list[Seen]] = defaultdict(list)
    for look in looks:
        found[clock.london_day(look.at), look.thing].append(look)
    return _lines(kind, found)


def _by_day(kind: LookKind, looks: list[Seen]) -> list[Line]:
    found: dict[tuple[dt.date, uuid.UUID | None], list[Seen]] = defaultdict(list)
    for look in looks:
        found[clock.london_day(look.at), None].append(look)
    return _lines(kind, found)


def _lines(
    kind: LookKind, found: Mapping[tuple[dt.date, uuid.UUID | None], list[Seen]]
) -> list[Line]:
    return [
        Line(
            kind=kind,
            user=looks[0].user,
            day=day,
            thing=thing,
            looks=len(looks),
            first_at=looks[0].at,
        )
        for (day, thing), looks in found.items()
    ]
