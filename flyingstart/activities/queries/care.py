"""Who is in a crèche, how many adults that takes, and which sessions lack colleagues."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from flyingstart.activities.enums import CareKey
from flyingstart.activities.looking_after import adults_needed, is_nearly_over, minutes_there
from flyingstart.activities.models import (
    CareRule,
    Creche,
    CrecheStay,
    FirstAid,
    Session,
    SessionWorker,
)
from flyingstart.families.api import DoorSigns, door_signs
from flyingstart.kernel.api import birthdays, clock


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the pack says on a day; None and nothing where it says nothing."""

    children_each: Sequence[tuple[int, int]]
    minutes: int | None
    staff: int | None


@dataclass(frozen=True, kw_only=True)
class StayNow:
    """A stay, how old the child is in months, how long it was there today, and its signs."""

    stay: CrecheStay
    months: int | None
    minutes: int
    is_nearly_over: bool
    signs: DoorSigns


@dataclass(frozen=True, kw_only=True)
class CrecheNow:
    """A crèche at a moment; `needed` adults for those who are there. `adults` None: not said."""

    stays: Sequence[StayNow]
    adults: int | None
    needed: int
    most_minutes: int | None

    @property
    def here(self) -> list[StayNow]:
        """Those who were not handed over yet."""
        return [one for one in self.stays if one.stay.out_at is None]

    @property
    def is_short(self) -> bool:
        """Whether there are too few adults. It is said, and stops nobody."""
        return self.adults is not None and self.adults < self.needed


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """What a session lacks: somebody who leads, a first-aider, so many colleagues."""

    no_lead: bool
    no_first_aider: bool
    missing: int

    def __bool__(self) -> bool:
        """Whether it lacks anything."""
        return self.no_lead or self.no_first_aider or self.missing > 0


def rules_on(day: dt.date) -> Rules:
    """The numbers that hold on a day: of each the newest that has begun. One query."""
    newest: dict[tuple[str, int | None], int] = {}
    for rule in CareRule.objects.filter(starts_on__lte=day).order_by("starts_on"):
        newest[rule.key, rule.from_months] = rule.number
    return Rules(
        children_each=[
            (months, number)
            for (key, months), number in newest.items()
            if key == CareKey.CRECHE_CHILDREN_EACH and months is not None
        ],
        minutes=newest.get((CareKey.CRECHE_MINUTES, None)),
        staff=newest.get((CareKey.SESSION_STAFF, None)),
    )


def creche_now(session: Session, at: dt.datetime) -> CrecheNow:
    """The crèche of a session at a moment, those who came last first. Eight queries at most."""
    day = clock.london_day(session.starts_at)
    rules = rules_on(day)
    stays = list(session.creche_stays.select_related("child", "family").order_by("-in_at", "-pk"))
    signs = door_signs({one.child_id for one in stays}, on=day)
    spans = _spans({one.child_id for one in stays}, day)
    told = [_stay(one, day, at, rules, signs, spans) for one in stays]
    adults = Creche.objects.filter(session=session).values_list("adults", flat=True).first()
    here = [one.months for one in told if one.stay.out_at is None]
    return CrecheNow(
        stays=told,
        adults=adults,
        needed=adults_needed(here, rules.children_each),
        most_minutes=rules.minutes,
    )


def gaps_of(sessions: Collection[Session], rules: Rules | None = None) -> dict[int, Gaps]:
    """What sessions lack, by internal id; those that lack nothing are left out.

    `rules`: those of the first of their days, where they were read already. Two queries besides.
    """
    working: dict[int, list[SessionWorker]] = defaultdict(list)
    for one in SessionWorker.objects.filter(session__in=[session.pk for session in sessions]):
        working[one.session_id].append(one)
    workers = {one.worker_id for staff in working.values() for one in staff}
    until = dict(FirstAid.objects.filter(worker__in=workers).values_list("worker_id", "until"))
    # What holds on the first of these days is asked of all: a list is of a few days.
    first = min((clock.london_day(one.starts_at) for one in sessions), default=None)
    asked = rules or (rules_on(first) if first else None)
    least = (asked.staff or 0) if asked else 0
    found: dict[int, Gaps] = {}
    for session in sessions:
        day, staff = clock.london_day(session.starts_at), working[session.pk]
        gaps = Gaps(
            no_lead=not any(one.is_lead for one in staff),
            no_first_aider=not any(
                one.worker_id in until and until[one.worker_id] >= day for one in staff
            ),
            missing=max(least - len(staff), 0),
        )
        if gaps:
            found[session.pk] = gaps
    return found


def stays_of_day(session: Session, listed: Collection[uuid.UUID], day: dt.date) -> list[CrecheStay]:
    """The stays of a session, and those of children in any crèche on that day, in order. One query.

    `listed`: the public ids of those who may yet be left there.
    """
    begins, ends = clock.london_midnight(day), clock.london_midnight(day + dt.timedelta(days=1))
    others = Q(child__public_id__in=listed, in_at__gte=begins, in_at__lt=ends)
    stays = CrecheStay.objects.filter(Q(session=session) | others)
    return list(stays.select_related("child").order_by("in_at", "pk"))


def _spans(
    children: Collection[int], day: dt.date
) -> dict[int, list[tuple[dt.datetime, dt.datetime | None]]]:
    """When children were in any crèche on a London day."""
    begins, ends = clock.london_midnight(day), clock.london_midnight(day + dt.timedelta(days=1))
    found: dict[int, list[tuple[dt.datetime, dt.datetime | None]]] = defaultdict(list)
    rows = CrecheStay.objects.filter(Q(in_at__gte=begins, in_at__lt=ends), child__in=children)
    for child, in_at, out_at in rows.values_list("child_id", "in_at", "out_at"):
        found[child].append((in_at, out_at))
    return found


def _stay(
    stay: CrecheStay,
    day: dt.date,
    at: dt.datetime,
    rules: Rules,
    signs: dict[int, DoorSigns],
    spans: dict[int, list[tuple[dt.datetime, dt.datetime | None]]],
) -> StayNow:
    minutes = minutes_there(spans[stay.child_id], at)
    return StayNow(
        stay=stay,
        months=months_on(stay.child.date_of_birth, day),
        minutes=minutes,
        is_nearly_over=stay.out_at is None and is_nearly_over(minutes, rules.minutes),
        signs=signs.get(stay.child_id, DoorSigns()),
    )


def months_on(born: dt.date | None, day: dt.date) -> int | None:
    """How old somebody is on a day, in whole months; None where that is not known."""
    if born is None or born > day:
        return None
    return birthdays.age_on(born, day) * 12 + _months_since_birthday(born, day)


def _months_since_birthday(born: dt.date, day: dt.date) -> int:
    return (day.month - born.month - (day.day < born.day)) % 12
