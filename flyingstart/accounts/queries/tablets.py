"""Reads about shared tablets, and about who may say on one that it is them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.models import Tablet, User
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.queries.invitations import link_hash
from flyingstart.accounts.roles import roles_with
from flyingstart.accounts.scopes import scope_of
from flyingstart.kernel.api import Slot
from flyingstart.places.api import Site


@dataclass(frozen=True, kw_only=True)
class AtSite:
    """A site on a day."""

    site: Site
    day: dt.date


# Later apps say who works at a site on a day, by internal ids.
at_work: Slot[int] = Slot(name="people at work at a site")


_current: ContextVar[Tablet | None] = ContextVar("tablet", default=None)


def current_tablet() -> Tablet | None:
    """The shared tablet from which the request that is answered came; None: from none."""
    return _current.get()


@contextmanager
def on_tablet(tablet: Tablet) -> Iterator[None]:
    """What is read meanwhile is shown on a shared tablet."""
    token = _current.set(tablet)
    try:
        yield
    finally:
        _current.reset(token)


def tablet_with(secret: str) -> Tablet | None:
    """The tablet, not ended, that holds a secret."""
    if not secret:
        return None
    held = Tablet.objects.select_related("site")
    return held.filter(device_hash=link_hash(secret), ended_at=None).first()


def tablets_visible_to(user: User | AnonymousUser) -> QuerySet[Tablet]:
    """The tablets that somebody looks after, ended ones too."""
    scope = scope_of(user, Permission.ENROL_TABLETS)
    if scope.whole:
        return Tablet.objects.all()
    if scope.is_empty:
        return Tablet.objects.none()
    return Tablet.objects.filter(
        Q(site__in=scope.sites) | Q(site__neighbourhood__in=scope.neighbourhoods)
    )


def sites_for_tablets(user: User | AnonymousUser) -> QuerySet[Site]:
    """The sites for which somebody may enrol a tablet, by name."""
    scope = scope_of(user, Permission.ENROL_TABLETS)
    if scope.whole:
        return Site.objects.order_by("name")
    return Site.objects.filter(
        Q(pk__in=scope.sites) | Q(neighbourhood__in=scope.neighbourhoods)
    ).order_by("name")


def people_for(tablet: Tablet, day: dt.date) -> QuerySet[User]:
    """Who may say on a tablet that it is them, by name.

    They have set a number, may take registers, and work at its site that day or have their role
    there or in its neighbourhood. Two queries and those of the slot.
    """
    site = tablet.site
    takes = Q(grants__role_name__in=roles_with(Permission.TAKE_REGISTERS)) & (
        Q(grants__ends_on=None) | Q(grants__ends_on__gt=day)
    )
    here = Q(grants__reach=Reach.SITE, grants__site=site)
    if site.neighbourhood_id:
        here |= Q(grants__reach=Reach.NEIGHBOURHOOD, grants__neighbourhood_id=site.neighbourhood_id)
    working = at_work.entries(AtSite(site=site, day=day))
    return (
        User.objects.filter(takes, here | Q(pk__in=working), grants__starts_on__lte=day)
        .filter(is_active=True, is_staff=True, pin__isnull=False)
        .distinct()
        .order_by("name", "pk")
    )
