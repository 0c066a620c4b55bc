"""What privacy adds to the pages of design."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import may
from flyingstart.daybook.api import kinds_read_by
from flyingstart.design.api import Card, Link, staff_cards, staff_links
from flyingstart.privacy.queries.worries import questions_for
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
    if kinds_read_by(request.user):
        open_now = questions_for(request.user).filter(answered_at=None).count()
        yield Card(
            title=_("Asked about worries"),
            text=ngettext(
                "Somebody asked for a copy of what is held about them: %(count)d answer of yours "
                "is missing.",
                "People asked for a copy of what is held about them: %(count)d answers of yours "
                "are missing.",
                open_now,
            )
            % {"count": open_now}
            if open_now
            else _("What of worries goes into a copy that somebody asked for."),
            href=reverse("privacy-lead"),
            order=21,
        )


staff_links.fill(_links)
staff_cards.fill(_cards)
