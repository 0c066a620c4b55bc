"""Children who live with a carer outside their home: by when whom to tell, and who may agree.

A person who is no close relative and looks after a child for 28 days or more is a private foster
carer, of whom the council must know (Children Act 1989, sections 66 and 67; Children (Private
Arrangements for Fostering) Regulations 2005). Colleagues do not judge it: they tell the front door.
"""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import DayToDayConsent, PlacementKind
from flyingstart.families.errors import DayError, PlacementError
from flyingstart.families.models import Placement
from flyingstart.families.rules import checks
from flyingstart.families.rules.days import holds

PRIVATE_AFTER = dt.timedelta(days=28)
PHOTOS = "photo"
"""How the codes of permissions about pictures begin."""


def tell_by(placement: Placement, today: dt.date) -> dt.date | None:
    """The last day to tell the front door; None when there is nothing to tell, or it was told."""
    if placement.kind != PlacementKind.PRIVATE or placement.told_mash_on is not None:
        return None
    if not holds(placement, today):
        return None
    # The day on which the 28th day is full.
    return placement.starts_on + PRIVATE_AFTER - dt.timedelta(days=1)


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
