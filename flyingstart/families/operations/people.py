"""What is known of one person: details, ways to get in touch, death."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flyingstart.families.enums import DetailKind, Role
from flyingstart.families.errors import (
    BirthDateError,
    DayError,
    NotDeadError,
    PersonChangedError,
)
from flyingstart.families.models import Person
from flyingstart.families.operations.forms import PersonDetails
from flyingstart.families.operations.members import checked_details
from flyingstart.families.operations.pausing import DEATH, pause_families_of
from flyingstart.families.operations.saving import locked, save
from flyingstart.families.queries.merged import whole_person
from flyingstart.families.rules import checks, keeping
from flyingstart.families.rules.ties import born_on
from flyingstart.kernel.api import Actor, because, clock, operation


@operation
def update_details(*, person: Person, details: PersonDetails, by: Actor, at: dt.datetime) -> Person:
    """Replace a person's details by all that is given; `person` as its reader saw it.

    A child's place since birth moves with a birth date that is put right. Whether it is safe to
    ring stays as it is when it is not said: no form may forget a "no". Raises `PersonChangedError`
    when somebody changed the person since, `NameMissingError`, `BirthDateError`, `NhsNumberError`
    and `UnknownCodeError`.
    """
    before = locked(person)
    held = Person.objects.get(pk=person.pk)
    if held.version != person.version:
        raise PersonChangedError("Somebody changed this person in the meantime: look again.")
    answers, beside = checked_details(details)
    today = clock.london_day(at)
    roles = {tie.role for tie in before.ties if tie.ends_on is None} or {Role.OTHER.value}
    if Role.CHILD in roles and before.answers.date_of_birth and not answers.date_of_birth:
        raise BirthDateError("A child’s birth date can be put right, not taken away.")
    for role in roles:
        # Children grow up; only the day of registration asks their age.
        checks.birth_date(answers.date_of_birth, role, answers.date_of_birth or today, today)
    if held.died_on and answers.date_of_birth and held.died_on < answers.date_of_birth:
        raise BirthDateError("The person died before this birth date.")
    ties = born_on(before.ties, before.answers.date_of_birth, answers.date_of_birth)
    save(person.pk, before, replace(before, answers=answers, ties=ties), at)
    if beside.contact_by_call is None:
        beside = beside._replace(contact_by_call=held.contact_by_call)
    if tuple(getattr(held, name) for name in beside._fields) != beside:
        Person.objects.filter(pk=person.pk).update(**beside._asdict())
    held.refresh_from_db()
    return held


@operation
def set_contact_detail(
    *, person: Person, kind: DetailKind, value: str, by: Actor, at: dt.datetime
) -> None:
    """Say the phone number or email address of a person; "" takes it away. The old one is ended.

    The same again changes nothing. Raises `DetailError`.
    """
    before = locked(person)
    given = checks.contact_value(kind, value)
    details = {k: held for k, held in before.details.items() if k != kind}
    if given:
        details[kind.value] = given
    save(person.pk, before, replace(before, details=details), at)


@operation
def record_death(*, person: Person, died_on: dt.date, by: Actor, at: dt.datetime) -> Person:
    """Say that a person died; again with another day puts the day right. Raises `DayError`.

    From then on nothing is sent to anybody of the person's families, until a named worker lets
    messages to a family resume. A day that is put right pauses nothing anew.
    """
    locked(person)
    held = Person.objects.get(pk=person.pk)
    checks.not_future(died_on, clock.london_day(at))
    if held.date_of_birth and died_on < held.date_of_birth:
        raise DayError("The day of death is before birth.")
    if held.died_on is None:
        pause_families_of(person.pk, DEATH, by, at)
    if held.died_on != died_on:
        held.died_on = died_on
        held.save(update_fields=["died_on"])
        held.refresh_from_db()
    return held


@operation
def withdraw_death(*, person: Person, reason: str, by: Actor, at: dt.datetime) -> Person:
    """Take back a death that was recorded by mistake. Messages stay paused until they resume.

    Why is kept in the history. Raises `NotDeadError` and `TextError`.
    """
    said = keeping.reason(reason)
    locked(person)
    records = Person.objects.filter(pk__in=whole_person(person.pk))
    dead = records.exclude(died_on=None)
    if not dead:
        raise NotDeadError("No death of this person is recorded.")
    with because(said):
        for record in dead:
            record.died_on = None
            record.save(update_fields=["died_on"])
    return Person.objects.get(pk=person.pk)
