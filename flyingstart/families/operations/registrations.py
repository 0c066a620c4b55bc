"""Being registered: a parent or carer gave a person's details."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flyingstart.families.enums import Role
from flyingstart.families.errors import (
    DayError,
    NotInFamilyError,
    NotRegisteredError,
    RegistrationError,
)
from flyingstart.families.models import Family, Person, Registration
from flyingstart.families.operations.saving import locked, rows_of, save
from flyingstart.families.rules import checks
from flyingstart.families.rules.registered import latest_in, with_registration
from flyingstart.kernel.api import Actor, clock, operation


@operation
def register_person(
    *,
    person: Person,
    family: Family,
    registered_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Registration:
    """Register somebody of a family, or again after leaving; who is registered stays so.

    Raises `NotInFamilyError`, `BirthDateError`, `DayError` and, when an earlier registration
    would overlap, `RegistrationError`.
    """
    before = locked(person)
    today = clock.london_day(at)
    checks.not_future(registered_on, today)
    tie = next((t for t in reversed(before.ties) if t.family == family.pk), None)
    if tie is None:
        raise NotInFamilyError("This person does not belong to the family.")
    checks.birth_date(before.answers.date_of_birth, Role(tie.role), registered_on, today)
    latest = latest_in(before.registrations, family.pk)
    if latest is None or latest.left_on is not None:
        registrations, strange = with_registration(
            before.registrations, family.pk, registered_on, None, registered_on
        )
        if strange:
            raise RegistrationError("An earlier registration overlaps these days.")
        save(person.pk, before, replace(before, registrations=registrations), at)
    return _latest(person, family)


@operation
def end_registration(
    *, person: Person, family: Family, left_on: dt.date, by: Actor, at: dt.datetime
) -> Registration:
    """Say the first day on which a person's registration in a family no longer holds.

    Again with another day puts the day right. Raises `NotRegisteredError` and `DayError`.
    """
    before = locked(person)
    latest = latest_in(before.registrations, family.pk)
    if latest is None:
        raise NotRegisteredError("This person is not registered in the family.")
    if left_on < latest.registered_on:
        raise DayError("The day of leaving is before the registration.")
    registrations, _ = with_registration(
        before.registrations, family.pk, latest.registered_on, left_on, left_on
    )
    save(person.pk, before, replace(before, registrations=registrations), at)
    return _latest(person, family)


def _latest(person: Person, family: Family) -> Registration:
    """The registration that started last; of two of one day, the person's own."""
    return max(rows_of(Registration, person, family), key=lambda row: row.registered_on)
