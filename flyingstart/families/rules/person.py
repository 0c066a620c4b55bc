"""What the rows of one person do to what is held of that person: pure, on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flyingstart.families.queries.held import (
    Answers,
    FamilyKey,
    Home,
    Lines,
    PersonState,
)
from flyingstart.families.rules.days import Day, holding
from flyingstart.families.rules.homes import ended, home_family, with_home
from flyingstart.families.rules.registered import with_due_date, with_registration
from flyingstart.families.rules.rows import Said
from flyingstart.families.rules.ties import (
    Ties,
    born_on,
    families_on,
    first_ties,
    tie_in,
    with_role,
)
from flyingstart.kernel.intake.api import Remark

NO_LINES = Lines()
DETAILS = ("phone", "email")


class Statement(NamedTuple):
    """All that one file says of a person in one family."""

    family: FamilyKey
    said: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPerson:
    """What a person shall be. `id` and `before` are None for someone new, who is called `ref`."""

    id: int | None
    ref: str
    before: PersonState | None
    after: PersonState

    @property
    def differs(self) -> bool:
        """Whether anything is to be written."""
        return self.before != self.after


def merged(statements: Sequence[Statement]) -> list[Statement]:
    """One statement a family, in the order of first mention: later rows over earlier ones."""
    by_family: dict[FamilyKey, Said] = {}
    for family, said in statements:
        before = by_family.get(family)
        by_family[family] = said if before is None else over(before, said)
    return [Statement(family, said) for family, said in by_family.items()]


def over(before: Said, later: Said) -> Said:
    """What two rows say together: the later one holds, its blank cells say nothing."""
    return Said(
        role=later.role,
        answers=answered(before.answers, later.answers),
        lines=later.lines if _has_lines(later) else before.lines,
        due_on=later.due_on or before.due_on,
        phone=later.phone or before.phone,
        email=later.email or before.email,
        registered_on=later.registered_on or before.registered_on,
        left_on=later.left_on or before.left_on,
    )


def answered(before: Answers, said: Answers) -> Answers:
    """The answers after some were given; what is blank or None leaves what is held."""
    return Answers._make(
        b if s is None or s == "" else s for b, s in zip(before, said, strict=True)
    )


def new_person(statements: Sequence[Statement], as_of: Day) -> PersonState:
    """Someone of whom nothing is held: the first of everything holds from the beginning.

    The first statement's family is home. One statement a family.
    """
    answers = Answers()
    for _, said in statements:
        answers = answered(answers, said.answers)
    homes = tuple(
        Home(None, family, family == statements[0].family, said.lines, None, None)
        for family, said in statements
        if _has_lines(said)
    )
    state = PersonState(
        answers=answers,
        ties=first_ties(
            ((family, said.role) for family, said in statements), answers.date_of_birth
        ),
        homes=homes,
        details={},
    )
    for statement in statements:
        state, _ = _with_dates_and_details(state, statement, as_of)
    return state


def known_person(
    held: PersonState, statements: Sequence[Statement], as_of: Day
) -> tuple[PersonState, list[tuple[FamilyKey, Remark]]]:
    """Someone who is held, after a later file; and what is strange about its statements.

    News of role, family and address holds from `as_of`; an unborn child belongs from birth.
    """
    answers = held.answers
    for _, said in statements:
        answers = answered(answers, said.answers)
    born = answers.date_of_birth
    ties = born_on(held.ties, held.answers.date_of_birth, born)
    state = replace(held, answers=answers, ties=ties)
    stays = {family for family, _ in statements}
    remarks: list[tuple[FamilyKey, Remark]] = []
    for statement in statements:
        state = _with_family(state, statement, as_of, stays)
        state, strange = _with_dates_and_details(state, statement, as_of)
        remarks += [(statement.family, remark) for remark in strange]
    return state, remarks


def _with_family(
    state: PersonState, statement: Statement, as_of: Day, stays: set[FamilyKey]
) -> PersonState:
    family, said = statement
    born = state.answers.date_of_birth
    day = max(as_of, born) if born else as_of
    if not state.ties:
        ties: Ties = first_ties([(family, said.role)], born)
    else:
        ties = with_role(state.ties, family, said.role, day, stays)
    joined = tie_in(state.ties, family, day) is None and bool(state.ties)
    before, present = families_on(state.ties, day), families_on(ties, day)
    home = home_family(holding(state.homes, as_of), before)
    homes = state.homes
    moves = joined and home not in present
    if joined:
        gone = set(before) - set(present)
        seconds = (h for h in holding(homes, as_of) if not h.is_main and h.family in gone)
        homes = ended(homes, seconds, as_of)
    # Who moves to another family without a word of an address takes the one held along.
    if _has_lines(said) or (moves and any(h.is_main for h in holding(homes, as_of))):
        is_home = moves or home in {family, None}
        homes = with_home(homes, family, said.lines, as_of, is_main=is_home, joined=joined)
    return replace(state, ties=ties, homes=homes)


def _with_dates_and_details(
    state: PersonState, statement: Statement, as_of: Day
) -> tuple[PersonState, list[Remark]]:
    family, said = statement
    remarks = []
    registrations, strange = with_registration(
        state.registrations, family, said.registered_on, said.left_on, as_of
    )
    if strange:
        remarks.append(Remark("registered_on", strange))
    pregnancies = state.pregnancies
    if said.due_on:
        pregnancies, strange = with_due_date(pregnancies, family, said.due_on)
        if strange:
            remarks.append(Remark("due_date", strange))
    given = {kind: getattr(said, kind) for kind in DETAILS}
    details = dict(state.details) | {kind: value for kind, value in given.items() if value}
    for kind, value in state.details.items():
        if "".join(details[kind].split()) == "".join(value.split()):
            details[kind] = value
    return (
        replace(state, registrations=registrations, pregnancies=pregnancies, details=details),
        remarks,
    )


def _has_lines(said: Said) -> bool:
    return said.lines != NO_LINES
