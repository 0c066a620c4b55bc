"""Who changed what of a family, and when."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.families.web.staff.family.changes import changes_in
from flyingstart.families.web.staff.guard import family_in_sight, note_opening, signed_in

SHOWN = 200


@require_safe
@requires(Permission.VIEW_FAMILIES)
def changes_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The last changes, the newest first, each with who made it."""
    family = family_in_sight(request, public_id)
    note_opening(request, family)
    found = changes_in(family, signed_in(request), limit=SHOWN + 1)
    context = {
        "family": family,
        "changes": found[:SHOWN],
        "has_more": len(found) > SHOWN,
    }
    return TemplateResponse(request, "families/staff/history.jinja", context)
