"""Who is in a building, as its open registers have it: to be counted outside."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Headcount, Mark, Session, SessionWorker
from flyingstart.families.api import FamilyTie, Role, person_roots
from flyingstart.kernel.api import birthdays, clock
from flyingstart.places.api import Site

GROWN_UP = 18
SOON = dt.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inside:
    """Somebody marked as present: by given name and initial, whoever reads it."""

    key: uuid.UUID
    name: str
    is_child: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class InsideSession:
    """A session whose register is open; `heads` without names, `workers` as planned.

    Somebody who is marked at two is listed once, at the later one.
    """

    session: Session
    people: Sequence[Inside]
    heads: int
    workers: Sequence[str]

    @property
    def children(self) -> int:
        """How many children are named."""
        return sum(one.is_child for one in self.people)

    @property
    def adults(self) -> int:
        """How many adults are named, without those who work there."""
        return len(self.people) - self.children


def evacuation_roll(site: Site, *, at: dt.datetime) -> list[InsideSession]:
    """The sessions of the day at a site whose registers are open, with everybody marked as present.

    Whatever runs now comes first; a register that was left open after its session is listed too,
    for somebody may have stayed. Six queries at most.
    """
    sessions = _open_sessions(site, at)
    marks = list(
        Mark.objects.filter(session__in=sessions, status=MarkStatus.ATTENDED)
        .select_related("person")
        .order_by("person__given_name", "person__family_name", "pk")
    )
    roots = person_roots({mark.person_id for mark in marks})
    children = _children(marks, clock.london_day(at))
    where = {one.pk: one.starts_at for one in sessions}
    placed: dict[int, Mark] = {}
    for mark in sorted(marks, key=lambda one: where[one.session_id]):
        placed[roots[mark.person_id]] = mark
    kept = {mark.pk for mark in placed.values()}
    heads: dict[int, int] = {}
    counted = Headcount.objects.filter(session__in=sessions)
    for pk, count in counted.values_list("session", "count"):
        heads[pk] = heads.get(pk, 0) + count
    planned = SessionWorker.objects.filter(session__in=sessions).order_by("-is_lead", "pk")
    workers = list(planned.values_list("session", "worker__name"))
    return [
        InsideSession(
            session=session,
            people=[
                Inside(
                    key=mark.person.public_id,
                    name=_name(mark.person.given_name, mark.person.family_name),
                    is_child=mark.person_id in children,
                )
                for mark in marks
                if mark.pk in kept and mark.session_id == session.pk
            ],
            heads=heads.get(session.pk, 0),
            workers=[name for pk, name in workers if pk == session.pk],
        )
        for session in sessions
    ]


def _open_sessions(site: Site, at: dt.datetime) -> list[Session]:
    day = clock.london_day(at)
    rows = Session.objects.filter(
        site=site,
        starts_at__gte=clock.london_midnight(day),
        starts_at__lt=min(at + SOON, clock.london_midnight(day + dt.timedelta(days=1))),
        cancelled_at=None,
        register_closed_at=None,
    )
    found = list(rows.select_related("activity", "room").order_by("starts_at", "pk"))
    return sorted(found, key=lambda one: one.ends_at is not None and one.ends_at < at)


def _children(marks: Sequence[Mark], day: dt.date) -> set[int]:
    """Who is a child: by birth date, and where none is known by what they are to their family."""
    ties = FamilyTie.objects.filter(
        person__in={mark.person_id for mark in marks if mark.person.date_of_birth is None},
        role=Role.CHILD,
    )
    said = set(ties.values_list("person_id", flat=True))
    return {
        mark.person_id
        for mark in marks
        if mark.person_id in said or _is_young(mark.person.date_of_birth, day)
    }


def _is_young(born: dt.date | None, day: dt.date) -> bool:
    return born is not None and (born > day or birthdays.age_on(born, day) < GROWN_UP)


def _name(given: str, family: str) -> str:
    """Given name and initial; an initial alone where no given name is known."""
    return f"{given} {family[:1]}.".strip() if family else given
