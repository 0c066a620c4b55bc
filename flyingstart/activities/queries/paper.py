"""Registers on paper: which sessions a day has at a site, and who stands in which row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from flyingstart.accounts.api import User
from flyingstart.activities.enums import RegisterStep
from flyingstart.activities.models import PaperRow, PaperSheet, RegisterEvent, Session
from flyingstart.activities.queries.expected import expected_at
from flyingstart.activities.queries.registers import ListedFamily, families_at
from flyingstart.families.api import family_roots, person_roots
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site

STEPS = (RegisterStep.PRINTED, RegisterStep.ENTERED, RegisterStep.SHREDDED)
# As far ahead as registers are written down: over a weekend and a bank holiday.
AHEAD = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Where somebody stands on paper, by internal ids."""

    family: int
    person: int
    number: int
    came: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperFamily:
    """A family on a sheet as its reader may see it; `number` 0: it is not on the paper."""

    number: int
    family: ListedFamily


def held_at(sessions: QuerySet[Session], site: Site, day: dt.date) -> QuerySet[Session]:
    """Of sessions, those of a London day at a site that take place, in order of time."""
    begins, ends = clock.london_midnight(day), clock.london_midnight(day + dt.timedelta(days=1))
    return (
        sessions.filter(site=site, starts_at__gte=begins, starts_at__lt=ends, cancelled_at=None)
        .select_related("activity", "site", "room", "paper")
        .order_by("starts_at", "pk")
    )


def with_steps(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """The same, with what became of their paper as `paper_steps`, the oldest first."""
    steps = RegisterEvent.objects.filter(step__in=STEPS)
    return sessions.prefetch_related(
        Prefetch("register_events", queryset=steps, to_attr="paper_steps")
    )


def next_days(sites: Collection[int], after: dt.date) -> dict[int, dt.date]:
    """For each site the next day after one on which sessions take place; one week ahead at most.

    One query.
    """
    begins = clock.london_midnight(after + dt.timedelta(days=1))
    ends = clock.london_midnight(after + AHEAD + dt.timedelta(days=1))
    rows = Session.objects.filter(
        site__in=sites, starts_at__gte=begins, starts_at__lt=ends, cancelled_at=None
    )
    found: dict[int, dt.date] = {}
    for site, starts_at in rows.order_by("starts_at", "pk").values_list("site_id", "starts_at"):
        found.setdefault(site, clock.london_day(starts_at))
    return found


def still_about(sessions: QuerySet[Session], site: Site, before: dt.date) -> QuerySet[Session]:
    """Sessions of days before one whose paper was printed and not shredded, the oldest first."""
    return (
        sessions.filter(
            site=site,
            starts_at__lt=clock.london_midnight(before),
            paper__printed_at__isnull=False,
            paper__shredded_at=None,
        )
        .select_related("activity", "site", "room", "paper")
        .order_by("starts_at", "pk")
    )


def rows_for(session: Session) -> list[Placed]:
    """Whom a sheet lists: the families that are expected, by the name that stands first.

    Five queries.
    """
    families = sorted(expected_at(session), key=lambda one: (one.people[0].name.casefold(), one.id))
    return [
        Placed(family=family.id, person=person.id, number=number, came=person.times > 0)
        for number, family in enumerate(families, start=1)
        for person in family.people
    ]


def read_sheet(sheet: PaperSheet, *, user: User) -> list[PaperFamily]:
    """The families of a sheet in the order of the paper, as a user may see them today.

    Who is nobody's to see any more, died or left since is not told; a number may be missing. So
    many queries, however many families.
    """
    rows = list(PaperRow.objects.filter(sheet=sheet))
    families = family_roots({row.family_id for row in rows})
    people = person_roots({row.person_id for row in rows})
    numbers: dict[int, int] = {}
    for row in rows:
        numbers.setdefault(families[row.family_id], row.number)
    came = {people[row.person_id] for row in rows if row.came}
    listed = families_at(sheet.session, list(numbers), user=user, only=came, for_paper=True)
    return [PaperFamily(number=numbers[one.id], family=one) for one in listed if one.people]


def unprinted_before(day: dt.date) -> QuerySet[PaperRow]:
    """Rows of sheets of days before one that nobody printed."""
    return PaperRow.objects.filter(
        sheet__printed_at=None, sheet__session__starts_at__lt=clock.london_midnight(day)
    )


def sessions_to_make(days: dict[int, dt.date]) -> Sequence[Session]:
    """The sessions of sites on their days whose sheet was not printed yet."""
    if not days:
        return []
    first, last = min(days.values()), max(days.values()) + dt.timedelta(days=1)
    rows = Session.objects.filter(
        site__in=days,
        starts_at__gte=clock.london_midnight(first),
        starts_at__lt=clock.london_midnight(last),
        cancelled_at=None,
        paper__printed_at=None,
    )
    return [
        one
        for one in rows.order_by("starts_at", "pk")
        if clock.london_day(one.starts_at) == days[one.site_id]
    ]
