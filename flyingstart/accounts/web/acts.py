"""What administrators do to a sign-in, each asked once more before it is done."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.enums import SignInState
from flyingstart.accounts.errors import AccountsError
from flyingstart.accounts.letters import invitation_address
from flyingstart.accounts.models import Invitation, User
from flyingstart.accounts.operations.invitations import (
    make_link,
    send_again,
    withdraw_invitation,
)
from flyingstart.accounts.operations.people import (
    close_sign_in,
    end_sessions,
    forget_second_step,
)
from flyingstart.accounts.operations.roles import end_role
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.queries.invitations import open_invitation
from flyingstart.accounts.web.guards import requires
from flyingstart.accounts.web.people import found, to_person
from flyingstart.kernel.api import Actor, actor_of, clock

Words = str | Promise
Doing = Callable[[User, Actor, dt.datetime], object]


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that can be done to a sign-in in certain states."""

    title: Words
    text: Words
    button: Words
    done: Words
    states: frozenset[str]
    do: Doing
    grave: bool = False


def _invitation(user: User) -> Invitation:
    invitation = open_invitation(user)
    if invitation is None:
        raise Http404
    return invitation


ACTS: dict[str, Act] = {
    "close": Act(
        title=gettext_lazy("Close the sign-in of %(name)s"),
        text=gettext_lazy(
            "They are signed out at once, and all their roles end. What they wrote stays, with "
            "their name. You can invite them again later."
        ),
        button=gettext_lazy("Close the sign-in"),
        done=gettext_lazy("The sign-in is closed."),
        states=frozenset({SignInState.ACTIVE}),
        do=lambda user, by, at: close_sign_in(user=user, by=by, at=at),
        grave=True,
    ),
    "lost-phone": Act(
        title=gettext_lazy("%(name)s lost their phone"),
        text=gettext_lazy(
            "Make sure that it is really them who asks: call them back on a number you know. They "
            "are signed out everywhere, and set up another phone when they next sign in."
        ),
        button=gettext_lazy("Forget the phone"),
        done=gettext_lazy("The phone is forgotten. They set up another one at their next sign-in."),
        states=frozenset({SignInState.ACTIVE}),
        do=lambda user, by, at: forget_second_step(user=user, by=by, at=at),
        grave=True,
    ),
    "sign-out": Act(
        title=gettext_lazy("Sign %(name)s out everywhere"),
        text=gettext_lazy("They can sign in again at once. What they have not saved is lost."),
        button=gettext_lazy("Sign out"),
        done=gettext_lazy("They are signed out everywhere."),
        states=frozenset({SignInState.ACTIVE}),
        do=lambda user, by, at: end_sessions(user=user, by=by, at=at),
    ),
    "send-again": Act(
        title=gettext_lazy("Send %(name)s the invitation again"),
        text=gettext_lazy("The letter has a new link. The link before no longer works."),
        button=gettext_lazy("Send again"),
        done=gettext_lazy("A letter with a new link is on its way."),
        states=frozenset({SignInState.INVITED}),
        do=lambda user, by, at: send_again(invitation=_invitation(user), by=by, at=at),
    ),
    "withdraw": Act(
        title=gettext_lazy("Withdraw the invitation of %(name)s"),
        text=gettext_lazy("The link no longer works, and the roles that came with it end."),
        button=gettext_lazy("Withdraw"),
        done=gettext_lazy("The invitation is withdrawn."),
        states=frozenset({SignInState.INVITED}),
        do=lambda user, by, at: withdraw_invitation(invitation=_invitation(user), by=by, at=at),
        grave=True,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def do(request: HttpRequest, public_id: uuid.UUID, act: str) -> HttpResponse:
    """Ask, or do it."""
    user, wanted = found(request, public_id), ACTS.get(act)
    if wanted is None or user.state not in wanted.states:
        raise Http404(act)
    if request.method == "POST":
        try:
            wanted.do(user, actor_of(request), clock.now())
        except AccountsError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, str(wanted.done))
        return to_person(user)
    return _question(request, user, wanted)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def end(request: HttpRequest, public_id: uuid.UUID, grant: uuid.UUID) -> HttpResponse:
    """End a role, asked once more."""
    user = found(request, public_id)
    held = get_object_or_404(user.grants.select_related("neighbourhood", "site"), public_id=grant)
    if request.method == "POST":
        try:
            end_role(grant=held, by=actor_of(request), at=clock.now())
        except AccountsError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("The role has ended."))
        return to_person(user)
    act = Act(
        title=_("End this role of %(name)s"),
        text=_("%(role)s. It ends now, and they are signed out everywhere.") % {"role": held},
        button=_("End the role"),
        done="",
        states=frozenset(),
        do=lambda *_: None,
        grave=True,
    )
    return _question(request, user, act)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def link(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make an invitation's link to hand over oneself; told once."""
    user = found(request, public_id)
    invitation = _invitation(user)
    address = ""
    if request.method == "POST":
        address = invitation_address(
            make_link(invitation=invitation, by=actor_of(request), at=clock.now())
        )
    context = {"holder": user, "address": address, "back": reverse("sign-in-of", args=[public_id])}
    return TemplateResponse(request, "accounts/link.jinja", context)


def _question(request: HttpRequest, user: User, act: Act) -> HttpResponse:
    context = {
        "title": act.title % {"name": user.name},
        "text": act.text,
        "button": act.button,
        "grave": act.grave,
        "back": reverse("sign-in-of", args=[user.public_id]),
    }
    return TemplateResponse(request, "accounts/question.jinja", context)
