"""The tables of what belongs to a person, and what differs between two states of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import models

from flyingstart.families.models import Address, ExpectedBirth, FamilyTie, Registration
from flyingstart.families.queries.held import FamilyKey, PersonState

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
    blank = ("",) * len(sort.blank)
    for pk, before, after in people:
        old = {part.id: part for part in getattr(before, sort.part)} if before else {}
        for part in getattr(after, sort.part):
            values = sort.values(part, family)
            held = old.pop(part.id, None)
            if held is None:
                found.new.append((pk, *values, *blank))
            elif held != part:
                ended = _all_but(sort.end, values) == _all_but(sort.end, sort.values(held, family))
                (found.ends if ended else found.changes).append((part.id, *values))
        found.gone.extend(old)
    return found


def _all_but(place: int, values: Values) -> Values:
    return (*values[:place], *values[place + 1 :])
