"""Somebody new in under a minute: a name is enough, and they are on the register."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, may, requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import Session
from flyingstart.activities.operations.newcomers import welcome_newcomers
from flyingstart.activities.queries.registers import families_at
from flyingstart.activities.web.staff.registers import presenters
from flyingstart.activities.web.staff.registers.forms import NewcomerForm
from flyingstart.activities.web.staff.registers.guard import register_in_reach, signed_in
from flyingstart.activities.web.staff.registers.presenters import Card, State
from flyingstart.activities.web.staff.registers.views import about_session
from flyingstart.families.api import (
    Candidate,
    FamiliesError,
    Family,
    WelcomedAt,
    families_by_ref,
    likely_duplicates,
    notice_in_force,
)
from flyingstart.kernel.api import actor_of, clock

MOST_LIKELY = 6


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def newcomer(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Register and mark a family; who may be held already is shown before anything is saved."""
    session = register_in_reach(request, session_id)
    if not may(request.user, Permission.REGISTER_FAMILIES):
        raise PermissionDenied
    if presenters.state_of(session) is not State.OPEN:
        return HttpResponseRedirect(reverse("register", args=[session.public_id]))
    notice = notice_in_force(get_language())
    if request.method != "POST":
        form = NewcomerForm(notice=notice, name=request.GET.get("name", ""))
        return _page(request, session, form)
    form = NewcomerForm(request.POST, notice=notice)
    if "add" in request.POST:
        form.add_child()
        return _page(request, session, form)
    return _sent(request, session, form)


def _sent(request: HttpRequest, session: Session, form: NewcomerForm) -> HttpResponse:
    """Save what was sent, or show why not."""
    if not form.is_valid():
        return _page(request, session, form)
    likely = _likely(request, session, form)
    looked_at = set(request.POST.get("looked_at", "").split()) if "is_new" in request.POST else ()
    if not {card.key for card in likely}.issubset(looked_at):
        return _page(request, session, form, likely)
    try:
        family = _welcome(request, session, form)
    except (ActivitiesError, FamiliesError) as fault:
        form.adult.add_error(None, str(fault))
        return _page(request, session, form)
    messages.success(request, _("On the register. The rest can be asked any time."))
    address = reverse("register", args=[session.public_id])
    return HttpResponseRedirect(f"{address}#family-{family.public_id}")


def _welcome(request: HttpRequest, session: Session, form: NewcomerForm) -> Family:
    site = session.site
    welcomed_at = (
        WelcomedAt(neighbourhood=site.neighbourhood, site=site) if site.neighbourhood else None
    )
    said = form.registration(welcomed_at=welcomed_at)
    return welcome_newcomers(session=session, form=said, by=actor_of(request), at=clock.now())


def _likely(request: HttpRequest, session: Session, form: NewcomerForm) -> list[Card]:
    """Families within sight that they may be, the likeliest first."""
    found = [
        candidate
        for member in form.members()
        for candidate in likely_duplicates(
            member.details, phone=member.phone, user=request.user, limit=3
        )
    ]
    public_ids = list(dict.fromkeys(_families_of(sorted(found, key=_weakest))))[:MOST_LIKELY]
    ids = families_by_ref("", set(public_ids))
    order = [ids[public_id] for public_id in public_ids if public_id in ids]
    families = families_at(session, order, user=signed_in(request)) if order else []
    return presenters.cards_of(families)


def _families_of(candidates: Iterable[Candidate]) -> Iterable[str]:
    for candidate in candidates:
        yield from (str(family.public_id) for family in candidate.person.families)


def _weakest(candidate: Candidate) -> int:
    return -int(candidate.strength)


def _page(
    request: HttpRequest, session: Session, form: NewcomerForm, likely: Iterable[Card] = ()
) -> HttpResponse:
    cards = list(likely)
    context: dict[str, Any] = {
        **about_session(session),
        "form": form,
        "cards": cards,
        "looked_at": " ".join(card.key for card in cards),
        "notice": form.notice,
    }
    return TemplateResponse(request, "activities/registers/newcomer.jinja", context)
