"""What was given out, and what is left, where a user takes registers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import Permission, User, scope_of
from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import GiveItem, GivenOut, Mark, Session, Stock
from flyingstart.design.api import formats
from flyingstart.families.api import (
    Family,
    Happening,
    HappeningKind,
    TimelineAsk,
    family_roots,
)
from flyingstart.places.api import Site


@dataclass(frozen=True, kw_only=True)
class ItemHere:
    """Something that can be given at a site; `left` None: nobody counts it there."""

    item: GiveItem
    left: int | None

    @property
    def left_words(self) -> str:
        """12 bottles left; "" where nobody counts."""
        if self.left is None:
            return ""
        if self.left == 0:
            return _("none left")
        return _("%(amount)s left") % {"amount": amount(self.item, self.left)}


@dataclass(frozen=True, kw_only=True)
class FamilyHere:
    """A family of which somebody came to a session, as it is called at the door."""

    public_id: uuid.UUID
    names: str


def amount(item: GiveItem, count: int) -> str:
    """So many of an item, in its own words."""
    return f"{formats.number(count)} {item.unit if count == 1 else item.units}"


def given_visible_to(user: User) -> QuerySet[GivenOut]:
    """What was given at the sites where a user takes registers."""
    return GivenOut.objects.filter(site__in=sites_of(user))


def sites_of(user: User) -> QuerySet[Site]:
    """The sites where a user takes registers."""
    scope = scope_of(user, Permission.TAKE_REGISTERS)
    if scope.whole:
        return Site.objects.all()
    return Site.objects.filter(Q(pk__in=scope.sites) | Q(neighbourhood__in=scope.neighbourhoods))


def items_at(site: Site) -> list[ItemHere]:
    """What can be given at a site, in the list's order. Two queries."""
    left = dict(Stock.objects.filter(site=site).values_list("item_id", "left"))
    items = GiveItem.objects.filter(is_offered=True)
    return [ItemHere(item=item, left=left.get(item.pk)) for item in items]


def families_here(session: Session) -> list[FamilyHere]:
    """The families of which somebody came, by their names. Four queries."""
    marks = Mark.objects.filter(session=session, status=MarkStatus.ATTENDED)
    rows = list(marks.select_related("person").order_by("person__family_name", "pk"))
    roots = family_roots({row.family_id for row in rows})
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(roots[row.family_id], []).append(str(row.person))
    ids = dict(Family.objects.filter(pk__in=names).values_list("pk", "public_id"))
    return [FamilyHere(public_id=ids[pk], names=", ".join(own)) for pk, own in names.items()]


def given_at(session: Session) -> list[GivenOut]:
    """What was given at a session, the last first. One query."""
    given = GivenOut.objects.filter(session=session).select_related("item", "family")
    return list(given.order_by("-pk"))


def given_to(ask: TimelineAsk) -> Iterator[Happening]:
    """What a family was given, for its timeline. One query."""
    given = GivenOut.objects.filter(family__in=ask.families).select_related("item", "site")
    for one in given.order_by("-day", "-pk")[: ask.newest]:
        yield Happening(
            key=f"given:{one.pk}",
            kind=HappeningKind.GIVEN,
            at=one.day,
            title=_("Given: %(item)s") % {"item": one.item.name},
            text=f"{amount(one.item, one.how_many)}, {one.site.name}",
            by=one.given_by_name,
        )


def stocks_of(sites: QuerySet[Site]) -> Sequence[Stock]:
    """What is counted at sites, what runs out first. One query."""
    rows = Stock.objects.filter(site__in=sites).select_related("site", "item")
    return list(rows.order_by("left", "site__name", "item__position"))


def people_words(heads: int) -> str:
    """So many people without names."""
    return ngettext("%(n)s person", "%(n)s people", heads) % {"n": formats.number(heads)}


def newest_days(user: User, since: dt.date) -> list[GivenOut]:
    """What was given since a day in a user's places, the newest first. One query."""
    rows = given_visible_to(user).filter(day__gte=since).select_related("item", "site", "family")
    return list(rows.order_by("-day", "-pk"))
