"""What families adds to the pages of design: navigation, cards, the search in the head."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import Permission, User, may
from flyingstart.design.api import (
    Card,
    Link,
    SearchBox,
    formats,
    staff_cards,
    staff_links,
    staff_search,
)
from flyingstart.families.web.staff.merging.waiting import pairs_waiting


def _links(request: HttpRequest) -> Iterable[Link]:
    if may(request.user, Permission.VIEW_FAMILIES):
        yield Link(text=_("Families"), href=reverse("families"), order=20)


def _cards(request: HttpRequest) -> Iterable[Card]:
    if may(request.user, Permission.REGISTER_FAMILIES):
        yield Card(
            title=_("Register a family"),
            text=_("One name is enough at the door. The rest can follow."),
            href=reverse("family-new"),
            order=10,
        )
    if may(request.user, Permission.VIEW_FAMILIES):
        yield Card(
            title=_("Find a family"),
            text=_("By any name, a phone number, a postcode or a birth date."),
            href=reverse("family-find"),
            order=20,
        )
    if may(request.user, Permission.MERGE_FAMILIES):
        count = pairs_waiting(request.user) if isinstance(request.user, User) else None
        yield Card(
            title=_("Written down twice?"),
            text=_("Help wanted: records that look like one person."),
            href=reverse("duplicates"),
            order=60,
            figure=formats.number(count) if count else "",
            figure_words=ngettext("pair to look at", "pairs to look at", count or 0),
        )


def _search(request: HttpRequest) -> Iterable[SearchBox]:
    if may(request.user, Permission.VIEW_FAMILIES):
        yield SearchBox(
            action=reverse("family-find"),
            suggest=reverse("family-suggest"),
            label=_("Find a family"),
            hint=_("Name, phone, postcode, birth date"),
        )


staff_links.fill(_links)
staff_cards.fill(_cards)
staff_search.fill(_search)
