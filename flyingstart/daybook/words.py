"""What an entry says, as operations take it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from flyingstart.families.api import Person


@dataclass(frozen=True, kw_only=True)
class Point:
    """What was looked at before opening, whether it was fine, and what was not."""

    words: str
    fine: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryWords:
    """What happened, when, to whom. `person` is registered; `called` is enough without one.

    `missing`: the public ids of those whom a roll call did not find.
    """

    happened_at: dt.datetime
    person: Person | None = None
    called: str = ""
    happened: str = ""
    done: str = ""
    witnesses: str = ""
    told: str = ""
    points: Sequence[Point] = field(default=())
    missing: Sequence[uuid.UUID] = field(default=())
