"""A pregnancy is an expected date, then a birth or an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from flyingstart.families.enums import ExpectedBirthOutcome, Role
from flyingstart.families.errors import BirthDateError, NotInFamilyError, PregnancyOverError
from flyingstart.families.models import ExpectedBirth, Family, Person
from flyingstart.families.operations.forms import Member, PersonDetails
from flyingstart.families.operations.members import add_member, hold_family, same_person
from flyingstart.families.operations.pausing import LOSS, pause
from flyingstart.families.operations.saving import locked, rows_of, save
from flyingstart.families.queries.held import Lines, PersonState, Pregnancy
from flyingstart.families.queries.merged import family_roots, person_roots
from flyingstart.families.rules import checks
from flyingstart.families.rules.days import holding
from flyingstart.families.rules.ties import tie_in, with_role
from flyingstart.kernel.api import Actor, clock, operation

ONE_BIRTH = dt.timedelta(days=2)
"""Twins may be born on both sides of midnight."""


@operation
def expect_birth(
    *, person: Person, family: Family, due_on: dt.date, by: Actor, at: dt.datetime
) -> ExpectedBirth:
    """Say when somebody of a family expects a birth; again with another day puts the day right.

    Raises `NotInFamilyError`, `DueDateError` and, when the pregnancy of that very day is over,
    `PregnancyOverError`.
    """
    before = locked(person)
    today = clock.london_day(at)
    if tie_in(before.ties, family.pk, today) is None:
        raise NotInFamilyError("This person does not belong to the family.")
    checks.due_date(due_on, today)
    own = [p for p in before.pregnancies if p.family == family.pk]
    if any(p.due_on == due_on and p.outcome for p in own):
        raise PregnancyOverError("Nothing is expected of this day any more.")
    expected = next((p for p in own if not p.outcome), None)
    if expected is None:
        pregnancies = (*before.pregnancies, Pregnancy(None, family.pk, due_on, ""))
    else:
        new = expected._replace(due_on=due_on)
        pregnancies = tuple(new if p == expected else p for p in before.pregnancies)
    save(person.pk, before, replace(before, pregnancies=pregnancies), at)
    return next(row for row in rows_of(ExpectedBirth, person, family) if not row.outcome)


@operation
def record_birth(
    *,
    pregnancy: ExpectedBirth,
    babies: Sequence[PersonDetails],
    registered_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> list[Person]:
    """Let a pregnancy end in a birth: the babies belong to the family from birth.

    They live where the one who expected them does. Only `registered_on` registers them. A baby of
    that name and birth date whom the family has already is not made a second time; twins may come
    one after the other. An expectant parent is a parent from then on. Raises `PregnancyOverError`
    after another end, `BirthDateError`, and what `add_person` raises.
    """
    days = [baby.date_of_birth for baby in babies]
    born = min((day for day in days if day), default=None)
    if born is None or None in days:
        raise BirthDateError("A baby needs a birth date.")
    person, family = _staying(pregnancy)
    hold_family(family)
    before = locked(person)
    held = ExpectedBirth.objects.get(pk=pregnancy.pk)
    if held.outcome == ExpectedBirthOutcome.ENDED:
        raise PregnancyOverError("Nothing is expected any more.")
    first = held.ended_on or born
    if any(abs(day - first) > ONE_BIRTH for day in days if day):
        raise BirthDateError("These babies are not of one birth.")
    lines = _home_of(before, family.pk, born)
    children = [_child(family, baby, lines, registered_on, by, at) for baby in babies]
    if not held.outcome:
        _end(held, ExpectedBirthOutcome.BORN, born)
    tie = tie_in(before.ties, family.pk, born)
    if tie is not None and tie.role == Role.EXPECTANT_PARENT:
        ties = with_role(before.ties, tie.family, Role.PARENT.value, born, {tie.family})
        save(person.pk, before, replace(before, ties=ties), at)
    return children


@operation
def end_pregnancy(
    *, pregnancy: ExpectedBirth, ended_on: dt.date, by: Actor, at: dt.datetime
) -> ExpectedBirth:
    """Say that nothing is expected any more; why is not asked. Said twice, the first day stays.

    From then on nothing is sent to anybody of the family until a named worker lets messages resume.
    Raises `PregnancyOverError` after a birth, and `DayError`.
    """
    locked(_staying(pregnancy)[0])
    checks.not_future(ended_on, clock.london_day(at))
    held = ExpectedBirth.objects.get(pk=pregnancy.pk)
    if held.outcome == ExpectedBirthOutcome.BORN:
        raise PregnancyOverError("A birth was recorded.")
    if not held.outcome:
        _end(held, ExpectedBirthOutcome.ENDED, ended_on)
        pause(held.family_id, LOSS, by, at)
    return held


def _child(
    family: Family,
    baby: PersonDetails,
    lines: Lines,
    registered_on: dt.date | None,
    by: Actor,
    at: dt.datetime,
) -> Person:
    held = same_person(family, baby)
    if held is not None:
        return held
    member = Member(details=baby, role=Role.CHILD, is_registered=registered_on is not None)
    return add_member(family, member, lines, registered_on, by=by, at=at)


def _home_of(state: PersonState, family: int, day: dt.date) -> Lines:
    """Where someone lives with a family, else their main address."""
    present = holding(state.homes, day)
    own = [home for home in present if home.family == family]
    return next((home.lines for home in own or present if own or home.is_main), Lines())


def _end(pregnancy: ExpectedBirth, outcome: ExpectedBirthOutcome, day: dt.date) -> None:
    """End a pregnancy: what other records of one person expect is the same."""
    for same in rows_of(ExpectedBirth, *_staying(pregnancy)):
        if not same.outcome:
            same.outcome, same.ended_on = outcome.value, day
            same.save(update_fields=["outcome", "ended_on"])
    pregnancy.refresh_from_db()


def _staying(pregnancy: ExpectedBirth) -> tuple[Person, Family]:
    """Who expects it, in which family: those into whom they were merged, if they were."""
    person = person_roots([pregnancy.person_id])[pregnancy.person_id]
    family = family_roots([pregnancy.family_id])[pregnancy.family_id]
    return Person.objects.get(pk=person), Family.objects.get(pk=family)
