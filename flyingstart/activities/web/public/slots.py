"""What what's on adds to the pages of design: the way in."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import Card, Link, home_cards, public_links


def _links(_request: HttpRequest) -> Iterable[Link]:
    yield Link(text=_("What’s on"), href=reverse("whats-on"), order=10)


def _cards(_request: HttpRequest) -> Iterable[Card]:
    yield Card(
        title=_("What’s on near you"),
        text=_("This week’s sessions, by your postcode and your child’s age. Just come along."),
        href=reverse("whats-on"),
        order=10,
    )


public_links.fill(_links)
home_cards.fill(_cards)
