"""The page of a worker at the door, with a queue before it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires, scope_of
from flyingstart.families.errors import FamiliesError
from flyingstart.families.models import Family
from flyingstart.families.operations.members import register_family
from flyingstart.families.queries.notices import current_version, notice_in_force
from flyingstart.families.web.staff.register.forms import DoorForm
from flyingstart.families.web.staff.register.likely import LikelyFamily, likely_families
from flyingstart.families.web.staff.welcome import usual, welcomes
from flyingstart.kernel.api import actor_of, clock

# The session remembers where this worker last welcomed somebody.
LAST_PLACE = "families_last_welcome"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REGISTER_FAMILIES)
def new(request: HttpRequest) -> HttpResponse:
    """Register a family: likely duplicates are shown before anything is saved."""
    form = _form(request)
    if request.method != "POST":
        return _page(request, form)
    if request.POST.get("add") in {"adult", "child"}:
        form.add_row(request.POST["add"])
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form)
    likely = likely_families(form, request.user)
    if not {family.public_id for family in likely} <= form.household.others:
        return _page(request, form, likely)
    try:
        family = register(request, form)
    except FamiliesError as fault:
        form.household.add_error(None, str(fault))
        return _page(request, form)
    request.session[LAST_PLACE] = form.household.cleaned_data["welcomed_at"]
    messages.success(request, _("The family is registered. What is missing can follow any time."))
    return HttpResponseRedirect(reverse("family", args=[family.public_id]))


def register(request: HttpRequest, form: DoorForm) -> Family:
    """Save a valid form."""
    return register_family(
        form=form.registration(notice_version=current_version()),
        by=actor_of(request),
        at=clock.now(),
    )


def _form(request: HttpRequest) -> DoorForm:
    offered = welcomes(request.user)
    is_bound = not scope_of(request.user, Permission.REGISTER_FAMILIES).whole
    notice = notice_in_force(get_language())
    if request.method == "POST":
        return DoorForm(
            request.POST,
            welcomes=offered,
            is_bound_to_place=is_bound,
            notices=notice.languages,
            initial={},
        )
    chosen = usual(offered, request.session.get(LAST_PLACE, ""), is_bound=is_bound)
    return DoorForm(
        welcomes=offered,
        is_bound_to_place=is_bound,
        notices=notice.languages,
        initial={
            "notice_in": notice.nearest,
            "submission": str(uuid.uuid4()),
            "welcomed_at": chosen.value if chosen else "",
            **_named(request.GET.get("name", "")),
        },
    )


def _named(words: str) -> Mapping[str, str]:
    """What was looked for in vain, as a name: the last word is the family's."""
    *given, last = words.split()[:10] or [""]
    return {"given_name": " ".join(given) or last, "family_name": last if given else ""}


def _page(
    request: HttpRequest, form: DoorForm, likely: list[LikelyFamily] | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "likely": likely or [],
        "looked_at": " ".join(family.public_id for family in likely or []),
    }
    return TemplateResponse(request, "families/staff/register.jinja", context)
