"""The gallery: every component in every state, with made-up contents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.design import forms, tokens
from flyingstart.design.tables.shown import show
from flyingstart.design.web import sample_forms, sample_parts, samples
from flyingstart.kernel.api import clock, for_staff


@require_safe
@for_staff
def gallery(request: HttpRequest) -> HttpResponse:
    """Words, tables and pictures; the table really filters, sorts, pages and exports."""
    wards = samples.wards()
    if wards.wants_export(request.GET):
        return wards.export(request.GET)
    context = {
        "pages": pages(request),
        "colours": zip(tokens.STEPS, tokens.STEP_INKS, strict=True),
        "today": clock.today(),
        "wards": show(wards, request.GET),
        "nothing": show(samples.nothing(), request.GET),
        "maps": [samples.tile_map(), samples.shape_map()],
        "charts": [samples.trend(), samples.parts_trend(), samples.ages(), samples.courses()],
    }
    return TemplateResponse(request, "design/gallery.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def questions(request: HttpRequest) -> HttpResponse:
    """Every field: fresh, filled in, with faults, or as somebody sent it. Nothing is saved."""
    state = request.GET.get("state", "fresh")
    data = sample_forms.STATES.get(state)
    files = None
    if request.method == "POST":
        data, files = request.POST, request.FILES
    family, work = sample_forms.FamilyForm(data), sample_forms.WorkForm(data, files)
    context = {
        "pages": pages(request),
        "states": [
            (_("Fresh"), "?state=fresh"),
            (_("Filled in"), "?state=filled"),
            (_("With faults"), "?state=wrong"),
        ],
        "family": family,
        "work": work,
        "checked": forms.answer_rows(family, lambda name: f"#id_{name}")
        if family.is_valid()
        else [],
    }
    return TemplateResponse(request, "design/gallery_questions.jinja", context)


@require_safe
@for_staff
def parts(request: HttpRequest) -> HttpResponse:
    """Lists, boxes, a story, states; the search really finds."""
    context = {
        "pages": pages(request),
        "cards": samples.sample_cards(),
        "tasks": sample_parts.tasks(),
        "rows": sample_parts.answers(),
        "story": sample_parts.story(),
        "box": sample_parts.search_box(),
        "asked": request.GET.get("q", ""),
        "now": clock.now(),
    }
    return TemplateResponse(request, "design/gallery_parts.jinja", context)


@require_safe
@for_staff
def search(request: HttpRequest) -> HttpResponse:
    """What the gallery's search finds while one writes."""
    return sample_parts.found(request.GET.get("q", "")).response()


def pages(request: HttpRequest) -> list[dict[str, object]]:
    """The pages of the gallery, as the GOV.UK navigation takes them."""
    return [
        {"text": text, "href": reverse(name), "current": request.path == reverse(name)}
        for text, name in (
            (_("Words, tables and pictures"), "gallery"),
            (_("Questions"), "gallery-questions"),
            (_("Parts of pages"), "gallery-parts"),
        )
    ]
