"""What the day book and the button for worries offer where there is no network."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.activities.api import (
    AwayForm,
    AwayPage,
    KindOfSaying,
    away_forms,
    kinds_of_sayings,
)
from flyingstart.daybook.enums import ConcernKind, DutyKey, EntryKind
from flyingstart.daybook.kinds import ABOUT_SOMEBODY, WITHOUT_A_NETWORK
from flyingstart.daybook.queries.concerns import duty_on
from flyingstart.daybook.web.away import reading, taking
from flyingstart.daybook.web.book.forms import LABELS
from flyingstart.daybook.web.book.guard import day_address
from flyingstart.kernel.api import clock


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
    yield AwayForm(
        template="daybook/away/entry.jinja",
        stands_for=day_address(page.site, clock.today()),
        title=_("Write in the day book"),
        context={
            "site": page.site.public_id,
            "kinds": [
                {
                    "key": kind.value,
                    "words": kind.label,
                    "labels": LABELS[kind],
                    "is_about_somebody": kind in ABOUT_SOMEBODY,
                }
                for kind in EntryKind
                if kind in WITHOUT_A_NETWORK
            ],
        },
    )
    yield AwayForm(
        template="daybook/away/roll.jinja",
        stands_for=reverse("day-book-roll", args=[page.site.public_id]),
        title=_("Who is in the building"),
        context={"site": page.site.public_id},
    )


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
    "roll",
    KindOfSaying(fields=reading.OF_A_ROLL, read=reading.read_roll, take=taking.take_roll),
)
