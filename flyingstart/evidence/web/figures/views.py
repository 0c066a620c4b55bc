"""The pages of figures: each one presenter over `evidence.api.measure`."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, User, may, requires
from flyingstart.design.api import show
from flyingstart.evidence.api import EvidenceError, latest_snapshot
from flyingstart.evidence.web.figures import help_wanted as helping
from flyingstart.evidence.web.figures import lost as losing
from flyingstart.evidence.web.figures import sessions as holding
from flyingstart.evidence.web.figures import supply as offering
from flyingstart.evidence.web.figures import who_came as coming
from flyingstart.evidence.web.figures.parts import Asking, FiguresPage
from flyingstart.evidence.web.forms import FieldForm, PeriodForm, WardsForm
from flyingstart.evidence.web.tabs import figure_tabs
from flyingstart.families.api import gaps_entered_by
from flyingstart.kernel.api import clock
from flyingstart.places.api import PlacesError

Presenter = Callable[[Asking], FiguresPage]
MOST_FAMILIES = 20


@require_safe
@requires(Permission.VIEW_FIGURES)
def figures(_request: HttpRequest) -> HttpResponse:
    """The first of them."""
    return HttpResponseRedirect(reverse("reach"))


@require_safe
@requires(Permission.VIEW_FIGURES)
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions and attendances, by activity and by site."""
    return _shown(request, "figures-sessions", _("Sessions"), PeriodForm, holding.page_of)


@require_safe
@requires(Permission.VIEW_FIGURES)
def who_came(request: HttpRequest) -> HttpResponse:
    """New families, regulars, carers; ages, ethnicity and needs of the children."""
    return _shown(request, "figures-who-came", _("Who came"), PeriodForm, coming.page_of)


@require_safe
@requires(Permission.VIEW_FIGURES)
def supply(request: HttpRequest) -> HttpResponse:
    """What is offered in each ward, beside how deprived it is."""
    return _shown(request, "figures-supply", _("Offer and need"), WardsForm, offering.page_of)


@require_safe
@requires(Permission.VIEW_FIGURES)
def lost(request: HttpRequest) -> HttpResponse:
    """Regulars who have not been seen for six weeks."""
    return _shown(request, "figures-lost", _("Who have we lost?"), WardsForm, losing.page_of)


@require_safe
@requires(Permission.VIEW_FIGURES)
def help_wanted(request: HttpRequest) -> HttpResponse:
    """What is not known yet: a worker's own families first, then sites and the whole."""
    mine: dict[str, Any] = {"families": [], "more": 0, "asks": False}
    if isinstance(request.user, User) and may(request.user, Permission.EDIT_FAMILIES):
        gaps = gaps_entered_by(request.user, on=clock.today())
        shown = gaps[:MOST_FAMILIES]
        mine = {
            "asks": True,
            "families": [helping.wanting(family) for family in shown],
            "more": len(gaps) - len(shown),
        }
    return _shown(
        request, "figures-help-wanted", _("Help wanted"), FieldForm, helping.page_of, mine=mine
    )


def _shown(
    request: HttpRequest,
    name: str,
    heading: str,
    form_class: type[PeriodForm],
    presenter: Presenter,
    mine: dict[str, Any] | None = None,
) -> HttpResponse:
    """One of the pages, or the file of one of its tables."""
    snapshot = latest_snapshot()
    form = form_class(request.GET)
    found: FiguresPage | None = None
    fault, status = "", HTTPStatus.OK
    if not form.is_valid():
        status = HTTPStatus.BAD_REQUEST
    elif snapshot is not None:
        try:
            found = presenter(_asking(request, form, snapshot.id))
        except (EvidenceError, PlacesError) as wrong:
            fault = str(wrong)
    tables = [t for section in found.sections for t in section.tables] if found else []
    for table in tables:
        if table.wants_export(request.GET):
            return table.export(request.GET)
    context = {
        "name": name,
        "mine": mine,
        "heading": heading,
        "tabs": figure_tabs(name, form.cleaned_data.get("period")),
        "form": form,
        "page": found,
        "tables": {table.key: show(table, request.GET) for table in tables},
        "fault": fault,
        "counted": snapshot is not None,
    }
    return TemplateResponse(request, "evidence/figures.jinja", context, status=status)


def _asking(request: HttpRequest, form: PeriodForm, snapshot: str) -> Asking:
    asked = form.cleaned_data
    return Asking(
        request.user,
        asked["period"],
        snapshot,
        chosen_set=asked.get("area_set", ""),
        field=asked.get("field", ""),
    )
