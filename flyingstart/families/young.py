"""Young parents: of whom somebody has to be told at once.

A young child cannot agree to sex in law, and with an older one it is an offence of whoever was with
her; below which ages is dated data of the pack (`law.csv`). Colleagues do not judge it: they tell.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from flyingstart.families.enums import Role
from flyingstart.kernel.api import birthdays

CHILD_UNDER = 18
"""Nobody older is told of under any law: until the pack says more, of everybody younger."""


class Tell(Enum):
    """Who has to be told; `UNKNOWN`: the lead, for the pack does not say at which age whom."""

    POLICE = "police"
    LEAD = "lead"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class LegalAges:
    """The ages below which somebody is told of a parent; None: the pack does not say."""

    police_under: int | None
    lead_under: int | None


def whom_to_tell(role: str, born: dt.date | None, today: dt.date, ages: LegalAges) -> Tell | None:
    """Who has to be told of somebody who expects or has a child; None: nobody, or no age known."""
    if not may_be_young(role, born, today) or born is None:
        return None
    age = birthdays.age_on(born, today)
    if ages.police_under is None or ages.lead_under is None:
        return Tell.UNKNOWN
    if age < ages.police_under:
        return Tell.POLICE
    return Tell.LEAD if age < ages.lead_under else None


def may_be_young(role: str, born: dt.date | None, today: dt.date) -> bool:
    """Whether somebody is a parent who is a child in law: of others no law is asked."""
    if born is None or role not in {Role.PARENT.value, Role.EXPECTANT_PARENT.value}:
        return False
    return birthdays.age_on(born, today) < CHILD_UNDER
