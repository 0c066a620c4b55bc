"""What later apps let a reader do from the head of a family's page."""

from __future__ import annotations

from dataclasses import dataclass

from flyingstart.families.models import Family
from flyingstart.kernel.api import Slot


@dataclass(frozen=True, kw_only=True)
class OfferAsk:
    """A family that was kept, and whether its reader may change it."""

    family: Family
    may_edit: bool


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A button: what it says, and the page it leads to."""

    words: str
    href: str


# Every filler is called with the ask, and reads nothing.
family_offers: Slot[Offer] = Slot(name="offers of a family's page")
