"""The timeline of a family: what happened, told by every app that knows of something.

Families tells its own part in `queries/timeline.py`; later apps fill the slot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flyingstart.accounts.api import User
from flyingstart.kernel.api import Slot, clock


class HappeningKind(StrEnum):
    """What sort of thing happened: pages choose its picture by it."""

    REGISTERED = "registered"
    BIRTH = "birth"
    DEATH = "death"
    MOVE = "move"
    TIE = "tie"
    CONTACT = "contact"
    NOTE = "note"
    WARNING = "warning"
    MERGE = "merge"
    ATTENDANCE = "attendance"
    GIVEN = "given"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened to a family: on a day, or at a moment.

    `about` are the names of whom it concerns, `by` is who entered it, `key` is its own.
    """

    key: str
    kind: HappeningKind
    at: dt.date | dt.datetime
    title: str
    text: str = ""
    about: tuple[str, ...] = ()
    by: str = ""

    @property
    def moment(self) -> dt.datetime:
        """For the order: a day begins at midnight."""
        if isinstance(self.at, dt.datetime):
            return self.at
        return clock.london_midnight(self.at)


@dataclass(frozen=True, kw_only=True)
class TimelineAsk:
    """A question for the timeline: the `newest` so many happenings of a family.

    `families` are the internal ids of all records of the family; `names` says what everyone of it
    is called, by the id of any record of theirs. Only what was done with this family is told:
    a child of two homes has a timeline in each.
    """

    user: User
    families: tuple[int, ...]
    names: Mapping[int, str]
    newest: int

    def called(self, people: Iterable[int]) -> tuple[str, ...]:
        """The names of people, each once, in their order."""
        return tuple(dict.fromkeys(self.names[pk] for pk in people if pk in self.names))


# Every filler is called with the question, and answers in a fixed number of queries.
timeline: Slot[Happening] = Slot(name="timeline of a family")
