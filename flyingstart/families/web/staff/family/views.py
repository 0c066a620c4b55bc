"""The page of a family: everything that is known, at a glance."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.families.models import Family
from flyingstart.families.once import read_once
from flyingstart.families.queries.merged import family_roots
from flyingstart.families.queries.timeline import timeline_of
from flyingstart.families.web.staff.answering.part import answering_part
from flyingstart.families.web.staff.family import around
from flyingstart.families.web.staff.family.presenters import family_page
from flyingstart.families.web.staff.family.reading import read_family
from flyingstart.families.web.staff.family.signs import signs_of
from flyingstart.families.web.staff.guard import (
    family_in_sight,
    note_home,
    note_opening,
    signed_in,
)
from flyingstart.families.web.staff.outside.part import outside_part
from flyingstart.kernel.api import clock


@require_safe
@requires(Permission.VIEW_FAMILIES)
def show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A family, put on record as opened. One that was merged is shown as the one it became."""
    family = family_in_sight(request, public_id)
    with read_once():
        root = family_roots([family.pk])[family.pk]
        if root != family.pk:
            kept = Family.objects.get(pk=root)
            return HttpResponseRedirect(reverse("family", args=[kept.public_id]))
        note_opening(request, family)
        context = _context(request, family)
    return TemplateResponse(request, "families/staff/family.jinja", context)


def _context(request: HttpRequest, family: Family) -> dict[str, Any]:
    user = signed_in(request)
    read = read_family(family, user, clock.today())
    if any(m.home_is_hidden and not m.home_is_masked for m in read.members):
        note_home(request, family, allowed=True)
    may = around.rights(user, family)
    page = family_page(read)
    return {
        "id": family.public_id,
        "page": page,
        "paused": around.paused_words(read.whole.pauses),
        "signs": signs_of(family, read, user),
        "warnings": [around.warning(one, read) for one in read.whole.warnings],
        "notes": [around.note(one, read) for one in read.notes],
        "places": [around.place(one, read) for one in read.whole.places],
        "answering": answering_part(
            read, sees_reasons=user.has_perm(Permission.SEE_WARNINGS, family)
        ),
        "outside": outside_part(family, read.whole.records, user, clock.today()),
        **_happened(request, family),
        "actions": around.actions(family, may, is_masked=page.home_is_masked),
        "may": may,
        "now": clock.now(),
    }


def _happened(request: HttpRequest, family: Family) -> dict[str, Any]:
    """The page of the timeline that the address asks for."""
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    page = timeline_of(family, user=signed_in(request), page=max(1, number))
    pages: dict[str, Any] = {}
    if page.number > 1:
        newer = f"?page={page.number - 1}" if page.number > 2 else "?"
        pages["previous"] = {"href": f"{newer}#happened", "text": _("Newer")}
    if page.has_more:
        pages["next"] = {"href": f"?page={page.number + 1}#happened", "text": _("Older")}
    return {"entries": [around.entry(one) for one in page.entries], "pages": pages}
