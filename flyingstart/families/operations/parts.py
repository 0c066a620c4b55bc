"""The tables of what belongs to a person, and what differs between two states of one.

Rows stay where they were entered: news about somebody to whom another record was merged changes
the other record's row where that is the row it is about, and comes with the person's own where it
is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models

from flyingstart.families.models import Address, ExpectedBirth, FamilyTie, Registration
from flyingstart.families.queries.held import (
    Answers,
    FamilyKey,
    Home,
    PersonState,
    Pregnancy,
    Registered,
    Row,
    Tie,
)
from flyingstart.families.queries.together import PARTS

Values = tuple[Any, ...]
FamilyId = Callable[[FamilyKey | None], int | None]
"""Finds the internal id of a family, of one that a file brings as well."""


class Sort(NamedTuple):
    """A sort of part that people have, such as ties, and how one is a row of its table.

    `end` is the place among the columns of the one that ends a row; `blank` are columns of which
    a state says nothing.
    """

    model: type[models.Model]
    part: str
    columns: tuple[str, ...]
    values: Callable[[Any, FamilyId], Values]
    end: int
    blank: tuple[str, ...] = ()


SORTS = (
    Sort(
        FamilyTie,
        "ties",
        ("family_id", "role", "starts_on", "ends_on"),
        lambda tie, family: (family(tie.family), tie.role, tie.starts_on, tie.ends_on),
        3,
        ("relationship",),
    ),
    Sort(
        Address,
        "homes",
        (
            *("family_id", "is_main", "line_1", "line_2", "town", "postcode_as_written"),
            *("postcode", "starts_on", "ends_on"),
        ),
        lambda home, family: (
            *(family(home.family), home.is_main, *home.lines),
            *(home.starts_on, home.ends_on),
        ),
        8,
    ),
    Sort(
        Registration,
        "registrations",
        ("family_id", "registered_on", "left_on"),
        lambda own, family: (family(own.family), own.registered_on, own.left_on),
        2,
    ),
    Sort(
        ExpectedBirth,
        "pregnancies",
        ("family_id", "due_on", "outcome"),
        lambda own, family: (family(own.family), own.due_on, own.outcome),
        2,
    ),
)


DAYS: Mapping[type, tuple[str, str]] = {
    Tie: ("starts_on", "ends_on"),
    Home: ("starts_on", "ends_on"),
    Registered: ("registered_on", "left_on"),
}
"""The first day, and the first day no longer, of each sort of part that holds for a time."""


class Differences(NamedTuple):
    """What to write, in this order: what is gone, then what ends, then what else is changed, then
    what is new. Changed rows begin with their id, new ones with the person's.

    In another order the database would refuse what overlaps for a moment.
    """

    gone: list[int]
    ends: list[Values]
    changes: list[Values]
    new: list[Values]


def differences(
    sort: Sort,
    people: list[tuple[int, PersonState | None, PersonState]],
    family: FamilyId,
) -> Differences:
    """What becomes of one sort of part, for people by id, each before and after."""
    found = Differences([], [], [], [])
    for pk, before, after in people:
        rows = before.beneath.rows[sort.part] if before and before.beneath else ()
        later = {row.id for row in rows}
        own = [part for part in getattr(after, sort.part) if part.id not in later]
        old = {part.id: part for part in getattr(before, sort.part, ()) if part.id not in later}
        for part in own:
            held = old.pop(part.id, None)
            if held is None:
                _add(found, sort, pk, part, family)
            elif held != part:
                _change(found, sort, part, held, family)
        found.gone.extend(old)
        if before and rows:
            _later_rows(found, sort, (pk, before, after), rows, own, family)
    return found


def written_answers(before: PersonState, after: PersonState) -> Answers:
    """A person's own answers after a change: what others filled in stays with them."""
    own = before.beneath.answers if before.beneath else before.answers
    together = zip(own, before.answers, after.answers, strict=True)
    return Answers._make(o if b == a else a for o, b, a in together)


def _later_rows(
    found: Differences,
    sort: Sort,
    person: tuple[int, PersonState, PersonState],
    rows: Sequence[Row],
    own: Iterable[Any],
    family: FamilyId,
) -> None:
    """What becomes of rows that give way, so that what is read afterwards is what was said.

    A row of which something else was said begins or ends so; where that cannot say it, the row is
    written as it is seen. One that could not be seen, and now would be, ends where that begins.
    """
    pk, before, after = person
    beside = PARTS[sort.part]()
    for part in own:
        beside.put(part)
    for row in rows:
        said = [part for part in getattr(after, sort.part) if part.id == row.id]
        was = [part for part in getattr(before, sort.part) if part.id == row.id]
        # Two rows of one record cannot hold at once, so there what gives way is written.
        if beside.seen(row.part) == said and (not row.is_own or said == [row.part]):
            beside.put(row.part)
            continue
        kept = said if said or was else beside.unseen(row.part)[:1]
        whole = _whole(row.part, was, said) if said and was else None
        if whole is not None and beside.seen(whole) == said:
            kept = [whole]
        for part in kept[:1]:
            _change(found, sort, part, row.part, _staying(family, row))
        for part in kept[1:]:
            _add(found, sort, pk, part, family)
        if not kept:
            found.gone.append(row.id)
        for part in kept:
            beside.put(part)


def _whole(held: Any, was: Sequence[Any], said: Sequence[Any]) -> Any:
    """A row with what is said of it; where it was cut, and that stays, as long as it is held."""
    if isinstance(held, Pregnancy):
        return said[0]
    first, last = DAYS[type(held)]
    starts, ends = getattr(said[0], first), getattr(said[-1], last)
    if starts == getattr(was[0], first):
        starts = getattr(held, first)
    if ends == getattr(was[-1], last):
        ends = getattr(held, last)
    return said[0]._replace(**{first: starts, last: ends})


def _staying(family: FamilyId, row: Row) -> FamilyId:
    """Leaves a row with the family with which it was entered."""
    return lambda asked: row.family if asked == row.part.family else family(asked)


def _add(found: Differences, sort: Sort, pk: int, part: Any, family: FamilyId) -> None:
    found.new.append((pk, *sort.values(part, family), *("",) * len(sort.blank)))


def _change(found: Differences, sort: Sort, part: Any, held: Any, family: FamilyId) -> None:
    values = sort.values(part, family)
    ended = _all_but(sort.end, values) == _all_but(sort.end, sort.values(held, family))
    (found.ends if ended else found.changes).append((part.id, *values))


def _all_but(place: int, values: Values) -> Values:
    return (*values[:place], *values[place + 1 :])
