"""What the timetable is asked for and answers with, as plain values."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.activities.enums import KeptBecause, Pattern, ProgrammeKind
from flyingstart.activities.models import Programme
from flyingstart.design.api import formats


@dataclass(frozen=True, kw_only=True)
class ProgrammeDetails:
    """What a programme is; both days included. Without a neighbourhood: the whole authority's."""

    name: str
    kind: ProgrammeKind
    neighbourhood_id: int | None = None
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, kw_only=True)
class SeriesDetails:
    """What a series is: internal ids, ISO weekday (Monday 1), London times, both days included.

    The lead need not be among `worker_ids`, who are those that work beside.
    """

    activity_id: int
    site_id: int
    weekday: int
    starts: dt.time
    ends: dt.time
    first_on: dt.date
    last_on: dt.date
    room_id: int | None = None
    every_weeks: int = 1
    pattern: Pattern = Pattern.TERM_TIME
    excluded: tuple[dt.date, ...] = ()
    capacity: int | None = None
    language: str = ""
    cost_pence: int = 0
    note: str = ""
    listed: bool = True
    lead_id: int | None = None
    worker_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeriesRow:
    """A row of a programme's grid; a new one has no public id yet."""

    series_public_id: uuid.UUID | None = None
    details: SeriesDetails


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a field of a row, counted from 0 as it was given; `words` say why.

    `field` is a name of `SeriesDetails` or `ProgrammeDetails`, or "" for the row as a whole.
    """

    row: int | None
    field: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A session that the plan would have changed or taken away, and that was left as it is."""

    session_id: uuid.UUID
    activity: str
    site: str
    starts_at: dt.datetime
    because: KeptBecause

    @property
    def words(self) -> str:
        """Which session, and why it was left."""
        return _("%(activity)s, %(site)s, %(when)s: %(because)s") % {
            "activity": self.activity,
            "site": self.site,
            "when": formats.moment(self.starts_at),
            "because": self.because.label,
        }


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What planning a grid did: how many sessions, and those that were left as they are."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A programme made like another; `left_out` says in words what did not fit its days."""

    programme: Programme
    planned: Planned
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """A session that is held or would be; `row` is that of the grid, `public_id` of one held."""

    activity: str
    site: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    public_id: uuid.UUID | None = None
    row: int | None = None

    @property
    def words(self) -> str:
        """What, where and from when until when, without the day."""
        return _("%(activity)s, %(site)s, %(starts)s to %(ends)s") % {
            "activity": self.activity,
            "site": self.site,
            "starts": formats.time(self.starts_at),
            "ends": formats.time(self.ends_at),
        }


@dataclass(frozen=True, kw_only=True)
class Clash:
    """A room or a worker, by internal id, wanted twice at one time: by `mine` and by `other`."""

    what: Literal["room", "worker"]
    id: int
    name: str
    mine: Occasion
    other: Occasion

    @property
    def row(self) -> int | None:
        """The row of the grid that cannot be."""
        return self.mine.row

    @property
    def day(self) -> dt.date:
        """The London day on which the two meet."""
        return max(self.mine.starts_at, self.other.starts_at).astimezone(formats.LONDON).date()

    @property
    def words(self) -> str:
        """Which room or worker, on which day, and where else."""
        return _say(self, formats.weekday(self.day))


def clashes_in_words(clashes: Iterable[Clash]) -> list[tuple[int | None, str]]:
    """Clashes as people would say them, with their rows: those of one pair of rows together."""
    together: dict[tuple[object, ...], list[Clash]] = defaultdict(list)
    for clash in clashes:
        mine, other = clash.mine, clash.other
        times = [formats.time(when) for when in (mine.starts_at, other.starts_at, other.ends_at)]
        key = (mine.row, clash.what, clash.name, *times, mine.activity, other.activity, other.site)
        together[key].append(clash)
    return [(same[0].row, _say(same[0], _days(same))) for same in together.values()]


def _days(clashes: list[Clash]) -> str:
    days = sorted({clash.day for clash in clashes})
    if len(days) == 1:
        return formats.weekday(days[0])
    return ngettext(
        "%(count)s day from %(first)s to %(last)s",
        "%(count)s days from %(first)s to %(last)s",
        len(days),
    ) % {
        "count": formats.number(len(days)),
        "first": formats.weekday(days[0]),
        "last": formats.weekday(days[-1]),
    }


def _say(clash: Clash, days: str) -> str:
    said: Mapping[str, str] = {
        "name": clash.name,
        "days": days,
        "mine": clash.mine.words,
        "other": clash.other.words,
    }
    if clash.what == "room":
        return _("%(name)s is taken on %(days)s: %(other)s. It cannot hold %(mine)s too.") % said
    return _("%(name)s is at %(other)s on %(days)s, and cannot be at %(mine)s too.") % said
