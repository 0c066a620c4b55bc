"""Entering a register from paper: one form in the order of the paper; and that it is shredded."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from flyingstart.accounts.api import Permission, may, requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import PaperSheet, Session
from flyingstart.activities.operations.paper import enter_paper, shred_paper
from flyingstart.activities.queries.paper import read_sheet, with_steps
from flyingstart.activities.queries.reach import reach_of
from flyingstart.activities.web.staff.paper.forms import PaperForm
from flyingstart.activities.web.staff.paper.guard import note_opening
from flyingstart.activities.web.staff.paper.listing import story_words
from flyingstart.activities.web.staff.paper.words import entry_blocks
from flyingstart.activities.web.staff.registers import presenters
from flyingstart.activities.web.staff.registers.guard import register_in_reach, signed_in
from flyingstart.activities.web.staff.registers.presenters import State
from flyingstart.activities.web.staff.registers.taps import tell
from flyingstart.activities.web.staff.registers.views import about_session
from flyingstart.families.api import FamiliesError
from flyingstart.kernel.api import actor_of, clock


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def enter(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Tick who came, write who was new, count heads: all of a sheet at once."""
    session = register_in_reach(request, session_id)
    sheet = PaperSheet.objects.filter(session=session, printed_at__isnull=False).first()
    if sheet is None:
        messages.warning(request, _("No register was printed for this session."))
        return _register(session)
    note_opening(request, session)
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        takes_newcomers=may(request.user, Permission.REGISTER_FAMILIES),
        held=dict(session.headcounts.values_list("counted_by", "count")),
    )
    if request.method == "POST" and form.is_valid() and _entered(request, session, form):
        return HttpResponseRedirect(reverse("paper-enter", args=[session.public_id]))
    return _page(request, session, sheet, form)


@require_POST
@requires(Permission.TAKE_REGISTERS)
def shredded(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The paper is gone: who says so stays on record, who stood on it does not."""
    session = register_in_reach(request, session_id)
    try:
        shred_paper(session=session, by=actor_of(request), at=clock.now())
    except ActivitiesError as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, _("On record: the paper is shredded. Thank you."))
    return _register(session)


def _entered(request: HttpRequest, session: Session, form: PaperForm) -> bool:
    """Whether what was sent was kept; if not, the form says why."""
    try:
        received = enter_paper(
            session=session,
            said=form.said(),
            reach=reach_of(request.user),
            by=actor_of(request),
            at=clock.now(),
        )
    except (ActivitiesError, FamiliesError) as fault:
        form.heads.add_error(None, str(fault))
        return False
    if received:
        tell(request, received)
    messages.success(request, _("The paper is entered. Shred it when nothing is missing."))
    return True


def _page(
    request: HttpRequest, session: Session, sheet: PaperSheet, form: PaperForm
) -> HttpResponse:
    told = with_steps(Session.objects.filter(pk=session.pk)).get()
    context: dict[str, Any] = {
        **about_session(session),
        "form": form,
        "blocks": entry_blocks(read_sheet(sheet, user=signed_in(request))),
        "is_open": presenters.state_of(session) is State.OPEN,
        "is_shredded": sheet.shredded_at is not None,
        "story": story_words(told.paper_steps),  # type: ignore[attr-defined]  # fetched by with_steps
        "back": f"{reverse('paper')}?site={session.site.code}",
    }
    return TemplateResponse(request, "activities/paper/enter.jinja", context)


def _register(session: Session) -> HttpResponse:
    return HttpResponseRedirect(reverse("register", args=[session.public_id]))
