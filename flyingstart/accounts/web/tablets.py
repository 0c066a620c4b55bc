"""Shared tablets: the pages of those who look after them, and what a tablet itself shows."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flyingstart.accounts.errors import PinError, TabletError
from flyingstart.accounts.models import Tablet, User
from flyingstart.accounts.operations.tablets import (
    PinAnswer,
    end_tablet,
    enrol_tablet,
    set_pin,
    start_tablet,
    try_pin,
)
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.queries.tablets import (
    current_tablet,
    people_for,
    sites_for_tablets,
    tablets_visible_to,
)
from flyingstart.accounts.tablet_pages import HOME
from flyingstart.accounts.web.guards import requires
from flyingstart.accounts.web.middleware import SEEN
from flyingstart.accounts.web.sign_in import BACKEND
from flyingstart.accounts.web.tablet_forms import CodeForm, PinForm, TabletForm, WhoForm
from flyingstart.accounts.web.tablet_middleware import (
    COOKIE,
    COOKIE_SECONDS,
    NOTHING_STAYS,
    ON_TABLET,
)
from flyingstart.kernel.api import Actor, actor_of, clock, for_staff

FORM = ["GET", "HEAD", "POST"]
# Codes are typed by people; a tablet is passed round, so it counts wrong numbers of everybody.
RATES = {"code": "10/15m/ip", "tablet": "30/15m/key", "password": "10/15m/user"}


@never_cache
@require_safe
@requires(Permission.ENROL_TABLETS)
def tablets(request: HttpRequest) -> HttpResponse:
    """The shared tablets one looks after, and when each was last seen."""
    held = tablets_visible_to(request.user).select_related("site")
    context = {"tablets": list(held.order_by("site__name", "name", "pk")), "now": clock.now()}
    return TemplateResponse(request, "accounts/tablets.jinja", context)


@never_cache
@require_http_methods(FORM)
@requires(Permission.ENROL_TABLETS)
def new(request: HttpRequest) -> HttpResponse:
    """Name a tablet; then its code is shown, this once."""
    sites = sites_for_tablets(request.user)
    form = TabletForm(request.POST if request.method == "POST" else None, sites=sites)
    context: dict[str, Any] = {"form": form, "code": ""}
    if request.method == "POST" and form.is_valid():
        site = form.sites[form.cleaned_data["site"]]
        name = form.cleaned_data["name"]
        try:
            _tablet, code = start_tablet(site=site, name=name, by=actor_of(request), at=clock.now())
        except TabletError as fault:
            form.add_error("name", str(fault))
        else:
            address = f"{settings.SITE_ADDRESS}{reverse('tablet')}"
            context |= {"code": f"{code[:4]} {code[4:]}", "address": address, "site": site}
    return TemplateResponse(request, "accounts/tablet_new.jinja", context)


@never_cache
@require_http_methods(FORM)
@requires(Permission.ENROL_TABLETS)
def end(request: HttpRequest, tablet_id: uuid.UUID) -> HttpResponse:
    """A tablet is lost: end it and whoever is signed in on it. Asked once more before."""
    tablet = get_object_or_404(tablets_visible_to(request.user), public_id=tablet_id)
    back = reverse("tablets")
    if request.method == "POST":
        end_tablet(tablet=tablet, by=actor_of(request), at=clock.now())
        messages.success(request, _("The tablet is ended. Nobody is signed in on it any more."))
        return HttpResponseRedirect(back)
    context = {
        "title": _("End the tablet %(name)s") % {"name": tablet.name},
        "text": _(
            "Whoever is signed in on it is signed out at once, and it opens nothing any more. "
            "If it turns up again, enrol it anew."
        ),
        "button": _("End it now"),
        "grave": True,
        "back": back,
    }
    return TemplateResponse(request, "accounts/question.jinja", context)


@never_cache
@sensitive_post_parameters("password", "pin")
@require_http_methods(FORM)
@for_staff
def own_pin(request: HttpRequest) -> HttpResponse:
    """Choose one's number for shared tablets."""
    user = _signed_in(request)
    is_sent = request.method == "POST"
    form = PinForm(
        request.POST if is_sent else None,
        user=user,
        is_stopped=is_sent and not _consume(request, "password"),
    )
    if is_sent and form.is_valid():
        try:
            set_pin(user=user, pin=form.cleaned_data["pin"], by=actor_of(request), at=clock.now())
        except PinError as fault:
            form.add_error("pin", str(fault))
        else:
            messages.success(request, _("Your number for shared tablets is set."))
            return HttpResponseRedirect(reverse("staff"))
    return TemplateResponse(request, "accounts/pin.jinja", {"form": form})


@never_cache
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """What a tablet shows first: the code, who one is, or today's registers."""
    if current_tablet() is None:
        return HttpResponseRedirect(reverse("tablet-enrol"))
    return HttpResponseRedirect(reverse(HOME if request.user.is_authenticated else "tablet-who"))


@never_cache
@require_http_methods(FORM)
def enrol(request: HttpRequest) -> HttpResponse:
    """The code from the manager's screen makes this device a shared tablet."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not _consume(request, "code"):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour."))
    elif request.method == "POST" and form.is_valid():
        visitor = Actor.job("a shared tablet")
        try:
            _tablet, secret = enrol_tablet(
                code=form.cleaned_data["code"], by=visitor, at=clock.now()
            )
        except TabletError as fault:
            form.add_error("code", str(fault))
        else:
            logout(request)
            return _remember(HttpResponseRedirect(reverse("tablet-who")), secret)
    return TemplateResponse(request, "accounts/tablet_enrol.jinja", {"form": form})


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(FORM)
def who(request: HttpRequest) -> HttpResponse:
    """Who stands at the tablet; their number signs them in for as long as they tap."""
    tablet = current_tablet()
    if tablet is None or request.user.is_authenticated:
        return HttpResponseRedirect(reverse("tablet"))
    people = people_for(tablet, clock.today())
    form = WhoForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        user = form.people[form.cleaned_data["who"]]
        answer = _tried(request, tablet, user, form.cleaned_data["pin"])
        if answer is PinAnswer.RIGHT:
            login(request, user, backend=BACKEND)
            request.session[ON_TABLET] = str(tablet.public_id)
            # Idling counts from here, also for who opens nothing afterwards.
            request.session[SEEN] = int(clock.now().timestamp())
            return _remember(HttpResponseRedirect(reverse(HOME)), request.COOKIES[COOKIE])
        form.add_error("pin", _words_of(answer))
    context = {"form": form, "tablet": tablet}
    return TemplateResponse(request, "accounts/tablet_who.jinja", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Hand the tablet to the next."""
    logout(request)
    return HttpResponseRedirect(reverse("tablet"), headers=NOTHING_STAYS)


@never_cache
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """A tablet that was ended says so."""
    return TemplateResponse(request, "accounts/tablet_lost.jinja", status=HTTPStatus.FORBIDDEN)


def _tried(request: HttpRequest, tablet: Tablet, user: User, pin: str) -> PinAnswer:
    """What becomes of a number; a tablet on which many were wrong takes none for a while."""
    asked = {"key": str(tablet.public_id), "limit_get": True}
    if not _consume(request, "tablet", dry_run=True, **asked):
        return PinAnswer.LOCKED
    answer = try_pin(tablet=tablet, user=user, pin=pin, by=actor_of(request), at=clock.now())
    if answer is not PinAnswer.RIGHT:
        _consume(request, "tablet", **asked)
    return answer


def _words_of(answer: PinAnswer) -> str:
    if answer is PinAnswer.LOCKED:
        return _(
            "Too many wrong tries. Wait a quarter of an hour, or sign in as usual on your own "
            "device and set a new number."
        )
    return _("That is not your number. Try again.")


def _remember(answer: HttpResponse, secret: str) -> HttpResponse:
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


def _consume(request: HttpRequest, action: str, **asked: Any) -> bool:
    """Whether one more try is allowed; counts it, unless it only asks."""
    asked = {"app": "flyingstart.tablets", "action": action, "config": RATES, **asked}
    return ratelimit.consume(request, **asked) is not None


def _signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - for_staff lets nobody else come so far
    return request.user
