"""New people: a family's registration, and somebody more in a family."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction

from flyingstart.families.enums import CodeKind, DetailKind, Role
from flyingstart.families.errors import FormError
from flyingstart.families.models import Family, FamilyRef, FamilyTie, Person
from flyingstart.families.operations.authors import author
from flyingstart.families.operations.forms import (
    AddressLines,
    Member,
    PersonDetails,
    RegistrationForm,
)
from flyingstart.families.operations.notices import write_shown
from flyingstart.families.operations.placing import WELCOMED, place_family
from flyingstart.families.operations.saving import save
from flyingstart.families.queries.codes import code_indexes
from flyingstart.families.queries.held import Answers, Lines, PersonState
from flyingstart.families.queries.merged import family_records, person_roots
from flyingstart.families.rules import checks
from flyingstart.families.rules.person import Statement, new_person
from flyingstart.families.rules.rows import Said
from flyingstart.families.text import folded, tidy
from flyingstart.kernel.api import Actor, ActorKind, clock, operation

FORM = "form"
"""The source under which a form's submission is remembered as a family's ref."""


class Beside(NamedTuple):
    """What is kept of a person beside what a file can say."""

    read_language: str
    contact_by_call: bool | None
    health_visiting_team: str


@operation
def register_family(*, form: RegistrationForm, by: Actor, at: dt.datetime) -> Family:
    """Make a family of what a parent or carer said. The same submission again: the same family.

    All that is said holds from the beginning; the address is everyone's main one. Raises
    `FormError` without members, `PlaceError`, and what `add_person` raises. Ids that the form
    brings are of nobody yet.
    """
    if not form.members:
        raise FormError("A registration needs somebody to register.")
    own = _own_id(form.family_id)
    if form.submission is None:
        family = Family.objects.create(**own)
    else:
        ref = str(form.submission)
        try:
            with transaction.atomic():
                family = Family.objects.create(**own)
                FamilyRef.objects.create(source=FORM, ref=ref, family=family)
        except IntegrityError:
            return Family.objects.get(refs__source=FORM, refs__ref=ref)
    lines = _lines(form.address)
    for member in form.members:
        theirs = lines if member.lives_there else Lines()
        add_member(family, member, theirs, form.registered_on, by=by, at=at)
    if form.came_by or form.notice_version:
        came_by = form.came_by.value if form.came_by else ""
        family.registrations.update(came_by=came_by, notice_version=form.notice_version)
    if form.notice_version:
        _note_notice(family, form, clock.london_day(at))
    if form.welcomed_at is not None:
        today = clock.london_day(at)
        place_family(family, form.welcomed_at, WELCOMED, today, today)
    return family


def _note_notice(family: Family, form: RegistrationForm, today: dt.date) -> None:
    """The adults who were there were shown it."""
    adults = family.registrations.exclude(person__ties__role=Role.CHILD)
    for person in adults.order_by("pk").values_list("person_id", flat=True):
        write_shown(
            person,
            form.notice_version,
            form.notice_language or settings.LANGUAGE_CODE,
            form.notice_shown_on or today,
        )


@operation
def add_person(
    *,
    family: Family,
    member: Member,
    address: AddressLines | None = None,
    registered_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Person:
    """Add somebody who is new to the service to a family; `address` None: not said.

    Someone of the same name and birth date who belongs to the family is that person, not a second
    one. Raises `NameMissingError`, `BirthDateError`, `NhsNumberError`, `UnknownCodeError`,
    `DetailError`, `DueDateError` and `DayError`.
    """
    hold_family(family)
    held = same_person(family, member.details)
    if held is not None:
        return held
    return add_member(
        family, member, _lines(address or AddressLines()), registered_on, by=by, at=at
    )


def hold_family(family: Family) -> None:
    """Keep others from adding to a family until the transaction ends."""
    Family.objects.select_for_update(no_key=True).get(pk=family.pk)


def same_person(family: Family, details: PersonDetails) -> Person | None:
    """Whoever belongs to a family and has this name and birth date."""
    names = folded(tidy(details.given_name)), folded(tidy(details.family_name))
    members = Person.objects.filter(
        ties__family__in=family_records([family.pk])[family.pk],
        ties__ends_on=None,
        date_of_birth=details.date_of_birth,
    )
    for person in members.distinct().order_by("pk"):
        if (folded(person.given_name), folded(person.family_name)) == names:
            return Person.objects.get(pk=person_roots([person.pk])[person.pk])
    return None


def add_member(
    family: Family,
    member: Member,
    lines: Lines,
    registered_on: dt.date | None,
    *,
    by: Actor,
    at: dt.datetime,
) -> Person:
    """Make a person of a family; see `add_person`."""
    today = clock.london_day(at)
    day = checks.not_future(registered_on or today, today)
    answers, beside = checked_details(member.details)
    checks.birth_date(answers.date_of_birth, member.role, day, today)
    said = Said(
        role=member.role.value,
        answers=answers,
        lines=lines,
        due_on=checks.due_date(member.due_on, today) if member.due_on else None,
        phone=checks.contact_value(DetailKind.PHONE, member.phone),
        email=checks.contact_value(DetailKind.EMAIL, member.email),
        registered_on=day,
        left_on=None,
    )
    state = new_person([Statement(family.pk, said)], day)
    if not member.is_registered:
        state = replace(state, registrations=())
    relationship = tidy(member.relationship)
    said_how = answers.contact_by_sms, answers.contact_by_email, beside.contact_by_call
    asked = {} if set(said_how) == {None} else asked_now(by, today)
    return make_person(state, family, beside, relationship, at, member.public_id, asked)


def make_person(
    state: PersonState,
    family: Family,
    beside: Beside,
    relationship: str,
    at: dt.datetime,
    public_id: uuid.UUID | None = None,
    asked: Mapping[str, Any] | None = None,
) -> Person:
    """Write a new person whose only family is this one."""
    own = {**_own_id(public_id), **(asked or {})}
    person = Person.objects.create(**state.answers._asdict(), **beside._asdict(), **own)
    save(person.pk, None, state, at)
    if relationship:
        FamilyTie.objects.filter(person=person, family=family).update(relationship=relationship)
    person.refresh_from_db()
    return person


def asked_now(by: Actor, today: dt.date) -> dict[str, Any]:
    """Who asked how to reach somebody, and when, as a row keeps it; "": they said so themselves."""
    asker = author(by).written_by_name if by.kind is ActorKind.USER else ""
    return {"contact_asked_on": today, "contact_asked_by": asker}


def checked_details(details: PersonDetails) -> tuple[Answers, Beside]:
    """Details as they are kept, and those beside. Raises what `add_person` raises."""
    codes = code_indexes()
    given = asdict(details)
    beside = Beside(
        read_language=checks.language_label(given.pop("read_language"), codes[CodeKind.LANGUAGE]),
        contact_by_call=given.pop("contact_by_call"),
        health_visiting_team=tidy(given.pop("health_visiting_team")),
    )
    answers = checks.checked_answers(
        Answers(**given), codes[CodeKind.ETHNICITY], codes[CodeKind.LANGUAGE]
    )
    return answers, beside


def _own_id(public_id: uuid.UUID | None) -> dict[str, uuid.UUID]:
    return {} if public_id is None else {"public_id": public_id}


def _lines(address: AddressLines) -> Lines:
    return checks.address_lines(address.line_1, address.line_2, address.town, address.postcode)
