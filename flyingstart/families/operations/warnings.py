"""Warnings: what colleagues must know before they meet a family, looked at again by a day."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import Sight
from flyingstart.families.errors import WarningOverError
from flyingstart.families.models import Family, Person, WarningNote
from flyingstart.families.operations.authors import SENT_TWICE, author, demand_member
from flyingstart.families.operations.members import hold_family
from flyingstart.families.rules import keeping
from flyingstart.kernel.api import Actor, clock, operation


@operation
def write_warning(
    *,
    family: Family,
    text: str,
    sight: Sight,
    review_on: dt.date,
    person: Person | None = None,
    by: Actor,
    at: dt.datetime,
) -> WarningNote:
    """Warn colleagues; `sight` says which of them, `review_on` by when it is looked at again.

    The same words of one author within a minute are one warning. Raises `TextError`, `DayError`
    and `NotInFamilyError`.
    """
    said = keeping.warning_text(text)
    keeping.review_day(review_on, clock.london_day(at))
    hold_family(family)
    demand_member(family, person)
    written = author(by)
    twice = WarningNote.objects.filter(
        family=family,
        person=person,
        text=said,
        sight=sight,
        ended_at=None,
        written_at__range=(at - SENT_TWICE, at),
        **written._asdict(),
    ).first()
    if twice is not None:
        return twice
    warning = WarningNote.objects.create(
        family=family,
        person=person,
        text=said,
        sight=sight.value,
        review_on=review_on,
        written_at=at,
        **written._asdict(),
    )
    warning.refresh_from_db()
    return warning


@operation
def review_warning(
    *, warning: WarningNote, review_on: dt.date, by: Actor, at: dt.datetime
) -> WarningNote:
    """Say that a warning still holds, and by when it is looked at again.

    Raises `WarningOverError` and `DayError`.
    """
    keeping.review_day(review_on, clock.london_day(at))
    held = _held(warning)
    if held.ended_at is not None:
        raise WarningOverError("This warning has ended: write a new one.")
    if held.review_on != review_on:
        held.review_on = review_on
        held.save(update_fields=["review_on"])
        held.refresh_from_db()
    return held


@operation
def end_warning(*, warning: WarningNote, reason: str, by: Actor, at: dt.datetime) -> WarningNote:
    """Say that a warning no longer holds, and why. Ended twice, the first reason stays.

    Raises `TextError`.
    """
    said = keeping.reason(reason)
    held = _held(warning)
    if held.ended_at is None:
        held.ended_at, held.ended_why = at, said
        held.save(update_fields=["ended_at", "ended_why"])
        held.refresh_from_db()
    return held


def _held(warning: WarningNote) -> WarningNote:
    return WarningNote.objects.select_for_update(no_key=True).get(pk=warning.pk)
