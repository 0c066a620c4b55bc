"""The pages on which administrators look after sign-ins."""

from __future__ import annotations

import re
import uuid
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.errors import AccountsError, EmailError, PersonNameError
from flyingstart.accounts.looking import log_download
from flyingstart.accounts.models import User
from flyingstart.accounts.operations.invitations import invite
from flyingstart.accounts.operations.people import reopen_sign_in
from flyingstart.accounts.operations.roles import give_role
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.queries.openings import openings
from flyingstart.accounts.queries.people import sign_ins as sign_ins_for
from flyingstart.accounts.web.guards import requires
from flyingstart.accounts.web.people_forms import InviteForm, RoleForm
from flyingstart.accounts.web.presenters import log_table, person_page, sign_ins_table
from flyingstart.design.api import Table, show
from flyingstart.kernel.api import actor_of, clock, for_staff

UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
# How much of the log a person's page shows.
SHOWN = 20


@never_cache
@require_safe
@for_staff
def still_here(request: HttpRequest) -> HttpResponse:
    """Nothing: that it was asked for says that somebody is writing on a page of theirs."""
    del request
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def sign_ins(request: HttpRequest) -> HttpResponse:
    """All who sign in, with their roles."""
    table = sign_ins_table(sign_ins_for(request.user), clock.today())
    if table.wants_export(request.GET):
        return _file(request, table, "sign-ins")
    context = {"table": show(table, request.GET)}
    return TemplateResponse(request, "accounts/sign_ins.jinja", context)


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One of them: what they may do and where, and what they opened of late."""
    user = found(request, public_id)
    log = openings(request.user).filter(user=user)
    context = {
        "page": person_page(user, clock.today()),
        "log": show(log_table(log[:SHOWN], caption=_("Opened of late"), brief=True), request.GET),
    }
    return TemplateResponse(request, "accounts/person.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def invite_somebody(request: HttpRequest) -> HttpResponse:
    """Invite somebody new."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                roles=[form.role_at],
                by=actor_of(request),
                at=clock.now(),
            )
        except EmailError as fault:
            form.add_error("email", str(fault))
        except PersonNameError as fault:
            form.add_error("name", str(fault))
        except AccountsError as fault:
            form.add_error("role", str(fault))
        else:
            messages.success(request, _("Invited. A letter with the link is on its way."))
            return to_person(invitation.user)
    return TemplateResponse(request, "accounts/invite.jinja", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def give(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give somebody one more role."""
    user = found(request, public_id)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_role(user=user, role=form.role_at, by=actor_of(request), at=clock.now())
        except AccountsError as fault:
            form.add_error("role", str(fault))
        else:
            messages.success(request, _("The role holds from now on."))
            return to_person(user)
    title = _("Give %(name)s a role") % {"name": user.name}
    return _role_page(request, user, form, title, _("Give the role"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Invite somebody who had left."""
    user = found(request, public_id)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_sign_in(user=user, roles=[form.role_at], by=actor_of(request), at=clock.now())
        except AccountsError as fault:
            form.add_error("role", str(fault))
        else:
            messages.success(request, _("Invited again. A letter with the link is on its way."))
            return to_person(user)
    title = _("Invite %(name)s again") % {"name": user.name}
    return _role_page(request, user, form, title, _("Invite"))


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def access_log(request: HttpRequest) -> HttpResponse:
    """Who opened what, and who was refused; of one record when its address is given."""
    asked = request.GET.get("record", "").strip()
    match = UUID.search(asked)
    log = openings(request.user)
    if asked:
        log = log.filter(thing=uuid.UUID(match[0])) if match else log.none()
    table = log_table(log, caption=_("Opened records"))
    if table.wants_export(request.GET):
        return _file(request, table, "opened records")
    context = {
        "table": show(table, request.GET),
        "asked": asked,
        "unclear": bool(asked) and not match,
    }
    return TemplateResponse(request, "accounts/openings.jinja", context)


def _file(request: HttpRequest, table: Table[Any], what: str) -> HttpResponse:
    """The table as a file, and that it was taken away on record."""
    rows = table.chosen(request.GET).count()
    log_download(what=what, rows=rows, user=cast("User", request.user), at=clock.now())
    return table.export(request.GET)


def found(request: HttpRequest, public_id: uuid.UUID) -> Any:
    """Somebody who signs in, or 404."""
    return get_object_or_404(sign_ins_for(request.user), public_id=public_id)


def to_person(user: User) -> HttpResponseRedirect:
    """Back to a person's page."""
    return HttpResponseRedirect(reverse("sign-in-of", args=[user.public_id]))


def _role_page(
    request: HttpRequest, user: User, form: RoleForm, title: str, button: str
) -> HttpResponse:
    context = {"form": form, "holder": user, "title": title, "button": button}
    return TemplateResponse(request, "accounts/role.jinja", context)
