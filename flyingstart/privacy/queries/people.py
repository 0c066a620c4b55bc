"""What a person is called and reached by, and what those around them are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flyingstart.families.api import Reached, reached


@dataclass(frozen=True, kw_only=True)
class Called:
    """What somebody is called (names, whole and by each word), and where they are reached."""

    names: frozenset[str]
    reach: frozenset[str]


def called(*groups: Collection[int]) -> list[Called]:
    """What people are called and reached by, group by group. One query."""
    by_person = {one.pk: _called(one) for one in reached({pk for group in groups for pk in group})}
    found = [[by_person[pk] for pk in group if pk in by_person] for group in groups]
    return [
        Called(
            names=frozenset().union(*(one.names for one in group)),
            reach=frozenset().union(*(one.reach for one in group)),
        )
        for group in found
    ]


def _called(one: Reached) -> Called:
    whole = f"{one.given_name} {one.family_name}"
    names = {one.given_name, one.family_name, whole.strip(), *whole.split()}
    return Called(names=frozenset(names - {""}), reach=frozenset(one.lines) - {""})
