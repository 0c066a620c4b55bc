"""What several records of one person say together: pure.

The record that was kept speaks first; what it leaves open is filled in from those that were merged
into it, in their order. Of stretches of days that cannot both be, such as two main addresses, the
later record gives way for the days on which both hold. A family that was merged is the one that
was kept.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from flyingstart.families.enums import NoAnswer
from flyingstart.families.queries.held import (
    Answers,
    Beneath,
    FamilyKey,
    Home,
    PersonState,
    Pregnancy,
    Registered,
    Row,
    Tie,
)

T = TypeVar("T")
S = TypeVar("S", Tie, Home)
Days = tuple[dt.date | None, dt.date | None]
"""The first day and the first day no longer; None: from the beginning, still."""

OPEN = {NoAnswer.UNKNOWN.value, NoAnswer.NOT_ASKED.value}
"""Answers that say that there is none yet; a refusal is an answer."""


def spoken(values: Sequence[T]) -> T:
    """What records say together, the one that was kept first; there is at least one.

    The first that has an answer speaks; before a blank, one that is not known or was not asked.
    """
    said = [value for value in values if value is not None and value != ""]
    return next((v for v in said if v not in OPEN), said[0] if said else values[0])


def visible(days: Days, taken: Iterable[Days]) -> list[Days]:
    """What is left of a stretch beside those that go before it, in the order of days."""
    left = [_bounded(days)]
    for other in taken:
        starts, ends = _bounded(other)
        left = [
            piece
            for low, high in left
            for piece in ((low, min(high, starts)), (max(low, ends), high))
            if piece[0] < piece[1]
        ]
    return [_open(piece) for piece in left]


def in_force(days: Days, on: dt.date) -> bool:
    """Whether a stretch holds on a day."""
    starts, ends = _bounded(days)
    return starts <= on < ends


class Beside(Protocol):
    """Parts of one sort, each seen beside those that were put before it."""

    def seen(self, part: Any) -> list[Any]:
        """The pieces of a part that are seen."""

    def unseen(self, part: Any) -> list[Any]:
        """The pieces of a part that are not seen."""

    def put(self, part: Any) -> None:
        """Let a part go before those to come."""


class Ties:
    """One role in a family at a time."""

    def __init__(self) -> None:
        self._taken: dict[FamilyKey, list[Days]] = defaultdict(list)

    def seen(self, part: Tie) -> list[Tie]:
        """The stretches in which nothing else is said of the family."""
        return _pieces(part, self._taken[part.family])

    def unseen(self, part: Tie) -> list[Tie]:
        """The stretches in which something else is said."""
        return _rest(part, self.seen(part))

    def put(self, part: Tie) -> None:
        """Take the days in the family."""
        self._taken[part.family].append((part.starts_on, part.ends_on))


class Homes:
    """One main address at a time; others one at a time in a family."""

    def __init__(self) -> None:
        self._main: list[Days] = []
        self._taken: dict[FamilyKey | None, list[Days]] = defaultdict(list)

    def seen(self, part: Home) -> list[Home]:
        """The stretches in which there is no other main address, or none in the family."""
        beside = self._taken[part.family] if part.family is not None else ()
        return _pieces(part, self._main if part.is_main else beside)

    def unseen(self, part: Home) -> list[Home]:
        """The stretches in which there is another address."""
        return _rest(part, self.seen(part))

    def put(self, part: Home) -> None:
        """Take the days in the family, and those of the main address."""
        days = part.starts_on, part.ends_on
        self._taken[part.family].append(days)
        if part.is_main:
            self._main.append(days)


class Registrations:
    """One registration in a family at a time. Who left before being registered has no days."""

    def __init__(self) -> None:
        self._taken: dict[FamilyKey, list[Days]] = defaultdict(list)

    def seen(self, part: Registered) -> list[Registered]:
        """The stretches in which nothing else is in force in the family."""
        if _is_empty(part):
            return [part]
        return [
            part._replace(registered_on=starts or part.registered_on, left_on=ends)
            for starts, ends in visible(_in_force(part), self._taken[part.family])
        ]

    def unseen(self, part: Registered) -> list[Registered]:
        """The stretches in which another one is in force."""
        seen = [_in_force(piece) for piece in self.seen(part)]
        return [
            part._replace(registered_on=starts or part.registered_on, left_on=ends)
            for starts, ends in visible(_in_force(part), seen)
        ]

    def put(self, part: Registered) -> None:
        """Take the days in the family."""
        if not _is_empty(part):
            self._taken[part.family].append(_in_force(part))


class Pregnancies:
    """One birth is expected of a person in a family, and one of a day."""

    def __init__(self) -> None:
        self._taken: dict[FamilyKey, list[Pregnancy]] = defaultdict(list)

    def seen(self, part: Pregnancy) -> list[Pregnancy]:
        """The part, unless it is the same pregnancy as one before it."""
        same = any(
            other.due_on == part.due_on or not (other.outcome or part.outcome)
            for other in self._taken[part.family]
        )
        return [] if same else [part]

    def unseen(self, part: Pregnancy) -> list[Pregnancy]:
        """A pregnancy is seen or not as a whole; one that is not stays as it is."""
        return [part]

    def put(self, part: Pregnancy) -> None:
        """Let it be expected."""
        self._taken[part.family].append(part)


PARTS: Mapping[str, type[Beside]] = {
    "ties": Ties,
    "homes": Homes,
    "registrations": Registrations,
    "pregnancies": Pregnancies,
}
"""How parts of each sort stand beside each other, by their names in a state."""


def joined(
    own: PersonState, others: Sequence[tuple[int, PersonState]], roots: Mapping[int, int]
) -> PersonState:
    """What a record and those merged into it say together; `roots`: the families that stay."""
    if not others and all(roots[family] == family for family in families_named(own)):
        return own
    states = [own, *(state for _, state in others)]
    parts: dict[str, tuple[Any, ...]] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for name, beside in PARTS.items():
        first, later = _ranked(name, states, roots)
        parts[name] = _together(beside(), first, later)
        rows[name] = tuple(later)
    details: dict[str, str] = {}
    for state in reversed(states):
        details |= state.details
    return replace(
        own,
        answers=Answers(*(spoken(each) for each in zip(*(s.answers for s in states), strict=True))),
        details=details,
        beneath=Beneath(own.answers, own.details, tuple(pk for pk, _ in others), rows),
        **parts,
    )


def families_named(state: PersonState) -> set[int]:
    """The families that a record names, as they are held."""
    parts = (part for name in PARTS for part in getattr(state, name))
    return {part.family for part in parts if isinstance(part.family, int)}


def _ranked(
    name: str, states: Sequence[PersonState], roots: Mapping[int, int]
) -> tuple[list[Any], list[Row]]:
    """The parts that nothing goes before, and the rows that give way, in their order.

    A tie or registration gives way when its person or its family was merged; an address when its
    person was, and a second address in a family that turns out to be the same.
    """
    first: list[Any] = []
    later: list[tuple[bool, Row]] = []
    for place, state in enumerate(states):
        for part in getattr(state, name):
            root = part.family if part.family is None else roots[part.family]
            row = Row(part.id, part.family, part._replace(family=root), is_own=place == 0)
            if place == 0 and root == part.family:
                first.append(part)
            else:
                later.append((name == "homes" and place > 0, row))
    ordered = sorted(later, key=lambda entry: (entry[0], entry[1].id))
    return first, [row for _, row in ordered]


def _together(beside: Beside, first: Iterable[Any], later: Iterable[Row]) -> tuple[Any, ...]:
    parts = list(first)
    for part in parts:
        beside.put(part)
    for row in later:
        parts += beside.seen(row.part)
        beside.put(row.part)
    return tuple(parts)


def _pieces(part: S, taken: Iterable[Days]) -> list[S]:
    pieces = visible((part.starts_on, part.ends_on), taken)
    return [part._replace(starts_on=starts, ends_on=ends) for starts, ends in pieces]


def _rest(part: S, seen: Iterable[S]) -> list[S]:
    return _pieces(part, [(piece.starts_on, piece.ends_on) for piece in seen])


def _in_force(part: Registered) -> Days:
    return part.registered_on, part.left_on


def _is_empty(part: Registered) -> bool:
    return part.left_on is not None and part.left_on <= part.registered_on


def _bounded(days: Days) -> tuple[dt.date, dt.date]:
    starts, ends = days
    return starts or dt.date.min, ends or dt.date.max


def _open(days: tuple[dt.date, dt.date]) -> Days:
    starts, ends = days
    return None if starts == dt.date.min else starts, None if ends == dt.date.max else ends
