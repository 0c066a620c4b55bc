"""Handing things out, and counting what is left. What nobody counts at a site can be given too."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from flyingstart.activities.errors import ReasonMissingError, StockError
from flyingstart.activities.models import GiveItem, GivenOut, Session, Stock
from flyingstart.families.api import Family, family_roots
from flyingstart.kernel.api import Actor, because, clock, operation
from flyingstart.places.api import Site

MOST = 1_000
WRITTEN = ("name", "unit", "units", "position", "is_offered")


@operation
def update_items(*, items: Sequence[GiveItem], by: Actor, at: dt.datetime) -> None:
    """Bring the list of what is handed out to the state of the pack; what left it stays held."""
    held = {item.code: item for item in GiveItem.objects.select_for_update()}
    given = {item.code: item for item in items}
    for code, item in given.items():
        old = held.get(code)
        if old is None:
            item.save()
        elif any(getattr(old, name) != getattr(item, name) for name in WRITTEN):
            for name in WRITTEN:
                setattr(old, name, getattr(item, name))
            old.save()
    for code in held.keys() - given.keys():
        if held[code].is_offered:
            held[code].is_offered = False
            held[code].save()


@operation
def give_out(
    *,
    item: GiveItem,
    site: Site,
    day: dt.date,
    how_many: int,
    submission: uuid.UUID,
    family: Family | None = None,
    heads: int | None = None,
    session: Session | None = None,
    by: Actor,
    at: dt.datetime,
) -> GivenOut:
    """Say that so many were given: to a family, or to `heads` people without names.

    Where somebody counts them, they come off what is left. `submission` is of the button: pressed
    twice, or sent again by another device, it is given once. Raises `StockError` when there are not
    so many left, for a day to come, or when it is to nobody or to both.
    """
    if (family is None) == (heads is None):
        raise StockError(_("Say to whom: to a family, or to how many people."))
    if not all(0 < number <= MOST for number in (how_many, heads) if number is not None):
        raise StockError(_("A number is from 1 to 1,000."))
    if day > clock.london_day(at):
        raise StockError(_("That day is to come."))
    # Two tablets take turns at what is left, so that each sees what the other took.
    stock = Stock.objects.select_for_update().filter(site=site, item=item).first()
    root = family_roots([family.pk])[family.pk] if family else None
    given, is_new = GivenOut.objects.get_or_create(
        submission=submission,
        defaults={
            "item": item,
            "site": site,
            "session": session,
            "family_id": root,
            "heads": heads,
            "day": day,
            "how_many": how_many,
            "from_stock": stock is not None,
            "given_by_name": by.name,
        },
    )
    if is_new and stock is not None:
        if stock.left < how_many:
            raise StockError(
                _("There are only %(left)s left here.") % {"left": stock.left}
                if stock.left
                else _("There are none left here.")
            )
        _count(stock, stock.left - how_many)
    given.refresh_from_db()
    return given


@operation
def take_back_given(*, given: GivenOut, reason: str, by: Actor, at: dt.datetime) -> None:
    """Let something that was not given be gone; what came off the stock goes back. Twice is once.

    History keeps it, and why. Raises `ReasonMissingError`.
    """
    why = " ".join(reason.split())
    if not why:
        raise ReasonMissingError(_("Say why."))
    stock = Stock.objects.select_for_update().filter(site=given.site_id, item=given.item_id).first()
    held = GivenOut.objects.select_for_update().filter(pk=given.pk).first()
    if held is None:
        return
    if stock is not None and held.from_stock:
        _count(stock, stock.left + held.how_many)
    with because(why):
        held.delete()


@operation
def stock_in(*, item: GiveItem, site: Site, how_many: int, by: Actor, at: dt.datetime) -> Stock:
    """Say that so many came in at a site; from then on they are counted there.

    Raises `StockError` for a number that is none.
    """
    if not 0 < how_many <= MOST * 10:
        raise StockError(_("A number is from 1 to 10,000."))
    stock = _held(item, site)
    return _count(stock, stock.left + how_many)


@operation
def count_stock(*, item: GiveItem, site: Site, left: int, by: Actor, at: dt.datetime) -> Stock:
    """Say how many there are, counted by hand. Raises `StockError` for a number that is none."""
    if not 0 <= left <= MOST * 10:
        raise StockError(_("A number is from 0 to 10,000."))
    return _count(_held(item, site), left)


def _held(item: GiveItem, site: Site) -> Stock:
    """The stock, made if there is none, its row held until the end."""
    Stock.objects.get_or_create(item=item, site=site, defaults={"left": 0})
    return Stock.objects.select_for_update().get(item=item, site=site)


def _count(stock: Stock, left: int) -> Stock:
    if stock.left != left:
        stock.left = left
        stock.save(update_fields=["left"])
        stock.refresh_from_db()
    return stock
