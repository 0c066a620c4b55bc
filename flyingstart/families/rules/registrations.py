"""What a file of registrations would do: pure, from its rows and what is held.

Rows of one person are judged together: they must agree on name and birth date. A row speaks of a
person in a family. It is new when the person was never in that family, changed when something it
says ends otherwise than it is held, else unchanged. Where several rows of a file say the same
thing differently, the last one holds.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flyingstart.families.enums import Role
from flyingstart.families.queries.held import Answers, FamilyKey, Held, PersonState
from flyingstart.families.rules.days import Day
from flyingstart.families.rules.oddities import family_oddities, row_oddities
from flyingstart.families.rules.person import (
    DETAILS,
    PlannedPerson,
    Statement,
    known_person,
    merged,
    new_person,
    over,
)
from flyingstart.families.rules.registered import latest_in
from flyingstart.families.rules.rows import (
    Reading,
    RegistrationRow,
    RowReader,
    Said,
)
from flyingstart.families.text import folded
from flyingstart.kernel.api import birthdays
from flyingstart.kernel.intake.api import Outcome, Remark, Verdict, problems, quoted

OF_AGE = 18
AGREE = ("given_name", "family_name", "date_of_birth")


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """A row that is taken: where it stands, whom and which family it speaks of."""

    place: int
    row: RegistrationRow
    person: int | str
    statement: Statement


def check_registrations(
    rows: Sequence[RegistrationRow], held: Held, *, as_of: Day, today: dt.date
) -> Verdict[PlannedPerson]:
    """Judge every row and plan what to write; `today` tells which days are in the future."""
    verdict: Verdict[PlannedPerson] = Verdict(outcomes=[Outcome.REJECTED] * len(rows))
    reader = RowReader(held, today)
    readings = [reader.read(row) for row in rows]
    taken: list[Taken] = []
    for person, places in _by_person(rows, held).items():
        mine = [readings[place] for place in places]
        _demand_agreement(mine)
        state = held.states.get(person) if isinstance(person, int) else None
        families = [_family(rows[place], held) for place in places]
        # Again, for the row that brought the birth date may be out by then.
        for _ in range(2):
            _demand_childhood(mine, families, state, as_of)
        if as_of > today:
            _demand_days(mine, families, state, as_of)
        accepted = [
            Taken(
                place=place,
                row=rows[place],
                person=person,
                statement=Statement(family, reading.said),
            )
            for place, reading, family in zip(places, mine, families, strict=True)
            if not reading.faults
        ]
        if accepted:
            _take(verdict, accepted, readings, state, as_of)
            taken += accepted
    _remark_on_families(taken, readings, held)
    for row, reading in zip(rows, readings, strict=True):
        if reading.faults:
            verdict.errors += problems(row.number, reading.faults)
        else:
            verdict.warnings += problems(row.number, reading.remarks)
    return verdict


def _by_person(rows: Sequence[RegistrationRow], held: Held) -> dict[int | str, list[int]]:
    """Places of rows by person: two refs of one person held are one person."""
    groups: dict[int | str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        groups[held.people.get(row.person_ref) or row.person_ref].append(place)
    # Rows without a ref are nobody's, and need not agree.
    for place in groups.pop("", []):
        groups[f"\0{place}"] = [place]
    return groups


def _family(row: RegistrationRow, held: Held) -> FamilyKey:
    return held.families.get(row.family_ref) or row.family_ref


def _demand_agreement(readings: Sequence[Reading]) -> None:
    """Rows of one person that differ in name or birth date are all at fault."""
    if len(readings) == 1:
        return
    for column in AGREE:
        given = {
            folded(str(value)): str(value)
            for reading in readings
            if (value := getattr(reading.said.answers, column))
        }
        if len(given) > 1:
            one, other = list(given.values())[:2]
            words = f"the rows of this person disagree: {quoted(one)} and {quoted(other)}"
            for reading in readings:
                reading.faults.append(Remark(column, words))


def _demand_childhood(
    readings: Sequence[Reading],
    families: Sequence[FamilyKey],
    state: PersonState | None,
    as_of: Day,
) -> None:
    """A child has a birth date, and was under 18 when registered."""
    given = (reading.said.answers.date_of_birth for reading in readings if not reading.faults)
    born = next(filter(None, given), state.answers.date_of_birth if state else None)
    for reading, family in zip(readings, families, strict=True):
        if reading.said.role != Role.CHILD or _has_fault(reading, "date_of_birth"):
            continue
        if reading.said.answers.date_of_birth is None and born is None:
            reading.faults.append(Remark("date_of_birth", "a child needs a birth date"))
            continue
        before = latest_in(state.registrations, family) if state else None
        day = reading.said.registered_on or (before.registered_on if before else as_of)
        own = reading.said.answers.date_of_birth or born
        if own is not None and birthdays.birthday(own, age=OF_AGE) <= day:
            words = f"a child aged {birthdays.age_on(own, day)} on {day:%d/%m/%Y}"
            reading.faults.append(Remark("date_of_birth", words))


def _demand_days(
    readings: Sequence[Reading],
    families: Sequence[FamilyKey],
    state: PersonState | None,
    as_of: Day,
) -> None:
    """Nobody registers on a day to come, nor by a blank cell in a file that holds as of one."""
    for reading, family in zip(readings, families, strict=True):
        known = latest_in(state.registrations, family) if state else None
        said = reading.said.registered_on or _has_fault(reading, "registered_on")
        if not said and known is None:
            words = f"blank, and the file's day, {as_of:%d/%m/%Y}, is in the future"
            reading.faults.append(Remark("registered_on", words))


def _has_fault(reading: Reading, column: str) -> bool:
    return any(fault.column == column for fault in reading.faults)


def _take(
    verdict: Verdict[PlannedPerson],
    accepted: Sequence[Taken],
    readings: Sequence[Reading],
    state: PersonState | None,
    as_of: Day,
) -> None:
    """Plan one person and say what becomes of the rows."""
    statements = merged([row.statement for row in accepted])
    person, ref = accepted[0].person, accepted[0].row.person_ref
    if state is None:
        after = new_person(statements, as_of)
    else:
        after, remarks = known_person(state, statements, as_of)
        first = {row.statement.family: row.place for row in reversed(accepted)}
        for family, remark in remarks:
            readings[first[family]].remarks.append(remark)
    planned = PlannedPerson(
        id=person if isinstance(person, int) else None, ref=ref, before=state, after=after
    )
    if planned.differs:
        verdict.plan.append(planned)
    for row, outcome in _outcomes(accepted, state, after):
        verdict.outcomes[row.place] = outcome
    for row in accepted:
        family, said = row.statement
        readings[row.place].remarks.extend(row_oddities(said, family, state, after, as_of))


def _outcomes(
    accepted: Sequence[Taken], before: PersonState | None, after: PersonState
) -> Iterator[tuple[Taken, Outcome]]:
    standing: dict[FamilyKey, Said] = {}
    for row in accepted:
        family, said = row.statement
        if before is not None and _was_in(before, family):
            same = _as_held(said, family, before, after)
            yield row, Outcome.UNCHANGED if same else Outcome.CHANGED
        elif family not in standing:
            standing[family] = said
            yield row, Outcome.NEW
        else:
            together = over(standing[family], said)
            same = together == standing[family]
            standing[family] = together
            yield row, Outcome.UNCHANGED if same else Outcome.CHANGED


def _was_in(before: PersonState, family: FamilyKey) -> bool:
    ties = any(tie.family == family for tie in before.ties)
    return ties or any(registered.family == family for registered in before.registrations)


def _as_held(said: Said, family: FamilyKey, before: PersonState, after: PersonState) -> bool:
    """Whether all that a row speaks of ends as it is held."""
    answers = all(
        value in {None, ""} or getattr(before.answers, name) == getattr(after.answers, name)
        for name, value in zip(Answers._fields, said.answers, strict=True)
    )
    details = all(
        not getattr(said, kind) or before.details.get(kind) == after.details[kind]
        for kind in DETAILS
    )
    stays = all(
        [entry for entry in old if entry.family == family]
        == [entry for entry in new if entry.family == family]
        for old, new in (
            (before.ties, after.ties),
            (before.homes, after.homes),
            (before.registrations, after.registrations),
            (before.pregnancies, after.pregnancies),
        )
    )
    return answers and details and stays


def _remark_on_families(taken: Sequence[Taken], readings: Sequence[Reading], held: Held) -> None:
    people = [(row.place, row.person, row.statement.family, row.statement.said) for row in taken]
    for place, remark in family_oddities(people, held):
        readings[place].remarks.append(remark)
