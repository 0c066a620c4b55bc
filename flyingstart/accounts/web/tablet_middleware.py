"""What a shared tablet may open, whoever says that it is them: asked before any view."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from flyingstart.accounts.models import Tablet
from flyingstart.accounts.operations.tablets import note_tablet_seen
from flyingstart.accounts.queries.tablets import on_tablet, tablet_with
from flyingstart.accounts.tablet_pages import tablet_pages
from flyingstart.accounts.web.middleware import SEEN, STAFF_PATH
from flyingstart.kernel.api import Actor, clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# The cookie that a tablet keeps, and which tablet a session was begun on.
COOKIE, ON_TABLET = "flyingstart_tablet", "tablet"
COOKIE_SECONDS = 400 * 24 * 60 * 60
IDLE_SECONDS = 5 * 60
SEEN_EVERY_SECONDS = 60
# Said when somebody leaves a tablet. Not "storage": unsent marks wait there, sealed.
NOTHING_STAYS = {"Clear-Site-Data": '"cache"'}
DOORS = ("tablet", "tablet-enrol", "tablet-who", "tablet-leave", "tablet-lost")


class TabletMiddleware:
    """Holds a tablet, and whoever is signed in on one, to the pages that are named for tablets.

    A session that began on a tablet lives on that tablet alone, as long as it is enrolled, and
    ends after five minutes without a click. Nobody signs in on a tablet in any other way.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, refuse with words, or lead back to the names."""
        begun_on = request.session.get(ON_TABLET, "") if request.user.is_authenticated else ""
        tablet = tablet_with(request.COOKIES.get(COOKIE, ""))
        if tablet is None and not begun_on:
            return self.get_response(request)
        if tablet is None:
            return _out(request, "tablet-lost")
        with on_tablet(tablet):
            return self._on_tablet(request, tablet, begun_on)

    def _on_tablet(self, request: HttpRequest, tablet: Tablet, begun_on: str) -> HttpResponseBase:
        request.idle_seconds = IDLE_SECONDS  # type: ignore[attr-defined]  # read by the layout
        _note(tablet)
        if request.user.is_authenticated and not _holds(request, tablet, begun_on):
            return _out(request, "tablet")
        if _may_open(request, tablet):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("tablet"))
        return render(request, "accounts/tablet_refused.jinja", status=HTTPStatus.FORBIDDEN)


def _holds(request: HttpRequest, tablet: Tablet, begun_on: str) -> bool:
    """Whether a session is this tablet's, and its owner did something of late."""
    now = int(clock.now().timestamp())
    idle = now - request.session.get(SEEN, now) >= min(IDLE_SECONDS, settings.IDLE_SECONDS)
    return begun_on == str(tablet.public_id) and not idle


def _out(request: HttpRequest, page: str) -> HttpResponseRedirect:
    logout(request)
    return HttpResponseRedirect(reverse(page), headers=NOTHING_STAYS)


def _note(tablet: Tablet) -> None:
    at, seen = clock.now(), tablet.last_seen_at
    if seen is None or (at - seen).total_seconds() >= SEEN_EVERY_SECONDS:
        note_tablet_seen(tablet=tablet, by=Actor.job("a shared tablet"), at=at)


def _may_open(request: HttpRequest, tablet: Tablet) -> bool:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return False
    name = found.url_name or ""
    if name in DOORS:
        return True
    if not request.user.is_authenticated and request.path_info.startswith(STAFF_PATH):
        return False
    return name in tablet_pages and tablet_pages[name].allows(tablet, found.kwargs)
