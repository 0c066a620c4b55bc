"""Who may change what of the timetable. To read it is for everybody on the staff."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from flyingstart.accounts.api import Permission, User, scope_of
from flyingstart.activities.models import Programme, Session
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.places.api import Area, Site

PLAN = Permission.PLAN_SESSIONS
Reader = User | AnonymousUser


def sessions_to_change(user: Reader) -> QuerySet[Session]:
    """The sessions that somebody may change, move and cancel."""
    return sessions_visible_to(user, PLAN)


def session_to_change(request: HttpRequest, session_id: uuid.UUID) -> Session:
    """One of them. Raises `Http404`."""
    found = (
        sessions_to_change(request.user)
        .filter(public_id=session_id)
        .select_related("activity", "site__neighbourhood", "room", "series__programme")
        .first()
    )
    if found is None:
        raise Http404
    return found


def sites_to_plan(user: Reader) -> QuerySet[Site]:
    """The sites at which somebody may plan sessions, by their names."""
    scope = scope_of(user, PLAN)
    sites = Site.objects.select_related("neighbourhood").order_by("name")
    if scope.whole:
        return sites
    return sites.filter(Q(pk__in=scope.sites) | Q(neighbourhood__in=scope.neighbourhoods))


def neighbourhoods_to_plan(user: Reader) -> list[Area]:
    """The neighbourhoods whose programmes somebody may draft: those in which sessions are held."""
    scope = scope_of(user, PLAN)
    areas = Area.objects.filter(sites__isnull=False).distinct().order_by("name").defer("geometry")
    if not scope.whole:
        areas = areas.filter(pk__in=scope.neighbourhoods)
    return list(areas)


def plans_everywhere(user: Reader) -> bool:
    """Whether somebody may plan for the whole authority."""
    return scope_of(user, PLAN).whole


def programmes_to_change(user: Reader) -> QuerySet[Programme]:
    """The programmes that somebody may change and publish; the authority's own need all of it."""
    scope = scope_of(user, PLAN)
    programmes = Programme.objects.select_related("neighbourhood").defer("neighbourhood__geometry")
    if scope.whole:
        return programmes
    return programmes.filter(neighbourhood__in=scope.neighbourhoods)


def programme_to_change(request: HttpRequest, programme_id: uuid.UUID) -> Programme:
    """One of them. Raises `Http404`."""
    found = programmes_to_change(request.user).filter(public_id=programme_id).first()
    if found is None:
        raise Http404
    return found


def may_draft(user: Reader) -> bool:
    """Whether somebody may draft the programme of any place. A site has none of its own."""
    scope = scope_of(user, PLAN)
    return scope.whole or bool(scope.neighbourhoods)
