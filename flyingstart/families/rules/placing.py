"""Children who live with a carer outside their home: by when whom to tell, and who may agree.

A person who is no close relative and looks after a child for long is a private foster carer, of
whom the council must know; from how many days on is dated data of the pack (`law.csv`). Colleagues
do not judge it: they tell the front door.
"""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import DayToDayConsent, PlacementKind
from flyingstart.families.errors import DayError, PlacementError
from flyingstart.families.models import Placement
from flyingstart.families.rules import checks
from flyingstart.families.rules.days import holds

PHOTOS = "photo"
"""How the codes of permissions about pictures begin."""


def is_to_tell(placement: Placement, today: dt.date) -> bool:
    """Whether it is private fostering of which nobody was told."""
    is_private = placement.kind == PlacementKind.PRIVATE
    return is_private and placement.told_mash_on is None and holds(placement, today)


def tell_by(placement: Placement, today: dt.date, days: int | None) -> dt.date | None:
    """The last day to tell the front door; None when there is nothing to tell, or it was told.

    `days`: how many make it private fostering; None: the pack does not say, and it is told at once.
    """
    if not is_to_tell(placement, today):
        return None
    # The day on which the last of them is full.
    return placement.starts_on + dt.timedelta(days=(days or 1) - 1)


def told_day(placement: Placement, told_on: dt.date, today: dt.date) -> dt.date:
    """When it was told. Raises `DayError` and `PlacementError`."""
    if placement.kind != PlacementKind.PRIVATE:
        raise PlacementError("Only private fostering is told to the front door here.")
    return checks.not_future(told_on, today)


def agrees(placement: Placement, code: str) -> DayToDayConsent:
    """Who agrees to what a permission is about, while a child lives with a carer."""
    is_picture = code.startswith(PHOTOS)
    return DayToDayConsent(placement.consents_photos if is_picture else placement.consents)


def end_day(placement: Placement, ends_on: dt.date, today: dt.date) -> dt.date:
    """The first day no longer. Raises `DayError`."""
    checks.not_future(ends_on, today)
    if ends_on <= placement.starts_on:
        raise DayError("It ends after it begins.")
    return ends_on
