"""What is wrong with the rows of a programme: pure, and all of it at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.activities.enums import Pattern
from flyingstart.activities.errors import ClockChangeError, TermsMissingError
from flyingstart.activities.rules.days import days_of
from flyingstart.activities.rules.times import london_moment
from flyingstart.activities.timetable import Fault, SeriesDetails, SeriesRow
from flyingstart.design.api import formats
from flyingstart.families.api import tidy
from flyingstart.places.api import Term

MOST_FAMILIES = 1_000
MOST_PENCE = 500_00
MOST_WEEKS = 13
LONGEST_NOTE, LONGEST_LANGUAGE = 300, 50

Said = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What rows may name, by internal id, and what says on which days they run.

    `series` are those held, by public id; one that has ended may have no day left.
    `rooms` are the sites they belong to, with their names. `workers` are those who may be asked to
    work; `names` are of all who were named.
    """

    starts_on: dt.date
    ends_on: dt.date
    today: dt.date
    series: Mapping[uuid.UUID, SeriesDetails]
    activities: Mapping[int, str]
    sites: Mapping[int, str]
    rooms: Mapping[int, tuple[int, str]]
    workers: Collection[int]
    names: Mapping[int, str]
    terms: Sequence[Term]
    bank_holidays: Collection[dt.date]


def normal(details: SeriesDetails) -> SeriesDetails:
    """The form in which details are kept and compared."""
    return dataclasses.replace(
        details,
        starts=details.starts.replace(second=0, microsecond=0, tzinfo=None),
        ends=details.ends.replace(second=0, microsecond=0, tzinfo=None),
        pattern=Pattern(details.pattern),
        excluded=tuple(sorted(set(details.excluded))),
        language=tidy(details.language),
        note=tidy(details.note),
        worker_ids=tuple(sorted(set(details.worker_ids) - {details.lead_id})),
    )


def judge(rows: Sequence[SeriesRow], known: Known) -> tuple[list[Fault], dict[int, list[dt.date]]]:
    """The faults of all rows, and the days of those without any."""
    faults: list[Fault] = []
    days: dict[int, list[dt.date]] = {}
    seen: set[uuid.UUID] = set()
    for number, row in enumerate(rows):
        said = [*_which(row.series_public_id, seen, known), *_faults(row.details, known)]
        if not said:
            days[number], said = _days(row.details, known)
        faults += [Fault(row=number, field=field, words=words) for field, words in said]
    return faults, days


def _which(public_id: uuid.UUID | None, seen: set[uuid.UUID], known: Known) -> Iterator[Said]:
    if public_id is None:
        return
    if public_id not in known.series:
        yield "", _("This row was taken out of the programme: look again.")
    if public_id in seen:
        yield "", _("This row is in the grid twice.")
    seen.add(public_id)


def _faults(details: SeriesDetails, known: Known) -> Iterator[Said]:
    for check in (_named, _timed, _dated, _offered, _staffed):
        check_one: Callable[[SeriesDetails, Known], Iterator[Said]] = check
        yield from check_one(details, known)


def _named(details: SeriesDetails, known: Known) -> Iterator[Said]:
    if details.activity_id not in known.activities:
        yield "activity_id", _("Choose an activity.")
    if details.site_id not in known.sites:
        yield "site_id", _("Choose a site.")
    if details.room_id is None:
        return
    if details.room_id not in known.rooms:
        yield "room_id", _("Choose a room of this site, or none.")
        return
    site, name = known.rooms[details.room_id]
    if site != details.site_id and details.site_id in known.sites:
        said = {"room": name, "site": known.sites[details.site_id]}
        yield "room_id", _("%(room)s is not at %(site)s.") % said


def _timed(details: SeriesDetails, known: Known) -> Iterator[Said]:  # noqa: ARG001 - as all checks
    if details.weekday not in range(1, 8):
        yield "weekday", _("Choose a day of the week.")
    if details.ends == details.starts:
        yield "ends", _("It ends when it starts. Say how long it lasts.")
    elif details.ends < details.starts:
        yield (
            "ends",
            _("It ends before it starts. What goes on past midnight is planned one by one."),
        )
    if details.every_weeks not in range(1, MOST_WEEKS + 1):
        yield "every_weeks", _("Every 1 to %(most)s weeks.") % {"most": MOST_WEEKS}


def _dated(details: SeriesDetails, known: Known) -> Iterator[Said]:
    if details.last_on < details.first_on:
        yield "last_on", _("The last day is before the first.")
        return
    for field, day in (("first_on", details.first_on), ("last_on", details.last_on)):
        if not known.starts_on <= day <= known.ends_on:
            yield (
                field,
                _("%(day)s is outside the programme, which is from %(first)s to %(last)s.")
                % {
                    "day": formats.date(day),
                    "first": formats.date(known.starts_on),
                    "last": formats.date(known.ends_on),
                },
            )


def _offered(details: SeriesDetails, known: Known) -> Iterator[Said]:  # noqa: ARG001 - as all checks
    if (fault := capacity_fault(details.capacity)) is not None:
        yield "capacity", fault
    if (fault := cost_fault(details.cost_pence)) is not None:
        yield "cost_pence", fault
    if len(details.language) > LONGEST_LANGUAGE:
        yield "language", _("A language is given by its code.")
    if (fault := note_fault(details.note)) is not None:
        yield "note", fault


def capacity_fault(capacity: int | None) -> str | None:
    """What is wrong with the number of families there is room for, if anything."""
    if capacity is None or 1 <= capacity <= MOST_FAMILIES:
        return None
    return _("Room for 1 to %(most)s families. Leave it blank where there is no limit.") % {
        "most": formats.number(MOST_FAMILIES)
    }


def cost_fault(pence: int) -> str | None:
    """What is wrong with a cost, if anything."""
    if 0 <= pence <= MOST_PENCE:
        return None
    return _("From £0, which is free, to £%(most)s a family.") % {
        "most": formats.number(MOST_PENCE // 100)
    }


def note_fault(note: str) -> str | None:
    """What is wrong with a note, if anything."""
    if len(note) <= LONGEST_NOTE:
        return None
    said = {"most": LONGEST_NOTE, "length": formats.number(len(note))}
    return _("A note has at most %(most)s letters; this one has %(length)s.") % said


def _staffed(details: SeriesDetails, known: Known) -> Iterator[Said]:
    if details.last_on < known.today:
        # Who worked there did, though they have left.
        return
    named = [("lead_id", details.lead_id), *(("worker_ids", who) for who in details.worker_ids)]
    for field, who in named:
        if who is not None and who not in known.workers:
            yield field, gone(known.names.get(who))


def gone(name: str | None) -> str:
    """That somebody cannot be asked to work."""
    if name is None:
        return _("Choose a colleague.")
    return _("%(name)s cannot sign in any more. Choose somebody else.") % {"name": name}


def _days(details: SeriesDetails, known: Known) -> tuple[list[dt.date], list[Said]]:
    try:
        days = days_of(details, known.terms, known.bank_holidays)
    except TermsMissingError as fault:
        return [], [("last_on", str(fault))]
    if not days and details not in known.series.values():
        return [], [("weekday", _no_day(details))]
    for field, time in (("starts", details.starts), ("ends", details.ends)):
        for day in days:
            try:
                london_moment(day, time)
            except ClockChangeError as fault:
                return [], [(field, _("%(why)s Leave the day out.") % {"why": fault})]
    return days, []


def _no_day(details: SeriesDetails) -> str:
    said = {"first": formats.date(details.first_on), "last": formats.date(details.last_on)}
    if details.pattern == Pattern.TERM_TIME:
        return _("No such day is left in school term time from %(first)s to %(last)s.") % said
    if details.pattern == Pattern.HOLIDAYS:
        return _("No such day is left in the school holidays from %(first)s to %(last)s.") % said
    return _("No such day is left from %(first)s to %(last)s.") % said
