"""What accounts adds to the pages of design."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.scopes import may
from flyingstart.design.api import Card, Link, staff_cards, staff_links


def _links(request: HttpRequest) -> Iterable[Link]:
    if may(request.user, Permission.MANAGE_ACCOUNTS):
        yield Link(text=_("Sign-ins"), href=reverse("sign-ins"), order=90)


def _tablet_cards(request: HttpRequest) -> Iterable[Card]:
    if may(request.user, Permission.ENROL_TABLETS):
        yield Card(
            title=_("Shared tablets"),
            text=_("Enrol a tablet for a site, see when each was seen, end one that is lost."),
            href=reverse("tablets"),
            order=85,
        )
    if may(request.user, Permission.TAKE_REGISTERS):
        yield Card(
            title=_("Your number for shared tablets"),
            text=_("Six figures that open today’s registers on a tablet of your site."),
            href=reverse("own-pin"),
            order=86,
        )


def _cards(request: HttpRequest) -> Iterable[Card]:
    if may(request.user, Permission.MANAGE_ACCOUNTS):
        yield Card(
            title=_("Sign-ins"),
            text=_("Invite colleagues, give and end roles, see who opened which record."),
            href=reverse("sign-ins"),
            order=90,
        )


staff_links.fill(_links)
staff_cards.fill(_cards)
staff_cards.fill(_tablet_cards)
