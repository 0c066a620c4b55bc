"""The gallery: every component in every state, with made-up contents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from flyingstart.design import tokens
from flyingstart.design.tables.shown import show
from flyingstart.design.web import samples
from flyingstart.kernel.api import clock, for_staff


@require_safe
@for_staff
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page; its table really filters, sorts, pages and exports."""
    wards = samples.wards()
    if wards.wants_export(request.GET):
        return wards.export(request.GET)
    context = {
        "colours": zip(tokens.STEPS, tokens.STEP_INKS, strict=True),
        "cards": samples.sample_cards(),
        "today": clock.today(),
        "born": samples.BORN,
        "wards": show(wards, request.GET),
        "nothing": show(samples.nothing(), request.GET),
        "maps": [samples.tile_map(), samples.shape_map()],
        "charts": [samples.trend(), samples.parts_trend(), samples.ages(), samples.courses()],
    }
    return TemplateResponse(request, "design/gallery.jinja", context)
