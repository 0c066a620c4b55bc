"""One session: what it is, who works there, its register, and what can be done with it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission
from flyingstart.activities.models import Session
from flyingstart.activities.web.staff.timetable.people import crew_of
from flyingstart.activities.web.staff.timetable.rights import PLAN
from flyingstart.activities.web.staff.timetable.states import State, state_of
from flyingstart.activities.web.staff.timetable.words import (
    capacity_words,
    cost_words,
    language_words,
    times,
)
from flyingstart.design.api import AnswerRow, formats
from flyingstart.kernel.api import clock, for_staff


@require_safe
@for_staff
def session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The page of a session; every member of staff reads it."""
    found = (
        Session.objects.filter(public_id=session_id)
        .select_related("activity", "site__neighbourhood", "room", "series__programme")
        .defer("site__neighbourhood__geometry")
        .prefetch_related("workers__worker")
        .first()
    )
    if found is None:
        raise Http404
    now = clock.now()
    state = state_of(found, now)
    may_change = request.user.has_perm(PLAN, found)
    day = clock.london_day(found.starts_at)
    context = {
        "title": str(found.activity),
        "when": f"{formats.weekday(found.starts_at)} {day.year}, {times(found)}",
        "where": place_words(found),
        "session": found,
        "state": state,
        "rows": rows_of(found),
        "may_change": may_change and state is not State.CANCELLED,
        "may_reinstate": may_change and state is State.CANCELLED,
        "register": _register(request, found),
        "programme": found.series.programme if found.series else None,
        "week": f"{reverse('week')}?day={day.isoformat()}&area=&site={found.site.code}",
    }
    return TemplateResponse(request, "activities/timetable/session.jinja", context)


def place_words(session: Session) -> str:
    """Room, site and neighbourhood."""
    parts = [
        session.room.name if session.room else "",
        session.site.name,
        session.site.neighbourhood.name if session.site.neighbourhood else "",
    ]
    return ", ".join(part for part in parts if part)


def rows_of(session: Session) -> list[AnswerRow]:
    """What the page says of a session, line by line."""
    crew = crew_of(session)
    return [
        AnswerRow(key=_("Led by"), value=crew.lead or _("Nobody yet")),
        *([AnswerRow(key=_("Also working"), value=list(crew.others))] if crew.others else []),
        AnswerRow(key=_("Families at most"), value=capacity_words(session.capacity)),
        AnswerRow(key=_("Language"), value=language_words(session.language)),
        AnswerRow(key=_("Cost"), value=cost_words(session.cost_pence)),
        *([AnswerRow(key=_("Note for families"), value=session.note)] if session.note else []),
        AnswerRow(
            key=_("Shown to the public"),
            value=_("Yes") if session.listed else _("No"),
        ),
    ]


def _register(request: HttpRequest, session: Session) -> str:
    """Where its register is; "" for who may not open it, and where there is none."""
    if not request.user.has_perm(Permission.TAKE_REGISTERS, session):
        return ""
    try:
        return reverse("register", args=[session.public_id])
    except NoReverseMatch:
        return ""
