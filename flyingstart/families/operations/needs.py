"""Needs of people, by the authority's codes."""

from __future__ import annotations

import datetime as dt

from django.db import models

from flyingstart.families.enums import CodeKind
from flyingstart.families.errors import DayError, UnknownCodeError
from flyingstart.families.models import Code, Need, Person
from flyingstart.families.operations.saving import locked
from flyingstart.families.queries.merged import person_records, person_roots
from flyingstart.families.rules import checks
from flyingstart.families.rules.days import holds, next_start
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, clock, operation


@operation
def record_need(
    *,
    person: Person,
    code: str,
    source: str = "",
    starts_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Need:
    """Say that a person has a need from a day on, and who says so.

    A need that holds on that day is not recorded a second time. Raises `UnknownCodeError` and
    `DayError`.
    """
    locked(person)
    if not Code.objects.filter(kind=CodeKind.NEED, code=code).exists():
        raise UnknownCodeError(f"“{code}” is not in the list of needs.")
    checks.not_future(starts_on, clock.london_day(at))
    own = list(_needs(person.pk, code))
    standing = next((need for need in own if holds(need, starts_on)), None)
    if standing is not None:
        return standing
    ends_on = next_start(own, starts_on)
    need = Need.objects.create(
        person=person, code=code, source=tidy(source), starts_on=starts_on, ends_on=ends_on
    )
    need.refresh_from_db()
    return need


@operation
def end_need(*, need: Need, ends_on: dt.date, by: Actor, at: dt.datetime) -> Need:
    """Say the first day on which a need no longer holds. Raises `DayError`."""
    staying = person_roots([need.person_id])[need.person_id]
    locked(Person.objects.get(pk=staying))
    held = Need.objects.get(pk=need.pk)
    checks.not_future(ends_on, clock.london_day(at))
    if held.starts_on is not None and ends_on < held.starts_on:
        raise DayError("The need ends before it starts.")
    if held.ends_on is not None and held.ends_on < ends_on:
        raise DayError("The need has ended before that day.")
    if held.ends_on != ends_on:
        held.ends_on = ends_on
        held.save(update_fields=["ends_on"])
        held.refresh_from_db()
    # What other records say of these days is the same need.
    for other in _needs(staying, held.code).exclude(pk=held.pk):
        if holds(other, ends_on) and other.starts_on != ends_on:
            other.ends_on = ends_on
            other.save(update_fields=["ends_on"])
    return held


def _needs(person: int, code: str) -> models.QuerySet[Need]:
    """The needs of a person by one code, by any record."""
    return Need.objects.filter(person__in=person_records([person])[person], code=code).order_by(
        "pk"
    )
