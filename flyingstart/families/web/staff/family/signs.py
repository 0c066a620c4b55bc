"""The signs and objections on a family's page, for those who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.design.api import formats
from flyingstart.families.enums import AlertKind, ObjectsTo
from flyingstart.families.models import Family, Objection
from flyingstart.families.queries.decided import alerts_for, in_force_on
from flyingstart.families.queries.merged import own_of, person_records
from flyingstart.families.web.staff.family.reading import FamilyRead


@dataclass(frozen=True, kw_only=True)
class SignShown:
    """A sign or an objection in a line."""

    words: str
    about: str
    href: str


def signs_of(family: Family, read: FamilyRead, user: User) -> Sequence[SignShown]:
    """What was decided of the people of a family; three queries."""
    people = own_of(person_records([member.person.pk for member in read.members]))
    found = [
        SignShown(
            words=_up(str(AlertKind(one.kind).label)),
            about=" · ".join(
                (
                    str(one.person),
                    _("look at it again by %(day)s") % {"day": formats.date(one.review_on)}
                    if one.review_on
                    else _("no day to look at it again"),
                )
            ),
            href=reverse("alert", args=[family.public_id, one.public_id]),
        )
        for one in alerts_for(user).filter(person__in=people).order_by("kind", "pk")
    ]
    rows = Objection.objects.filter(in_force_on(read.today), person__in=people)
    return [
        *found,
        *(
            SignShown(
                words=_("Objects to %(what)s") % {"what": ObjectsTo(one.to).label},
                about=str(one.person),
                href=reverse("objection", args=[family.public_id, one.public_id]),
            )
            for one in rows.select_related("person").order_by("pk")
        ),
    ]


def _up(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
