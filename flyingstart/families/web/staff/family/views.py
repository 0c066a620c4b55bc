"""The page of a family: everything that is known, at a glance."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.families.web.staff.guard import family_in_sight, note_opening


@require_safe
@requires(Permission.VIEW_FAMILIES)
def show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A family, put on record as opened."""
    family = family_in_sight(request, public_id)
    note_opening(request, family)
    return TemplateResponse(request, "families/staff/family.jinja", {"family": family})
