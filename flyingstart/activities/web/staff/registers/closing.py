"""Heads without names, the last thirty seconds of a register, and opening it again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import Session
from flyingstart.activities.operations.closing import close_register, reopen_register
from flyingstart.activities.operations.registers import count_heads
from flyingstart.activities.queries.registers import read_register
from flyingstart.activities.web.staff.registers import presenters
from flyingstart.activities.web.staff.registers.forms import CloseForm, HeadsForm, ReopenForm
from flyingstart.activities.web.staff.registers.guard import register_in_reach, signed_in
from flyingstart.activities.web.staff.registers.presenters import State
from flyingstart.activities.web.staff.registers.views import about_session
from flyingstart.design.api import forms
from flyingstart.kernel.api import actor_of, clock

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires(Permission.TAKE_REGISTERS)
def heads(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """How many came without being named, and who counted."""
    session = register_in_reach(request, session_id)
    if presenters.state_of(session) is not State.OPEN:
        return _too_late(request, session)
    held = dict(session.headcounts.values_list("counted_by", "count"))
    form = HeadsForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            count_heads(session=session, counts=form.counts(), by=actor_of(request), at=clock.now())
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            return _back(session)
    return _page(request, "heads", session, form)


@require_http_methods(METHODS)
@requires(Permission.TAKE_REGISTERS)
def close(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Heads counted, what went well, done."""
    session = register_in_reach(request, session_id)
    if presenters.state_of(session) is not State.OPEN:
        return _too_late(request, session)
    register = read_register(session, user=signed_in(request))
    form = CloseForm(
        request.POST if request.method == "POST" else None,
        is_empty=not register.counts.families,
        initial={**register.headcounts, "went_well": session.went_well},
    )
    if request.method == "POST" and form.is_valid():
        try:
            close_register(
                session=session,
                nobody_came=bool(form.cleaned_data.get("nobody_came")),
                counts=form.counts(),
                went_well=form.cleaned_data["went_well"],
                by=actor_of(request),
                at=clock.now(),
            )
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The register is closed. Thank you."))
            return _back(session)
    return _page(request, "close", session, form, counts=presenters.count_words(register))


@require_http_methods(METHODS)
@requires(Permission.TAKE_REGISTERS)
def reopen(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Open a closed register again, and say why."""
    session = register_in_reach(request, session_id)
    if presenters.state_of(session) is not State.CLOSED:
        return _back(session)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_register(
                session=session,
                reason=form.cleaned_data["reason"],
                by=actor_of(request),
                at=clock.now(),
            )
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The register is open again."))
            return _back(session)
    return _page(request, "reopen", session, form)


def _page(
    request: HttpRequest, name: str, session: Session, form: forms.Form, **more: object
) -> HttpResponse:
    context = {**about_session(session), "form": form, **more}
    return TemplateResponse(request, f"activities/registers/{name}.jinja", context)


def _too_late(request: HttpRequest, session: Session) -> HttpResponse:
    """Back to a register that is open no more; whoever sent something hears that it is not saved.

    Unless it is saved: two presses send the same.
    """
    if request.method == "POST" and not _is_saved(request, session):
        words = _("What you sent was not saved: the register is closed, or the session cancelled.")
        messages.warning(request, words)
    return _back(session)


def _is_saved(request: HttpRequest, session: Session) -> bool:
    """Whether a register that is closed says what was sent."""
    form = CloseForm(request.POST, is_empty=False)
    if session.cancelled_at or not form.is_valid():
        return False
    held = dict(session.headcounts.values_list("counted_by", "count"))
    are_held = all(held.get(counter) == count for counter, count in form.counts().items())
    return are_held and form.cleaned_data["went_well"] in {"", session.went_well}


def _back(session: Session) -> HttpResponse:
    return HttpResponseRedirect(reverse("register", args=[session.public_id]))
