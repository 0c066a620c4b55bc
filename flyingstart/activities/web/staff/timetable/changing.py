"""Adding one session, changing or moving one, cancelling it, and taking that back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import requires
from flyingstart.activities.errors import ActivitiesError, ClashError, ReasonMissingError
from flyingstart.activities.models import Session
from flyingstart.activities.operations.sessions import (
    alter_session,
    cancel_session,
    reinstate_session,
    schedule_session,
)
from flyingstart.activities.queries.series import register_of
from flyingstart.activities.web.staff.timetable.days import day_asked
from flyingstart.activities.web.staff.timetable.known import Known, known_to
from flyingstart.activities.web.staff.timetable.rights import PLAN, session_to_change
from flyingstart.activities.web.staff.timetable.session_form import (
    FEWEST_OTHERS,
    SessionForm,
    as_held,
)
from flyingstart.activities.web.staff.timetable.words import spot, times
from flyingstart.design.api import formats, forms
from flyingstart.kernel.api import actor_of, clock

FORM = "activities/timetable/session_form.jinja"
CANCEL = "activities/timetable/session_cancel.jinja"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def new(request: HttpRequest) -> HttpResponse:
    """Add a session that is of no series."""
    known = known_to(request.user)
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        known=known,
        initial={"day": day_asked(request.GET.get("day", "")), **_alone(known)},
    )
    if request.method == "POST" and form.is_valid():
        made = _done(
            form,
            lambda: schedule_session(
                details=form.details(), once=True, by=actor_of(request), at=clock.now()
            ),
        )
        if made:
            messages.success(request, _("The session is added."))
            return _to(made)
    context = {
        "form": form,
        "title": _("Add a session"),
        "lead": _("For one day only. What repeats belongs in a programme."),
        "button": _("Add the session"),
        "back": reverse("sessions"),
    }
    return TemplateResponse(request, FORM, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def change(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Change or move one session; its series and the others of it stay as they are."""
    held = session_to_change(request, session_id)
    if held.cancelled_at:
        messages.warning(request, _("It is cancelled: take that back first."))
        return _to(held)
    initial = as_held(held)
    people = [one.worker_id for one in held.workers.all()]
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        known=known_to(request.user, also_people=people),
        others=max(FEWEST_OTHERS, len(people) + 1),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["version"]
        held.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        done = _done(
            form,
            lambda: alter_session(
                session=held, details=form.details(), by=actor_of(request), at=clock.now()
            ),
        )
        if done:
            messages.success(request, _("The session is changed."))
            return _to(done)
    context = {
        "form": form,
        "title": _("Change or move this session"),
        "lead": titled(held),
        "button": _("Save"),
        "back": reverse("session", args=[held.public_id]),
    }
    return TemplateResponse(request, FORM, context)


class ReasonForm(forms.Form):
    """Why a session does not take place."""

    because = forms.TextField(
        label=gettext_lazy("Why does it not take place?"),
        hint=gettext_lazy("Families read this: “The hall is being painted”, for example."),
        error_messages={"required": gettext_lazy("Say why the session is cancelled.")},
        max_length=300,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def cancel(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Cancel a session with a reason; what will happen is said, and it can be taken back."""
    held = session_to_change(request, session_id)
    if held.cancelled_at:
        messages.warning(request, _("It is cancelled already."))
        return _to(held)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(
                session=held,
                because=form.cleaned_data["because"],
                by=actor_of(request),
                at=clock.now(),
            )
        except ReasonMissingError as fault:
            form.add_error("because", str(fault))
        else:
            messages.success(request, _("The session is cancelled. It can be taken back here."))
            return _to(held)
    context = {
        "form": form,
        "title": _("Cancel this session"),
        "lead": titled(held),
        "foreseen": _foreseen(held),
        "button": _("Cancel the session"),
        "back": reverse("session", args=[held.public_id]),
    }
    return TemplateResponse(request, CANCEL, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def reinstate(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Take a cancellation back."""
    held = session_to_change(request, session_id)
    if not held.cancelled_at:
        messages.warning(request, _("It takes place."))
        return _to(held)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            reinstate_session(session=held, by=actor_of(request), at=clock.now())
        except ClashError as fault:
            for clash in fault.clashes:
                form.add_error(None, clash.words)
        else:
            messages.success(request, _("The session takes place after all."))
            return _to(held)
    context = {
        "form": form,
        "title": _("Does it take place after all?"),
        "lead": titled(held),
        "foreseen": [
            _("Its room and its staff are taken up again."),
            _("The public sees it again, if it is shown to the public."),
        ],
        "button": _("It takes place"),
        "back": reverse("session", args=[held.public_id]),
    }
    return TemplateResponse(request, CANCEL, context)


def titled(session: Session) -> str:
    """Which session it is, in a line."""
    when = f"{formats.weekday(session.starts_at)}, {times(session)}"
    return f"{session.activity.name}, {spot(session)}, {when}"


def _foreseen(session: Session) -> list[str]:
    said = [
        _("Its room and its staff are free for something else."),
        _("It stays in the timetable, struck through, with your reason."),
    ]
    if session.listed:
        said.append(_("The public sees that it is cancelled, and why."))
    register = register_of(session)
    if register.people:
        said.append(
            ngettext(
                "%(count)s person is marked as present. The mark is kept, and counted no more.",
                "%(count)s people are marked as present. The marks are kept, and counted no more.",
                register.people,
            )
            % {"count": formats.number(register.people)}
        )
    if register.heads:
        said.append(
            ngettext(
                "%(count)s person was counted. The headcount is kept, and counted no more.",
                "%(count)s people were counted. The headcount is kept, and counted no more.",
                register.heads,
            )
            % {"count": formats.number(register.heads)}
        )
    said.append(_("You can take it back."))
    return said


def _done(form: SessionForm, work: Callable[[], Session]) -> Session | None:
    """The session that an operation wrote; None, said in the form, when it cannot be."""
    try:
        return work()
    except ActivitiesError as fault:
        form.take(fault)
    return None


def _alone(known: Known) -> dict[str, Any]:
    sites = known.own_sites
    return {"site": sites[0].id} if len(sites) == 1 else {}


def _to(session: Session) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("session", args=[session.public_id]))
