"""Places on the pages of design that later apps fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from flyingstart.design.components import SearchBox
from flyingstart.kernel.api import Slot


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry of the navigation. It is current on its own page and on those below it.

    `others` are addresses of pages that its own page leads to and that do not lie below it.
    """

    text: str
    href: str
    order: int = 100
    others: tuple[str, ...] = ()

    def current(self, path: str) -> bool:
        """Whether a page at `path` belongs to this entry."""
        hrefs = {self.href, *self.others} - {"/", "/staff/"}
        return path == self.href or any(_below(path, href) for href in hrefs)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A box that leads somewhere: on the staff landing page, or on the home page."""

    title: str
    text: str
    href: str
    order: int = 100
    figure: str = ""  # a number worth seeing before opening, such as "3"
    figure_words: str = ""  # what it counts, such as "lists to review"


@dataclass(frozen=True, kw_only=True)
class TodayPart:
    """A part of the staff landing page, before its cards: `template` draws it as `part`."""

    template: str
    context: Mapping[str, Any]
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A place that families can come to."""

    name: str
    area: str = ""
    address: str = ""
    postcode: str = ""


# Every filler is called with the request.
staff_links: Slot[Link] = Slot(name="staff links")
staff_cards: Slot[Card] = Slot(name="staff cards")
today_parts: Slot[TodayPart] = Slot(name="parts of the staff landing page")
# One search in the head of every staff page: the first filler's.
staff_search: Slot[SearchBox] = Slot(name="staff search")
public_links: Slot[Link] = Slot(name="public links")
home_cards: Slot[Card] = Slot(name="home cards")
home_venues: Slot[Venue] = Slot(name="home venues")
# What every staff page offers at its end.
staff_footer: Slot[Link] = Slot(name="staff footer")
# The council's name, as families know it.
authority_name: Slot[str] = Slot(name="authority name")


def navigation(slot: Slot[Link], request: HttpRequest) -> list[Link]:
    """The links of a slot, by their order, then as registered."""
    return sorted(slot.entries(request), key=lambda link: link.order)


def cards(slot: Slot[Card], request: HttpRequest) -> list[Card]:
    """The cards of a slot, by their order, then as registered."""
    return sorted(slot.entries(request), key=lambda card: card.order)


def authority(request: HttpRequest) -> str:
    """The council's name; "" until a pack is loaded."""
    return next((name for name in authority_name.entries(request) if name), "")


def _below(path: str, href: str) -> bool:
    return path.startswith(href.rstrip("/") + "/")
