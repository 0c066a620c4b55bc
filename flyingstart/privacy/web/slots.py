"""What privacy adds to the pages of design."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import may
from flyingstart.design.api import Card, Link, staff_cards, staff_links
from flyingstart.privacy.web.base import PROTECT


def _links(request: HttpRequest) -> Iterable[Link]:
    if may(request.user, PROTECT):
        yield Link(text=_("Privacy"), href=reverse("privacy"), order=80)


def _cards(request: HttpRequest) -> Iterable[Card]:
    if may(request.user, PROTECT):
        yield Card(
            title=_("Privacy"),
            text=_("Requests, keeping and erasing, breaches, complaints, who looked at whom."),
            href=reverse("privacy"),
            order=80,
        )


staff_links.fill(_links)
staff_cards.fill(_cards)
