"""What evidence adds to the pages of design."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, may
from flyingstart.design.api import Card, Link, staff_cards, staff_links


def _links(request: HttpRequest) -> Iterable[Link]:
    if _may_see(request):
        yield Link(
            text=_("Whom we reach"), href=reverse("reach"), others=(reverse("figures"),), order=60
        )


def _cards(request: HttpRequest) -> Iterable[Card]:
    if _may_see(request):
        yield Card(
            title=_("Whom we reach"),
            text=_("Children reached, ward by ward, beside the children who live there."),
            href=reverse("reach"),
            order=60,
        )

        if may(request.user, Permission.REGISTER_FAMILIES):
            yield Card(
                title=_("Help wanted"),
                text=_("What could be asked of families you registered, when you meet them next."),
                href=reverse("figures-help-wanted"),
                order=62,
            )


def _may_see(request: HttpRequest) -> bool:
    return may(request.user, Permission.VIEW_FIGURES)


staff_links.fill(_links)
staff_cards.fill(_cards)
