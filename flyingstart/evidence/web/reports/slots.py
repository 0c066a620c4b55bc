"""What reports add to the pages of design."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, may
from flyingstart.design.api import Card, Link, staff_cards, staff_links


def _links(request: HttpRequest) -> Iterable[Link]:
    if may(request.user, Permission.VIEW_FIGURES):
        yield Link(text=_("Reports"), href=reverse("reports"), order=65)


def _cards(request: HttpRequest) -> Iterable[Card]:
    if may(request.user, Permission.VIEW_FIGURES):
        yield Card(
            title=_("Reports"),
            text=_("What each place says of a month or a quarter, as it was signed."),
            href=reverse("reports"),
            order=65,
        )


staff_links.fill(_links)
staff_cards.fill(_cards)
