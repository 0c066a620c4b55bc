"""Breaches with their 72 hours, complaints with their 30 days."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.privacy.clocks import regulator_due
from flyingstart.privacy.enums import BreachKind, Risk
from flyingstart.privacy.errors import DayError, MissingError, StateError
from flyingstart.privacy.models import Breach, Complaint
from flyingstart.privacy.operations.asking import said
from flyingstart.privacy.operations.once import once


@operation
def log_breach(
    *,
    what: str,
    kind: BreachKind,
    known_at: dt.datetime,
    told_by: str = "",
    people_count: int | None = None,
    contained: str = "",
    by: Actor,
    at: dt.datetime,
) -> Breach:
    """Write a breach down; 72 hours run from when it was known. Sent twice, it is one.

    Raises `MissingError`, `DayError`.
    """
    if known_at > at:
        raise DayError(_("That moment has not come yet."))
    return once(
        Breach.objects.filter(closed_at=None),
        what=said(what, _("Write what happened")),
        kind=kind,
        known_at=known_at,
        told_by=told_by.strip(),
        people_count=people_count,
        contained=contained.strip(),
    )


@operation
def judge_breach(*, breach: Breach, risk: Risk, why: str, by: Actor, at: dt.datetime) -> None:
    """Say how likely harm is, and why. Raises `MissingError`, `StateError`."""
    held = _open(breach)
    held.risk = risk
    held.risk_why = said(why, _("Write why"))
    held.save()


@operation
def tell_regulator(
    *, breach: Breach, told_at: dt.datetime, late_why: str = "", by: Actor, at: dt.datetime
) -> None:
    """The regulator was told; after 72 hours a reason goes with it.

    Raises `DayError`, `MissingError`, `StateError`.
    """
    held = _open(breach)
    if not held.known_at <= told_at <= at:
        raise DayError(_("That moment is before the breach was known, or has not come yet."))
    if told_at > regulator_due(held.known_at) and not late_why.strip():
        raise MissingError(_("It was later than 72 hours: write why"))
    held.regulator_at, held.late_why = told_at, late_why.strip()
    held.save()


@operation
def tell_people(*, breach: Breach, how: str, by: Actor, at: dt.datetime) -> None:
    """Those it is about were told. Raises `MissingError`, `StateError`."""
    held = _open(breach)
    held.people_told_at = at
    held.people_told_how = said(how, _("Write how they were told"))
    held.save()


@operation
def close_breach(*, breach: Breach, lessons: str, by: Actor, at: dt.datetime) -> None:
    """All is done. Raises `StateError` while the risk is not judged, or somebody is to be told."""
    held = _open(breach)
    if not held.risk:
        raise StateError(_("Say first how likely harm is."))
    if held.risk != Risk.UNLIKELY and held.regulator_at is None:
        raise StateError(_("The regulator has to be told first."))
    if held.risk == Risk.HIGH and held.people_told_at is None:
        raise StateError(_("The people it is about have to be told first."))
    held.closed_at = at
    held.lessons = said(lessons, _("Write what is done so that it does not happen again"))
    held.save()


@operation
def receive_complaint(
    *,
    from_name: str,
    words: str,
    received_on: dt.date,
    reach: str = "",
    person: Person | None = None,
    by: Actor,
    at: dt.datetime,
) -> Complaint:
    """Write a complaint down; 30 days to acknowledge it. Sent twice, it is one.

    Raises `MissingError`, `DayError`.
    """
    _not_later(received_on, at)
    return once(
        Complaint.objects.filter(answered_on=None),
        from_name=said(from_name, _("Write who complains")),
        words=said(words, _("Write what they say")),
        received_on=received_on,
        reach=reach.strip(),
        person=person,
    )


@operation
def acknowledge_complaint(
    *, complaint: Complaint, day: dt.date, by: Actor, at: dt.datetime
) -> None:
    """They were told that it came. Raises `DayError`, `StateError`."""
    held = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if held.acknowledged_on is not None:
        raise StateError(_("It is acknowledged already."))
    _not_later(day, at)
    if day < held.received_on:
        raise DayError(_("That was before the complaint came."))
    held.acknowledged_on = day
    held.save()


@operation
def answer_complaint(*, complaint: Complaint, outcome: str, by: Actor, at: dt.datetime) -> None:
    """They were told what was found and done. Raises `MissingError`, `StateError`."""
    held = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if held.answered_on is not None:
        raise StateError(_("It is answered already."))
    held.outcome = said(outcome, _("Write what was found and done"))
    held.answered_on = clock.london_day(at)
    held.acknowledged_on = held.acknowledged_on or held.answered_on
    held.save()


def _open(breach: Breach) -> Breach:
    held = Breach.objects.select_for_update().get(pk=breach.pk)
    if held.closed_at is not None:
        raise StateError(_("This breach is closed."))
    return held


def _not_later(day: dt.date, at: dt.datetime) -> None:
    if day > clock.london_day(at):
        raise DayError(_("That day has not come yet."))
