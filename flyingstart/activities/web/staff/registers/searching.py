"""Finding who stands at the door and is not on the list: by name, or from elsewhere."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import Permission, log_opening, may, requires
from flyingstart.activities.models import Session
from flyingstart.activities.queries.found import found_by_name_and_birth
from flyingstart.activities.queries.registers import families_at
from flyingstart.activities.web.staff.registers import presenters
from flyingstart.activities.web.staff.registers.forms import ElsewhereForm
from flyingstart.activities.web.staff.registers.guard import register_in_reach, signed_in
from flyingstart.activities.web.staff.registers.taps import pass_for
from flyingstart.activities.web.staff.registers.views import about_session
from flyingstart.families.api import families_by_ref, find_people
from flyingstart.kernel.api import clock

LONGEST = 200
MOST_FAMILIES = 12
# Names and birth dates that nobody has are guesses when there are many of them.
RATES = {"miss": "20/h/user"}
_ASKED = {"app": "flyingstart.register", "action": "miss", "config": RATES, "limit_get": True}


@require_safe
@requires(Permission.TAKE_REGISTERS)
def search(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Families of whom somebody is called like that, each as a card; `part` for script."""
    session = register_in_reach(request, session_id)
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = find_people(text, user=request.user)
    public_ids = dict.fromkeys(str(f.public_id) for one in found.people for f in one.families)
    ids = families_by_ref("", set(list(public_ids)[:MOST_FAMILIES]))
    order = [ids[public_id] for public_id in public_ids if public_id in ids]
    families = families_at(session, order, user=signed_in(request)) if order else []
    context = {
        **about_session(session),
        "text": text,
        "refusal": found.refusal if text else "",
        "cards": presenters.cards_of(families),
        "has_more": found.has_more or len(public_ids) > MOST_FAMILIES,
        "may_register": may(request.user, Permission.REGISTER_FAMILIES),
    }
    page = "found_part" if "part" in request.GET else "found"
    return TemplateResponse(request, f"activities/registers/{page}.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def elsewhere(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Somebody of another place, by whole name and birth date.

    They are shown by given name, initial and age, and only who is found can be marked.
    """
    session = register_in_reach(request, session_id)
    form = ElsewhereForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {"cards": [], "pass_": "", "nobody": False}
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, dry_run=True, **_ASKED) is None:
            form.add_error(None, _("Too many tries without anybody found. Wait an hour."))
        else:
            shown |= _found(request, session, form)
    context = {**about_session(session), "form": form, **shown}
    return TemplateResponse(request, "activities/registers/elsewhere.jinja", context)


def _found(request: HttpRequest, session: Session, form: ElsewhereForm) -> dict[str, Any]:
    """Who was found, and the pass that lets them be marked; a miss is counted."""
    people = found_by_name_and_birth(**form.cleaned_data)
    user = signed_in(request)
    ids = sorted({family for families in people.values() for family in families})
    families = families_at(session, ids, user=user, only=people)
    if not families:
        ratelimit.consume(request, **_ASKED)
        return {"nobody": True}
    for family in families:
        log_opening(
            kind="family", public_id=family.public_id, user=user, allowed=True, at=clock.now()
        )
    return {
        "cards": presenters.cards_of(families),
        "pass_": pass_for(request, session, people),
    }
