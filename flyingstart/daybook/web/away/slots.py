"""What the day book and the button for worries offer where there is no network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.activities.api import (
    AwayForm,
    AwayPage,
    KindOfSaying,
    away_forms,
    kinds_of_sayings,
)
from flyingstart.daybook.enums import ConcernKind, DutyKey, EntryKind
from flyingstart.daybook.kinds import ABOUT_SOMEBODY, WITHOUT_A_NETWORK, adult_signs
from flyingstart.daybook.models import CheckPoint
from flyingstart.daybook.queries.concerns import duty_on
from flyingstart.daybook.queries.entries import visitors_today
from flyingstart.daybook.web.away import reading, taking
from flyingstart.daybook.web.book.forms import LABELS
from flyingstart.daybook.web.book.guard import day_address
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site


def _forms(page: AwayPage) -> Iterable[AwayForm]:
    yield AwayForm(
        template="daybook/away/concern.jinja",
        stands_for=reverse("concern-new"),
        title=_("What worries you?"),
        context={
            "kinds": ConcernKind.choices,
            "front_door": duty_on(DutyKey.FRONT_DOOR, clock.today()),
        },
    )
    if page.site is None:
        return
    yield from _of_site(page, page.site)


def _of_site(page: AwayPage, site: Site) -> Iterable[AwayForm]:
    """Forms of the day book of a site, each with ways to the others."""
    today = clock.today()
    ways = {
        kind.value: reverse("day-book-new", args=[site.public_id, today.isoformat(), kind.value])
        for kind in (EntryKind.OPENING, EntryKind.VISITOR)
    }
    book = day_address(site, today)
    of_site = {"site": site.public_id, "ways": ways, "book": book}
    yield AwayForm(
        template="daybook/away/entry.jinja",
        stands_for=book,
        title=_("Write in the day book"),
        context={
            **of_site,
            "kinds": [
                {
                    "key": kind.value,
                    "words": kind.label,
                    "labels": LABELS[kind],
                    "is_about_somebody": kind in ABOUT_SOMEBODY,
                    "is_signed": adult_signs(kind),
                }
                for kind in EntryKind
                if kind in WITHOUT_A_NETWORK
            ],
        },
    )
    points = CheckPoint.objects.filter(is_offered=True)
    yield AwayForm(
        template="daybook/away/opening.jinja",
        stands_for=ways[EntryKind.OPENING],
        title=str(EntryKind.OPENING.label),
        context={**of_site, "points": list(points)},
    )
    yield AwayForm(
        template="daybook/away/visitor.jinja",
        stands_for=ways[EntryKind.VISITOR],
        title=_("Visitors"),
        context={**of_site, "visitors": _known(site, page.user)},
        kept_words=_("It is kept on this device, and sent when the network is back."),
    )
    if page.has_register:
        yield AwayForm(
            template="daybook/away/roll.jinja",
            stands_for=reverse("day-book-roll", args=[site.public_id]),
            title=_("Who is in the building"),
            context=of_site,
        )


def _known(site: Site, user: User) -> list[dict[str, Any]]:
    """Today's visitors as their tablet keeps them."""
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "at": one.came_at.isoformat(),
            "left": one.has_left,
        }
        for one in visitors_today(site, user)
    ]


away_forms.fill(_forms)
kinds_of_sayings.register(
    "concern",
    KindOfSaying(fields=reading.OF_A_CONCERN, read=reading.read_concern, take=taking.take_concern),
)
kinds_of_sayings.register(
    "entry",
    KindOfSaying(fields=reading.OF_AN_ENTRY, read=reading.read_entry, take=taking.take_entry),
)
kinds_of_sayings.register(
    "opening",
    KindOfSaying(fields=reading.OF_AN_OPENING, read=reading.read_opening, take=taking.take_opening),
)
kinds_of_sayings.register(
    "visitor",
    KindOfSaying(fields=reading.OF_A_VISITOR, read=reading.read_visitor, take=taking.take_visitor),
)
kinds_of_sayings.register(
    "visitor_out",
    KindOfSaying(fields=reading.OF_LEAVING, read=reading.read_leaving, take=taking.take_leaving),
)
kinds_of_sayings.register(
    "roll",
    KindOfSaying(fields=reading.OF_A_ROLL, read=reading.read_roll, take=taking.take_roll),
)
