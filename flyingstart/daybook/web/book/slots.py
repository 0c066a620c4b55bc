"""What the day book adds to other pages, and to what a shared tablet opens."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import Permission, Tablet, TabletPage, User, may, tablet_pages
from flyingstart.activities.api import site_ways
from flyingstart.daybook.models import DayEntry
from flyingstart.daybook.queries.entries import to_countersign
from flyingstart.daybook.web.book.guard import day_address
from flyingstart.design.api import Card, Link, formats, staff_cards
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site


def _cards(request: HttpRequest) -> Iterable[Card]:
    user = request.user
    if not isinstance(user, User):
        return
    if not (may(user, Permission.KEEP_DAY_BOOK) or may(user, Permission.READ_DAY_BOOK)):
        return
    waiting = to_countersign(user)
    yield Card(
        title=_("Day book"),
        text=_("Opening check, accidents, first aid, medicine, visitors; who is in the building."),
        href=reverse("day-book"),
        order=15,
        figure=formats.number(waiting) if waiting else "",
        figure_words=ngettext("entry to countersign", "entries to countersign", waiting),
    )


def _ways(site: Site) -> Iterable[Link]:
    yield Link(
        text=_("Fire or drill: who is in the building"),
        href=reverse("day-book-roll", args=[site.public_id]),
    )
    yield Link(text=_("Day book of today"), href=day_address(site, clock.today()))


def _of_site(tablet: Tablet, parts: Mapping[str, Any]) -> bool:
    """Whether it is the tablet's site, and today where a day is named."""
    day = parts.get("day", clock.today().isoformat())
    return parts.get("site_id") == tablet.site.public_id and day == clock.today().isoformat()


def _of_entry(tablet: Tablet, parts: Mapping[str, Any]) -> bool:
    """Whether it is an entry of the tablet's site, of today."""
    entry = parts.get("entry_id")
    if not isinstance(entry, uuid.UUID):
        return False
    own = DayEntry.objects.filter(site=tablet.site_id, day=clock.today())
    return own.filter(public_id=entry).exists()


staff_cards.fill(_cards)
site_ways.fill(_ways)
for _of_a_site in ("day-book-day", "day-book-new", "day-book-roll"):
    tablet_pages.register(_of_a_site, TabletPage(allows=_of_site))
for _of_an_entry in ("day-book-entry", "day-book-correct", "day-book-sign", "day-book-out"):
    tablet_pages.register(_of_an_entry, TabletPage(allows=_of_entry))
