"""Whom the council says to tell of a child: a later app holds that list and fills the slot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flyingstart.kernel.api import Slot


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """The council's front door for children; `phone` "" until the council's pack gives it."""

    name: str
    phone: str


# Every filler is called with a day, and answers with the one of that day, or none. One query.
front_doors: Slot[FrontDoor] = Slot(name="the council's front door for children")


def front_door_on(day: dt.date) -> FrontDoor | None:
    """Whom to tell on a day; None where the pack does not say."""
    return next(iter(front_doors.entries(day)), None)
