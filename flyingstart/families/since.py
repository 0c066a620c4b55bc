"""What was entered since two records were joined, and to which of them it can be dealt.

Families asks about its own rows (`operations/dealing.py`); later apps fill the slot with theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flyingstart.kernel.api import Slot


class Side(StrEnum):
    """One of the two records that a merge joined."""

    KEPT = "kept"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A record of either side: since when it stands for both, and who it is on each side."""

    since: dt.datetime
    side: Side
    kept: int
    merged: int

    def on(self, side: Side) -> int:
        """Who it is on a side."""
        return self.kept if side is Side.KEPT else self.merged


@dataclass(frozen=True, kw_only=True)
class Parting:
    """A merge that may be taken back: the records of people and families that it concerns, by id.

    `since` is when the first of them was joined by the database's clock, `merged_at` when that was
    said to be.
    """

    since: dt.datetime
    merged_at: dt.datetime
    people: Mapping[int, Stand] = field(default_factory=dict)
    families: Mapping[int, Stand] = field(default_factory=dict)

    def person(self, pk: int | None, side: Side) -> int | None:
        """Who somebody is on a side; whom the merge does not concern, stays."""
        return _on(self.people, pk, side)

    def family(self, pk: int | None, side: Side) -> int | None:
        """Which family it is on a side; one that the merge does not concern, stays."""
        return _on(self.families, pk, side)

    def stands(self, *, person: int | None = None, family: int | None = None) -> Stand | None:
        """Where a row of a person or family stands; None when the merge does not concern it."""
        places = (self.people.get(person or 0), self.families.get(family or 0))
        found = [stand for stand in places if stand is not None]
        return next((s for s in found if s.side is Side.MERGED), next(iter(found), None))


@dataclass(frozen=True, kw_only=True)
class SinceEntry:
    """Something entered since a merge. `move` puts it on a side, and raises `CannotGoError`.

    `key` names it among the entries of its merge; `about` is the person it speaks of, or "". Where
    `text` tells where people live, go or are reached, `where_of` are these, by internal id, and
    `masked` says it for those who may not see their homes.
    """

    key: str
    what: str
    text: str
    about: str = ""
    entered_at: dt.datetime
    stands_with: Side
    move: Callable[[Side], None] = field(compare=False, repr=False)
    where_of: frozenset[int] = frozenset()
    masked: str = ""


def _on(stands: Mapping[int, Stand], pk: int | None, side: Side) -> int | None:
    stand = None if pk is None else stands.get(pk)
    return stand.on(side) if stand else pk


# Every filler is called with the parting.
entered_elsewhere: Slot[SinceEntry] = Slot(name="entered since a merge")
