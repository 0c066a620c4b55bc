"""Young parents: of whom somebody has to be told at once.

A child under 13 cannot agree to sex in law, and under 16 it is an offence of whoever was with her
(Sexual Offences Act 2003, sections 5 to 9). Colleagues do not judge it: they tell.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum

from flyingstart.families.enums import Role
from flyingstart.kernel.api import birthdays

POLICE_UNDER, LEAD_UNDER = 13, 16


class Tell(Enum):
    """Who has to be told."""

    POLICE = "police"
    LEAD = "lead"


def whom_to_tell(role: str, born: dt.date | None, today: dt.date) -> Tell | None:
    """Who has to be told of somebody who expects or has a child; None: nobody, or no age known."""
    if born is None or role not in {Role.PARENT.value, Role.EXPECTANT_PARENT.value}:
        return None
    age = birthdays.age_on(born, today)
    if age < POLICE_UNDER:
        return Tell.POLICE
    return Tell.LEAD if age < LEAD_UNDER else None
