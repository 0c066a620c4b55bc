"""The page of whom we reach."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import show
from flyingstart.evidence.api import (
    EvidenceError,
    held_back_by_area,
    latest_snapshot,
    measure,
    measures,
    refresh_snapshot,
)
from flyingstart.evidence.web import choices
from flyingstart.evidence.web.behind import opens_for
from flyingstart.evidence.web.forms import ReachForm
from flyingstart.evidence.web.presenters import Figures, reach_page
from flyingstart.evidence.web.tabs import PAGES, figure_tabs
from flyingstart.places.api import (
    PlacesError,
    areas_of,
    find_area_set,
    neighbourhood_set_on,
    population_sources,
    ward_set_on,
)


@require_safe
@requires(Permission.VIEW_FIGURES)
def reach(request: HttpRequest) -> HttpResponse:
    """Ward by ward: a map, its table, the trend, neighbourhoods, the rule and the moment."""
    snapshot = latest_snapshot()
    form = ReachForm(request.GET)
    context: dict[str, Any] = {"form": form, "page": None, "table": None, "fault": ""}
    status = HTTPStatus.OK
    is_valid = form.is_valid()
    context["tabs"] = figure_tabs("reach", form.cleaned_data.get("period"))
    if not is_valid:
        status = HTTPStatus.BAD_REQUEST
    elif snapshot is not None:
        try:
            page = reach_page(_figures(request, form, snapshot.id))
        except (EvidenceError, PlacesError) as fault:
            context["fault"] = str(fault)
        else:
            if page.table.wants_export(request.GET):
                return page.table.export(request.GET)
            context |= {"page": page, "table": show(page.table, request.GET)}
    return TemplateResponse(request, "evidence/reach.jinja", context, status=status)


@require_POST
@requires(Permission.VIEW_FIGURES)
def count_again(request: HttpRequest) -> HttpResponse:
    """Bring the snapshot up to date, and go back to the page one came from."""
    try:
        refresh_snapshot()
    except EvidenceError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Counted again, with everything entered until now."))
    asked, name = request.POST.get("asked", ""), request.POST.get("page", "")
    page = reverse(name if name in PAGES else "reach")
    return HttpResponseRedirect(page + (f"?{asked}" if asked else ""))


def _figures(request: HttpRequest, form: ReachForm, snapshot: str) -> Figures:
    declared = measures[form.cleaned_data["measure"]]
    period = form.cleaned_data["period"]
    wards = find_area_set(form.cleaned_data["area_set"]) or ward_set_on(period.end)
    neighbourhoods = neighbourhood_set_on(period.end)
    trend = choices.trend_period(period)
    asked = {"area_set": wards.code, "snapshot": snapshot}
    by_ward = measure(declared.name, period=period, by="ward", **asked)
    held = held_back_by_area(declared, period=period, **asked)
    return Figures(
        measure=declared,
        period=period,
        held=held,
        wards=held.answer(by_ward, "ward"),
        whole=measure(declared.name, period=period, **asked),
        quarters=measure(declared.name, period=trend, by="quarter", **asked),
        neighbourhoods=held.answer(
            measure(declared.name, period=period, by="neighbourhood", snapshot=snapshot),
            "neighbourhood",
        )
        if neighbourhoods
        else None,
        area_set=wards,
        areas=list(areas_of(wards.code)),
        opens=opens_for(request.user, declared.behind),
        base_sources=population_sources(wards.code, by_ward.base_year) if by_ward.base_year else [],
    )
