"""Visits that colleagues make alone: which are on, which are late, and who is told."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from flyingstart.accounts.api import Grant, Permission, Reach, User, roles_with, scope_of
from flyingstart.activities.models import LoneVisit
from flyingstart.places.api import Site


def visit_of(user: User) -> LoneVisit | None:
    """The visit that somebody is on."""
    return LoneVisit.objects.filter(worker=user, ended_at=None).select_related("site").first()


def late_visits(user: User, at: dt.datetime) -> QuerySet[LoneVisit]:
    """Visits from sites of somebody who reads day books that were to be over; the oldest first."""
    scope = scope_of(user, Permission.READ_DAY_BOOK)
    late = LoneVisit.objects.filter(ended_at=None, expected_at__lt=at)
    if not scope.whole:
        late = late.filter(
            Q(site__in=scope.sites) | Q(site__neighbourhood__in=scope.neighbourhoods)
        )
    return late.select_related("worker", "site").order_by("expected_at", "pk")


def managers_of(site: Site, day: dt.date) -> QuerySet[User]:
    """Who reads the day book of a site on a day, and can sign in."""
    here = Q(reach=Reach.AUTHORITY) | Q(site=site)
    if site.neighbourhood_id:
        here |= Q(neighbourhood=site.neighbourhood_id)
    grants = Grant.objects.filter(
        here,
        Q(ends_on=None) | Q(ends_on__gt=day),
        starts_on__lte=day,
        role_name__in=roles_with(Permission.READ_DAY_BOOK),
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("pk")
