"""What daybook adds to the pages of design, and to what a shared tablet opens."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import TabletPage, tablet_pages
from flyingstart.daybook.queries.concerns import kinds_read_by
from flyingstart.design.api import Card, Link, staff_cards, staff_footer
from flyingstart.kernel.api import is_public_id

FAMILIES = "/staff/families/"


def _footer(request: HttpRequest) -> Iterable[Link]:
    if getattr(request.user, "is_staff", False):
        family = _family_of(request.path_info)
        query = f"?{urlencode({'family': family})}" if family else ""
        yield Link(text=_("Worried about a child?"), href=reverse("concern-new") + query)


def _family_of(path: str) -> uuid.UUID | None:
    """The family whose page it is: its people can be chosen then."""
    part = path.removeprefix(FAMILIES).partition("/")[0] if path.startswith(FAMILIES) else ""
    return uuid.UUID(part) if is_public_id(part) else None


def _cards(request: HttpRequest) -> Iterable[Card]:
    if kinds_read_by(request.user):
        yield Card(
            title=_("Worries"),
            text=_("What colleagues saw and heard, and what was done about it."),
            href=reverse("concerns"),
            order=20,
        )


staff_footer.fill(_footer)
staff_cards.fill(_cards)
# In a hall the tablet is what is at hand; it opens nothing that was written.
tablet_pages.register("concern-new", TabletPage())
tablet_pages.register("concern-sent", TabletPage())
