"""A person's places in families over time: pure, on plain values.

News starts on a day and ends what held before; what was known of later days stays. A change on the
very day on which the old state began takes its place, for it never was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from flyingstart.families.enums import Role
from flyingstart.families.queries.held import FamilyKey, Tie
from flyingstart.families.rules.days import (
    Day,
    holding,
    holds,
    latest_end,
    next_start,
    sooner,
)

Ties = tuple[Tie, ...]


def tie_in(ties: Iterable[Tie], family: FamilyKey, day: Day) -> Tie | None:
    """The place in a family on a day."""
    return next((tie for tie in ties if tie.family == family and holds(tie, day)), None)


def families_on(ties: Iterable[Tie], day: Day) -> list[FamilyKey]:
    """The families that a person belongs to on a day, the first named first."""
    return [tie.family for tie in holding(ties, day)]


def first_ties(places: Iterable[tuple[FamilyKey, str]], born: Day | None) -> Ties:
    """The first places that are known of a person hold from the beginning, a child's from birth."""
    return tuple(Tie(None, family, role, first_day(role, born), None) for family, role in places)


def first_day(role: str, born: Day | None) -> Day | None:
    """Since when a first tie holds."""
    return born if role == Role.CHILD else None


def with_role(
    ties: Ties, family: FamilyKey, role: str, day: Day, stays: Collection[FamilyKey]
) -> Ties:
    """The ties after it is said that on a day a person has a role in a family.

    A family that is new to the person takes the place of those that are not in `stays`.
    """
    tie = tie_in(ties, family, day)
    if tie is None:
        return _joined(ties, family, role, day, stays)
    if tie.role == role:
        return ties
    if tie.starts_on == day:
        return _swapped(ties, tie, tie._replace(role=role))
    rest = Tie(None, family, role, day, tie.ends_on)
    return (*_swapped(ties, tie, tie._replace(ends_on=day)), rest)


def without(ties: Ties, tie: Tie, day: Day) -> Ties:
    """The ties after one of them ends on a day; one that began then never was."""
    if tie.starts_on == day:
        return tuple(other for other in ties if other != tie)
    return _swapped(ties, tie, tie._replace(ends_on=day))


def born_on(ties: Ties, before: Day | None, born: Day | None) -> Ties:
    """The ties after a birth date is known or put right: a child's place since birth moves with it.

    Of a child of whom only a name was known the first place held from the beginning.
    """
    if born is None or before == born:
        return ties
    return tuple(
        tie._replace(starts_on=born)
        if tie.role == Role.CHILD
        and tie.starts_on == before
        and (tie.ends_on is None or born < tie.ends_on)
        and not any(_between(other, tie, born) for other in ties)
        else tie
        for tie in ties
    )


def _joined(
    ties: Ties, family: FamilyKey, role: str, day: Day, stays: Collection[FamilyKey]
) -> Ties:
    left = [tie for tie in holding(ties, day) if tie.family not in stays]
    until = latest_end(left)
    for tie in left:
        ties = without(ties, tie, day)
    later = next_start((tie for tie in ties if tie.family == family), day)
    return (*ties, Tie(None, family, role, day, sooner(until, later)))


def _between(other: Tie, tie: Tie, born: Day) -> bool:
    """Whether another place in the family lies where a tie would begin earlier."""
    # One from the beginning can only begin later.
    if other == tie or other.family != tie.family or tie.starts_on is None:
        return False
    return (other.starts_on or dt.date.min) < tie.starts_on and (
        other.ends_on is None or born < other.ends_on
    )


def _swapped(ties: Ties, old: Tie, new: Tie) -> Ties:
    return tuple(new if tie == old else tie for tie in ties)
