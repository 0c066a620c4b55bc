"""What the timetable adds to the pages of design."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import may
from flyingstart.activities.web.staff.timetable.rights import PLAN
from flyingstart.design.api import Card, Link, staff_cards, staff_links


def _links(request: HttpRequest) -> Iterable[Link]:
    if getattr(request.user, "is_staff", False):
        yield Link(
            text=_("Sessions"), href=reverse("sessions"), others=(reverse("programmes"),), order=15
        )


def _cards(request: HttpRequest) -> Iterable[Card]:
    if not getattr(request.user, "is_staff", False):
        return
    yield Card(
        title=_("This week’s sessions"),
        text=_("What is on at each site, who leads, and which registers are late."),
        href=reverse("week"),
        order=15,
    )
    if may(request.user, PLAN):
        yield Card(
            title=_("Plan a term"),
            text=_("Copy last term’s programme, change what is new, publish it."),
            href=reverse("programmes"),
            order=40,
        )


staff_links.fill(_links)
staff_cards.fill(_cards)
