"""What is kept though it is unlikely, and said to the person who sent the file."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from flyingstart.families.enums import Role
from flyingstart.families.queries.held import FamilyKey, Held, PersonState
from flyingstart.families.rules.days import Day
from flyingstart.families.rules.rows import Said
from flyingstart.families.text import folded
from flyingstart.kernel.api import birthdays
from flyingstart.kernel.intake.api import Remark

YOUNGEST_ADULT, OLDEST, PARENTS_AGE_GAP = 12, 110, 12
WEEK = dt.timedelta(weeks=1)
LATEST_DUE, EARLIEST_DUE = 43 * WEEK, -6 * WEEK
ADULTS = {Role.PARENT.value, Role.CARER.value, Role.EXPECTANT_PARENT.value}

Spoken = tuple[int, int | str, FamilyKey, Said]
"""A row by its place: the person, the family, and what it says."""


def row_oddities(
    said: Said, family: FamilyKey, before: PersonState | None, after: PersonState, as_of: Day
) -> Iterator[Remark]:
    """What is strange about a row, given the person before and after it."""
    registered_on = said.registered_on or next(
        (r.registered_on for r in reversed(after.registrations) if r.family == family), as_of
    )
    if said.left_on and said.left_on < registered_on:
        yield Remark("left_on", f"left before being registered on {registered_on:%d/%m/%Y}")
    yield from _ages(said, after.answers.date_of_birth, registered_on)
    yield from _due(said, as_of)
    if before is not None and _is_someone_else(before, said):
        words = "name and birth date both differ from what is held; is it the same person?"
        yield Remark("person_ref", words)


def family_oddities(rows: Sequence[Spoken], held: Held) -> Iterator[tuple[int, Remark]]:
    """What is strange about rows beside each other, by their places."""
    yield from _twice(rows)
    yield from _alike(rows)
    yield from _shared_numbers(rows, held)
    yield from _age_gaps(rows)


def _ages(said: Said, born: Day | None, registered_on: Day) -> Iterator[Remark]:
    if born is None:
        return
    if registered_on < born:
        yield Remark("registered_on", f"registered before birth on {born:%d/%m/%Y}")
        return
    age = birthdays.age_on(born, registered_on)
    if said.role in ADULTS and age < YOUNGEST_ADULT:
        words = f"{age} years old when registered, and {said.role.replace('_', ' ')}"
        yield Remark("date_of_birth", words)
    if age > OLDEST:
        yield Remark("date_of_birth", f"{age} years old when registered")


def _due(said: Said, as_of: Day) -> Iterator[Remark]:
    if said.due_on is None:
        return
    away = said.due_on - as_of
    if away > LATEST_DUE:
        yield Remark("due_date", "more than nine months ahead")
    elif away < EARLIEST_DUE:
        yield Remark("due_date", "more than six weeks past")
    if said.role != Role.EXPECTANT_PARENT:
        yield Remark("due_date", f"a due date of a person whose role is {said.role}")


def _is_someone_else(before: PersonState, said: Said) -> bool:
    held, now = before.answers, said.answers
    if not held.date_of_birth or now.date_of_birth in {None, held.date_of_birth}:
        return False
    names = ((held.given_name, now.given_name), (held.family_name, now.family_name))
    both = [(old, new) for old, new in names if old and new]
    # One of the two names is enough: a brother or sister has the other.
    return not both or any(folded(old) != folded(new) for old, new in both)


def _twice(rows: Sequence[Spoken]) -> Iterator[tuple[int, Remark]]:
    seen: set[tuple[int | str, FamilyKey]] = set()
    for place, person, family, _ in rows:
        if (person, family) in seen:
            words = "a further row of this person in this family; the last one holds"
            yield place, Remark("person_ref", words)
        seen.add((person, family))


def _alike(rows: Sequence[Spoken]) -> Iterator[tuple[int, Remark]]:
    seen: dict[tuple[object, ...], int | str] = {}
    for place, person, family, said in rows:
        answers = said.answers
        if not answers.date_of_birth:
            continue
        name = folded(answers.given_name), folded(answers.family_name)
        if seen.setdefault((family, *name, answers.date_of_birth), person) != person:
            words = "the family has another person of this name and birth date"
            yield place, Remark("person_ref", words)


def _shared_numbers(rows: Sequence[Spoken], held: Held) -> Iterator[tuple[int, Remark]]:
    holders: dict[str, set[int | str]] = defaultdict(set)
    for number, people in held.nhs_numbers.items():
        holders[number] |= set(people)
    for _, person, _, said in rows:
        holders[said.answers.nhs_number].add(person)
    for place, _, _, said in rows:
        if said.answers.nhs_number and len(holders[said.answers.nhs_number]) > 1:
            yield place, Remark("nhs_number", "another person has this NHS number too")


def _age_gaps(rows: Sequence[Spoken]) -> Iterator[tuple[int, Remark]]:
    eldest: dict[FamilyKey, Day] = {}
    for _, _, family, said in rows:
        born = said.answers.date_of_birth
        if said.role == Role.CHILD and born:
            eldest[family] = min(eldest.get(family, born), born)
    for place, _, family, said in rows:
        born = said.answers.date_of_birth
        child = eldest.get(family)
        if said.role != Role.PARENT or not born or not child:
            continue
        gap = birthdays.age_on(born, child)
        if gap < PARENTS_AGE_GAP:
            words = f"a parent {max(gap, 0)} years older than a child of the family"
            yield place, Remark("date_of_birth", words)
