"""The register of a session on a phone: who is expected, who is here; a tap for each."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from flyingstart.accounts.api import Permission, current_tablet, may, requires
from flyingstart.activities.enums import RegisterStep
from flyingstart.activities.models import RegisterEvent, Session
from flyingstart.activities.operations.entries import receive_entries
from flyingstart.activities.queries.care import gaps_of, rules_on
from flyingstart.activities.queries.registers import Register, read_register
from flyingstart.activities.sayings import AwayPage
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.activities.ways import away_forms, site_ways
from flyingstart.activities.web.staff.care.away import creche_here
from flyingstart.activities.web.staff.registers import presenters
from flyingstart.activities.web.staff.registers.guard import register_in_reach, signed_in
from flyingstart.activities.web.staff.registers.offline import sealing_for
from flyingstart.activities.web.staff.registers.taps import reach_with, tell, words_of
from flyingstart.activities.web.staff.today.gaps import gap_words
from flyingstart.families.api import notice_in_force
from flyingstart.kernel.api import actor_of, clock


@require_safe
@requires(Permission.TAKE_REGISTERS)
def show(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The register: expected families first."""
    session = register_in_reach(request, session_id)
    user = signed_in(request)
    register = read_register(session, user=user)
    rules = rules_on(clock.london_day(session.starts_at))
    may_register = may(request.user, Permission.REGISTER_FAMILIES)
    context = {
        **about_session(session),
        "cards": presenters.cards_of(register.families),
        "counts": presenters.count_words(register),
        "heads": presenters.head_lines(register),
        "counted": register.headcounts,
        "blank": presenters.blank_card(),
        "creche": creche_here(session, register.families, rules),
        "same": presenters.last_week(register.families),
        "asked": presenters.asked(register, _named(request, register)),
        "events": presenters.event_words(register.events),
        "has_words": register.has_words,
        "now": clock.now(),
        "sealing": sealing_for(request),
        "gaps": gap_words(gaps_of([session], rules).get(session.pk)) if not session.source else [],
        "on_paper": current_tablet() is None and any(map(_is_on_paper, register.events)),
        "ways": site_ways.entries(session.site),
        "away": away_forms.entries(AwayPage(user=user, site=session.site, has_register=True)),
        "may_plan": may(request.user, Permission.PLAN_SESSIONS),
        "may_register": may_register,
        "notice": notice_in_force(get_language()) if may_register else None,
    }
    return TemplateResponse(request, "activities/registers/register.jinja", context)


@require_POST
@requires(Permission.TAKE_REGISTERS)
def marks(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """What a tap says without script; back to the family on the register."""
    session = register_in_reach(request, session_id)
    at = clock.now()
    words = words_of(request.POST, session, at)
    reach = reach_with(request, session, request.POST.get("pass", ""))
    tell(request, receive_entries(entries=words, reach=reach, by=actor_of(request), at=at))
    place = f"#family-{words[0].family_id}" if words else ""
    return HttpResponseRedirect(reverse("register", args=[session.public_id]) + place)


def about_session(session: Session) -> dict[str, Any]:
    """What every page of a register says of its session."""
    return {
        "session": session,
        "state": presenters.state_of(session).value,
        "when": presenters.when_words(session),
        "where": presenters.where_words(session),
    }


def _is_on_paper(event: RegisterEvent) -> bool:
    return event.step == RegisterStep.PRINTED


def _named(request: HttpRequest, register: Register) -> set[int]:
    """Of other sessions of the same time, those whose register the reader takes too."""
    others = {session.pk for one in register.asked for session in one.also_at}
    if not others:
        return set()
    reach = sessions_visible_to(request.user)
    return set(reach.filter(pk__in=others).values_list("pk", flat=True))
