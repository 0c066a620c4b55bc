"""What daybook adds to families: entries made since a merge, and the council's front door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flyingstart.daybook.enums import DutyKey
from flyingstart.daybook.operations.parting import versions_since
from flyingstart.daybook.queries.concerns import duty_on
from flyingstart.families.api import FrontDoor, entered_elsewhere, front_doors


def _front_door(day: dt.date) -> Iterable[FrontDoor]:
    duty = duty_on(DutyKey.FRONT_DOOR, day)
    return [FrontDoor(name=duty.name, phone=duty.number)] if duty else []


entered_elsewhere.fill(versions_since)
front_doors.fill(_front_door)
