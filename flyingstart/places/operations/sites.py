"""Keeping sites, rooms and terms as the pack has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from flyingstart.kernel.api import Actor, folded, operation
from flyingstart.places.errors import TakenError
from flyingstart.places.models import Postcode, Room, Site, Term

SITE_FIELDS = (
    *("name", "aliases", "neighbourhood_id", "is_main", "is_delivery", "is_partner_school"),
    *("is_staff_base", "postcode"),
)
TERM_FIELDS = ("name", "starts_on", "ends_on", "half_term_starts_on", "half_term_ends_on")


@operation
def keep_sites(*, sites: Sequence[Site], by: Actor, at: dt.datetime) -> None:
    """Add and update sites by their codes; sites that the pack no longer lists stay.

    Raises `TakenError` when one that stays has a name of another, or is the same hub.
    """
    held = {site.code: site for site in Site.objects.select_for_update()}
    given = {site.code for site in sites}
    staying = [site for code, site in held.items() if code not in given]
    _refuse_taken(sites, staying)
    made_up = _made_up_postcodes(held.values())
    changed = []
    for site in sites:
        old = held.get(site.code)
        if old and not site.postcode and old.postcode in made_up:
            site.postcode = old.postcode
        if old and any(getattr(old, name) != getattr(site, name) for name in SITE_FIELDS):
            site.pk = old.pk
            changed.append(site)
    _make_way(changed)
    Site.objects.bulk_update(changed, [name.removesuffix("_id") for name in SITE_FIELDS])
    Site.objects.bulk_create(site for site in sites if site.code not in held)


def _made_up_postcodes(sites: Iterable[Site]) -> set[str]:
    """Those that a made-up town gave its sites, where the pack says none."""
    held = Postcode.objects.filter(text__in=[site.postcode for site in sites], made_up=True)
    return set(held.values_list("text", flat=True))


def _refuse_taken(sites: Sequence[Site], staying: Sequence[Site]) -> None:
    names = {folded(name): site for site in staying for name in (site.name, *site.aliases)}
    hubs = {site.neighbourhood_id: site for site in staying if site.is_main}
    for site in sites:
        for name in (site.name, *site.aliases):
            if other := names.get(folded(name)):
                raise TakenError(f"{name} is a name of {other}, which is held already")
        if site.is_main and (other := hubs.get(site.neighbourhood_id)):
            raise TakenError(f"{other}, which is held already, is the hub that {site} would be")


def _make_way(changed: Sequence[Site]) -> None:
    """Two sites may change names or become each other's hub: the old ones give way first."""
    for site in changed:
        Site.objects.filter(pk=site.pk).update(name=f"{site.code} {site.pk}", is_main=False)


@operation
def keep_rooms(*, rooms: Mapping[tuple[str, str], int | None], by: Actor, at: dt.datetime) -> None:
    """Add and update rooms: capacities by the code of the site and the name of the room."""
    sites = dict(Site.objects.values_list("code", "pk"))
    held = {
        (room.site_id, room.name): room for room in Room.objects.select_for_update().order_by("pk")
    }
    new, changed = [], []
    for (code, name), capacity in rooms.items():
        room = held.get((sites[code], name))
        if room is None:
            new.append(Room(site_id=sites[code], name=name, capacity=capacity))
        elif room.capacity != capacity:
            room.capacity = capacity
            changed.append(room)
    Room.objects.bulk_create(new)
    Room.objects.bulk_update(changed, ["capacity"])


@operation
def keep_terms(*, terms: Sequence[Term], by: Actor, at: dt.datetime) -> None:
    """Have exactly these terms: they only cut figures and days, and nothing refers to one.

    Made-up ones stay as long as there are no others.
    """
    if terms:
        Term.objects.filter(made_up=True).delete()
    held = {term.code: term for term in Term.objects.select_for_update().filter(made_up=False)}
    changed = []
    for term in terms:
        old = held.get(term.code)
        if old and any(getattr(old, name) != getattr(term, name) for name in TERM_FIELDS):
            term.pk = old.pk
            changed.append(term)
    Term.objects.filter(code__in=held.keys() - {term.code for term in terms}).delete()
    Term.objects.bulk_update(changed, TERM_FIELDS)
    Term.objects.bulk_create(term for term in terms if term.code not in held)
