"""Finding the site, the day and the entry that a page is about, as its reader may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from flyingstart.accounts.api import Permission, User, current_tablet, log_opening
from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.models import DayEntry
from flyingstart.daybook.queries.entries import (
    Standing,
    entries_visible_to,
    sites_for,
    standing_of,
)
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site

ENTRY = "day book entry"
EITHER = (Permission.KEEP_DAY_BOOK, Permission.READ_DAY_BOOK)
# Whoever enters a hall in the evening writes what was on paper; what is older is for a correction.
WRITTEN_LATE = dt.timedelta(days=7)
# No book is older; of the very first day of all, there is no day before.
FIRST_DAY = dt.date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class OfDay:
    """The day book of a site on a day. `may_write`: its reader keeps it, and it is not long ago."""

    site: Site
    day: dt.date
    may_write: bool

    @property
    def address(self) -> str:
        """Its page."""
        return day_address(self.site, self.day)


def signed_in(request: HttpRequest) -> User:
    """Who asks. Raises `Http404` for anybody else."""
    if isinstance(request.user, User):
        return request.user
    raise Http404


def day_address(site: Site, day: dt.date) -> str:
    """The page of a site's day."""
    return reverse("day-book-day", args=[site.public_id, day.isoformat()])


def site_in_reach(request: HttpRequest, site_id: uuid.UUID, *permissions: Permission) -> Site:
    """A site where the reader keeps or reads the day book. Raises `Http404`."""
    found = sites_for(signed_in(request), *(permissions or EITHER)).filter(public_id=site_id)
    site = found.first()
    if site is None:
        raise Http404
    return site


def day_in_reach(request: HttpRequest, site_id: uuid.UUID, day: str) -> OfDay:
    """The day book of a site on a day. Raises `Http404` for a day to come and for no day."""
    site = site_in_reach(request, site_id)
    today = clock.today()
    try:
        asked = dt.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if not FIRST_DAY <= asked <= today or (current_tablet() is not None and asked != today):
        raise Http404
    keeps = sites_for(signed_in(request), Permission.KEEP_DAY_BOOK).filter(pk=site.pk).exists()
    return OfDay(site=site, day=asked, may_write=keeps and asked >= today - WRITTEN_LATE)


def writable(request: HttpRequest, site_id: uuid.UUID, day: str) -> OfDay:
    """The same, where its reader may write. Raises `Http404`."""
    found = day_in_reach(request, site_id, day)
    if not found.may_write:
        raise Http404
    return found


def entry_in_reach(request: HttpRequest, entry_id: uuid.UUID) -> Standing:
    """An entry that the reader sees, put on record as opened. Raises `Http404`, on record too.

    An opening check and a visit are about nobody who is registered: these are no openings.
    """
    user = signed_in(request)
    found = entries_visible_to(user).filter(public_id=entry_id).first()
    kind = found.kind if found else _kind_of(entry_id)
    if kind and kind not in {EntryKind.OPENING, EntryKind.VISITOR}:
        log_opening(
            kind=ENTRY, public_id=entry_id, user=user, allowed=found is not None, at=clock.now()
        )
    if found is None:
        raise Http404
    return standing_of(found)


def keeps(request: HttpRequest, site: Site) -> bool:
    """Whether the reader keeps the day book of a site."""
    return sites_for(signed_in(request), Permission.KEEP_DAY_BOOK).filter(pk=site.pk).exists()


def reads(request: HttpRequest, site: Site) -> bool:
    """Whether the reader reads the day book of a site for good, and countersigns; on no tablet."""
    if current_tablet() is not None:
        return False
    return sites_for(signed_in(request), Permission.READ_DAY_BOOK).filter(pk=site.pk).exists()


def _kind_of(entry_id: uuid.UUID) -> str | None:
    return DayEntry.objects.filter(public_id=entry_id).values_list("kind", flat=True).first()
