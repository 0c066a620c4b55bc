"""What happens round requests of people who signed in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from flyingstart.accounts.looking import gathering
from flyingstart.accounts.operations.openings import record_openings
from flyingstart.accounts.queries.steps import next_step
from flyingstart.kernel.api import actor_of, clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]

STAFF_PATH = "/staff/"
# In the session: when they signed in, when they were last seen, where they wanted to go.
SINCE, SEEN, WANTED = "since", "seen", "wanted"
# How exactly it is kept when somebody was last seen: not every page writes the session.
SEEN_EVERY_SECONDS = 60
READING = {"GET", "HEAD"}


class SignedOutMiddleware:
    """Signs out who did nothing for too long, or has been signed in too long, and says why.

    So it does for a session that was ended from elsewhere. Whoever was about to send something is
    told that it was not saved, and comes back to the page they were on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or lead to sign-in and from there back."""
        if request.user.is_authenticated:
            why = _why_over(request.session)
            if why:
                logout(request)
        else:
            why = "ended" if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
        if why and request.path_info.startswith(STAFF_PATH):
            return HttpResponseRedirect(sign_in_address(request, why))
        return self.get_response(request)


class StepsMiddleware:
    """Lets nobody open a staff page before they took the steps that come first.

    They are a second step of signing in, set up once, and the rules of use, agreed to anew whenever
    their words change. Their pages, and signing out, lie elsewhere.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or lead to the step that is missing."""
        if request.path_info.startswith(STAFF_PATH) and request.user.is_authenticated:
            step = next_step(request.user)
            if step:
                request.session[WANTED] = wanted_path(request)
                return HttpResponseRedirect(resolve_url(step))
        return self.get_response(request)


class AccessLogMiddleware:
    """Writes down what was opened, after the request's transaction and before its answer leaves.

    Stands outside the transaction, so that a fault in the page loses nothing of the log. When the
    log cannot be written nobody gets to see the page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then note what was opened for it."""
        with gathering() as openings:
            response = self.get_response(request)
        if openings:
            record_openings(openings=openings, by=actor_of(request), at=clock.now())
        return response


def sign_in_address(request: HttpRequest, why: str) -> str:
    """Sign-in, with the reason and the way back."""
    asked = {"next": wanted_path(request), "why": why}
    if request.method not in READING:
        asked["lost"] = "1"
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(asked)}"


def wanted_path(request: HttpRequest) -> str:
    """The staff page that somebody is on: what they read, or where the form they sent stands."""
    if request.method in READING:
        return request.get_full_path()
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc == request.get_host() and parts.path.startswith(STAFF_PATH):
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return STAFF_PATH


def _why_over(session: SessionBase) -> str:
    """Why a session is over; "" when it is not. Notes that its owner was seen."""
    now = int(clock.now().timestamp())
    since, seen = session.setdefault(SINCE, now), session.get(SEEN, now)
    if now - since >= settings.LONGEST_SESSION_SECONDS:
        return "day"
    if now - seen >= settings.IDLE_SECONDS:
        return "idle"
    if now - seen >= SEEN_EVERY_SECONDS or SEEN not in session:
        session[SEEN] = now
    return ""
