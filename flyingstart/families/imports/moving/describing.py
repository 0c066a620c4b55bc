"""What a kind of file from an old system says of itself: its columns, its tables, its rows.

The engine (`engine.py`) does the rest: references, intervals, what is new, writing, export.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models

from flyingstart.families.codes import CodeIndex
from flyingstart.families.rules.laying import Merge, Said
from flyingstart.kernel.api import Column

Cells = Mapping[str, str]
Key = tuple[Any, ...]


def said_wins(held: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is said replaces what is held; what is not said stays."""
    return {**held, **said}


class Lane(NamedTuple):
    """One thing that a sheet speaks of, such as one person's alert of one kind."""

    sheet: str
    key: Key


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table that files are laid into.

    `key`: columns that say of what a row speaks (its lane), first whose it is; those in `people`
    and `families` hold internal ids, found as the record that was kept. `blank`: the other columns
    and what they hold when nothing is said. `dated`: rows hold for a time; else a lane has one row.
    `merge`: how what is said joins what is held. `lane_of` and `row_of` are for tables whose lanes
    are not their key: a lane from a row, and the columns of a lane from it and the ids just made.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    blank: Mapping[str, Any]
    people: tuple[str, ...] = ("person_id",)
    families: tuple[str, ...] = ()
    dated: bool = True
    merge: Merge = said_wins
    lane_of: Callable[[Mapping[str, Any]], Key] | None = None
    row_of: Callable[[Key, Mapping[Lane, int]], Mapping[str, Any]] | None = None

    @property
    def name(self) -> str:
        """What the table is called in the engine."""
        return self.model.__name__

    def lane(self, row: Mapping[str, Any]) -> Lane:
        """The lane of a row, whose ids are those of records that were kept."""
        key = self.lane_of(row) if self.lane_of else tuple(row[name] for name in self.key)
        return Lane(self.name, key)

    def row(self, lane: Lane, made: Mapping[Lane, int]) -> Mapping[str, Any]:
        """The columns of a lane, for a new row of it."""
        if self.row_of:
            return self.row_of(lane.key, made)
        return dict(zip(self.key, lane.key, strict=True))


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a row says for one lane.

    `clears`: lanes that give way for its days (a main address ends another of that family).
    `yields_to`: a lane that must hold nothing of the same family then, and the words if it does.
    """

    sheet: Sheet
    key: Key
    said: Said
    clears: tuple[Lane, ...] = ()
    yields_to: tuple[Lane, str] | None = None

    @property
    def lane(self) -> Lane:
        """Of what it speaks."""
        return Lane(self.sheet.name, self.key)


@dataclass(frozen=True, kw_only=True)
class Described:
    """A kind: `read` gets a reader of a row and returns what it says, or notes faults there."""

    name: str
    title: str
    columns: tuple[Column, ...]
    sheets: tuple[Sheet, ...]
    read: Callable[[Any], list[Part]]
    lines: Callable[[], list[Cells]]
    people: tuple[str, ...] = ("person_ref",)
    families: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Known:
    """What is known to whoever reads rows."""

    people: Mapping[str, int]
    families: Mapping[str, int]
    births: Mapping[int, dt.date]
    ties: Mapping[int, tuple[int, ...]]
    """The families a person ever belonged to."""
    roles: Mapping[tuple[int, int], str]
    needs: CodeIndex
    consents: CodeIndex
    postcodes: set[str]
    nearest_person: Callable[[str], str]
    nearest_family: Callable[[str], str]
    today: dt.date
    now: dt.datetime
