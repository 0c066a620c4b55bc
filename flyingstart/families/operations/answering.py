"""Who answers for a child: parental responsibility as it was seen, and orders of a court."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import Answerable, OrderKind
from flyingstart.families.errors import DayError, NotInFamilyError
from flyingstart.families.models import CourtOrder, Person, Responsibility
from flyingstart.families.operations.saving import locked_people
from flyingstart.families.queries.merged import whole_person
from flyingstart.families.rules import answering, checks
from flyingstart.families.rules.days import holds, next_start
from flyingstart.kernel.api import Actor, clock, operation


@operation
def say_responsibility(
    *,
    adult: Person,
    child: Person,
    answer: Answerable,
    evidence: str = "",
    seen_on: dt.date | None = None,
    starts_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Responsibility:
    """Say whether an adult has parental responsibility for a child from a day on.

    What was said before ends on that day. The same again changes nothing. Raises `EvidenceError`
    for a “yes” without what was seen and when, `DayError`, `TextError`, and `NotInFamilyError` for
    somebody and themselves.
    """
    today = clock.london_day(at)
    seen, seen_day = answering.evidence(answer, evidence, seen_on, today)
    checks.not_future(starts_on, today)
    locked_people([adult, child])
    adults, children = whole_person(adult.pk), whole_person(child.pk)
    if adults[0] == children[0]:
        raise NotInFamilyError("Nobody answers for themselves: choose an adult and a child.")
    own = list(Responsibility.objects.filter(adult__in=adults, child__in=children))
    for held in [row for row in own if holds(row, starts_on)]:
        if (held.answer, held.evidence, held.seen_on) == (answer.value, seen, seen_day):
            return held
        _stop(held, starts_on)
    made = Responsibility.objects.create(
        adult_id=adults[0],
        child_id=children[0],
        answer=answer.value,
        evidence=seen,
        seen_on=seen_day,
        starts_on=starts_on,
        ends_on=next_start(own, starts_on),
    )
    made.refresh_from_db()
    return made


@operation
def end_responsibility(
    *, responsibility: Responsibility, ends_on: dt.date, by: Actor, at: dt.datetime
) -> Responsibility:
    """Say the first day on which it no longer holds; ended twice, the first day stays.

    Raises `DayError`.
    """
    held = Responsibility.objects.select_for_update(no_key=True).get(pk=responsibility.pk)
    if held.ends_on is None:
        held.ends_on = answering.end_day(held.starts_on, ends_on, clock.london_day(at))
        held.save(update_fields=["ends_on"])
        held.refresh_from_db()
    return held


@operation
def record_order(
    *,
    child: Person,
    kind: OrderKind,
    restrained: Person | None = None,
    restrained_name: str = "",
    about: str = "",
    seen_on: dt.date | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> CourtOrder:
    """Record an order about a child; who is restrained, on record or by name, may be left open.

    The same order that holds is not recorded twice. Raises `DayError`, `TextError`, and
    `NotInFamilyError` when the child is to be kept from itself.
    """
    today = clock.london_day(at)
    for day in (seen_on, starts_on):
        if day is not None:
            checks.not_future(day, today)
    if ends_on is not None and ends_on <= (starts_on or dt.date.min):
        raise DayError("An order ends after it begins.")
    locked_people([child, *([restrained] if restrained else [])])
    children = whole_person(child.pk)
    if restrained is not None and restrained.pk in children:
        raise NotInFamilyError("An order keeps somebody else from the child.")
    said = {
        "kind": kind.value,
        "restrained": restrained,
        "restrained_name": answering.words(restrained_name, required=False),
        "about": answering.words(about, required=False),
        "seen_on": seen_on,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    twice = CourtOrder.objects.filter(child__in=children, **said).first()
    if twice is not None:
        return twice
    made = CourtOrder.objects.create(child_id=children[0], **said)
    made.refresh_from_db()
    return made


@operation
def end_order(*, order: CourtOrder, ends_on: dt.date, by: Actor, at: dt.datetime) -> CourtOrder:
    """Say the first day on which an order is in force no longer; not for a day to come.

    Ended twice, the first day stays. Raises `DayError`.
    """
    held = CourtOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    today = clock.london_day(at)
    if held.ends_on is None or held.ends_on > today:
        held.ends_on = answering.end_day(held.starts_on, ends_on, today)
        held.save(update_fields=["ends_on"])
        held.refresh_from_db()
    return held


def _stop(held: Responsibility, day: dt.date) -> None:
    """What was said before ends; what was said from the same day was a mistake, and is history."""
    if held.starts_on == day:
        held.delete()
    else:
        held.ends_on = day
        held.save(update_fields=["ends_on"])
