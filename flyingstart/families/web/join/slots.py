"""What joining adds to the pages of design: the way in."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import Card, Link, home_cards, public_links


def _links(_request: HttpRequest) -> Iterable[Link]:
    yield Link(text=_("Join"), href=reverse("join"), order=30)


def _cards(_request: HttpRequest) -> Iterable[Card]:
    yield Card(
        title=_("Join Flying Start"),
        text=_("Tell us who you are once, in about five minutes, and come to anything."),
        href=reverse("join"),
        order=30,
    )


public_links.fill(_links)
home_cards.fill(_cards)
