"""Where a family can be welcomed: the places of the worker who sits at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, Scope, User, scope_of
from flyingstart.families.operations.forms import WelcomedAt
from flyingstart.kernel.api import clock
from flyingstart.places.api import Area, Site, areas_of, neighbourhood_set_on


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """A site, or a neighbourhood by itself; `value` is how a form names it."""

    value: str
    words: str
    where: WelcomedAt
    is_hub: bool = False


def welcomes(user: User | AnonymousUser) -> list[Welcome]:
    """The places where a user may register families: sites by name, then neighbourhoods."""
    return welcomes_in(scope_of(user, Permission.REGISTER_FAMILIES))


def welcomes_in(scope: Scope) -> list[Welcome]:
    """The places of a scope: sites by name, then neighbourhoods."""
    sites = [
        Welcome(
            value=f"site-{site.public_id}",
            words=site.name,
            where=WelcomedAt(neighbourhood=site.neighbourhood, site=site),
            is_hub=site.is_main,
        )
        for site in _sites(scope)
        if site.neighbourhood
    ]
    areas = [
        Welcome(
            value=f"area-{area.public_id}",
            words=_("Elsewhere in %(place)s") % {"place": area.name},
            where=WelcomedAt(neighbourhood=area),
        )
        for area in _neighbourhoods(scope)
    ]
    return [*sites, *areas]


def usual(offered: Sequence[Welcome], remembered: str, *, is_bound: bool) -> Welcome | None:
    """The place that is chosen beforehand: the last one used, the hub, or the only one.

    Who works everywhere is not bound to a place: without a last one, none is chosen.
    """
    last = next((one for one in offered if one.value == remembered), None)
    if last is not None or not is_bound:
        return last
    return next((one for one in offered if one.is_hub), offered[0] if offered else None)


def _sites(scope: Scope) -> QuerySet[Site]:
    found = Site.objects.filter(neighbourhood__isnull=False).select_related("neighbourhood")
    if not scope.whole:
        found = found.filter(Q(pk__in=scope.sites) | Q(neighbourhood__in=scope.neighbourhoods))
    # Where nothing is delivered nobody stands at the door.
    return found.filter(Q(is_delivery=True) | Q(is_main=True)).order_by("name")


def _neighbourhoods(scope: Scope) -> list[Area]:
    held = neighbourhood_set_on(clock.today())
    if held is None:
        return []
    areas = areas_of(held.code).defer("geometry").order_by("name")
    return list(areas if scope.whole else areas.filter(pk__in=scope.neighbourhoods))
