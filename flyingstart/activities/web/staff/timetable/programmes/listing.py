"""The programmes of terms and holidays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.activities.enums import ProgrammeKind
from flyingstart.activities.models import Programme
from flyingstart.activities.web.staff.timetable.places import ELSEWHERE, Places, places
from flyingstart.activities.web.staff.timetable.rights import may_draft
from flyingstart.activities.web.staff.timetable.tabs import tabs
from flyingstart.design.api import ChoiceFilter, Column, Kind, SearchFilter, Table, formats, show
from flyingstart.kernel.api import for_staff

Filter = ChoiceFilter[Any] | SearchFilter[Any]


@require_safe
@for_staff
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes, the newest first; every member of staff reads them."""
    table = programmes_table()
    if table.wants_export(request.GET):
        return table.export(request.GET)
    context = {
        "table": show(table, request.GET),
        "tabs": tabs("programmes"),
        "may_draft": may_draft(request.user),
        "is_empty": not Programme.objects.exists(),
    }
    return TemplateResponse(request, "activities/timetable/programmes.jinja", context)


def programmes_table() -> Table[Any]:
    """The table of all programmes; the rows know how many series they have, and if published."""
    rows = (
        Programme.objects.select_related("neighbourhood")
        .defer("neighbourhood__geometry")
        .annotate(
            series_count=Count("series", distinct=True),
            edition=Max("editions__number"),
            published_at=Max("editions__published_at"),
        )
    )
    return Table(
        key="programmes",
        caption=_("Programmes"),
        columns=list(_columns()),
        rows=rows,
        filters=list(_filters(places())),
        sort="-starts",
        empty=_("No programme fits. Take a filter away."),
        caption_hidden=True,
    )


def place_of(programme: Programme) -> str:
    """Whose programme it is."""
    return programme.neighbourhood.name if programme.neighbourhood else _("The whole authority")


def _filters(held: Places) -> Iterator[Filter]:
    yield SearchFilter(
        key="name", label=_("Name"), narrow=lambda rows, text: rows.filter(name__icontains=text)
    )
    yield ChoiceFilter(
        key="area",
        label=_("Neighbourhood"),
        choices=[*held.neighbourhoods, (ELSEWHERE, _("The whole authority"))],
        narrow=_of_area,
    )
    yield ChoiceFilter(
        key="kind",
        label=_("Kind"),
        choices=[(kind.value, str(kind.label)) for kind in ProgrammeKind],
        narrow=lambda rows, kind: rows.filter(kind=kind),
    )


def _of_area(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    if code == ELSEWHERE:
        return rows.filter(neighbourhood=None)
    return rows.filter(neighbourhood__code=code)


def _columns() -> Iterator[Column[Any]]:
    yield Column(
        key="name",
        heading=_("Programme"),
        value=lambda row: row.name,
        link=lambda row: reverse("programme", args=[row.public_id]),
        link_of=place_of,
        order_by=("name",),
    )
    yield Column(
        key="area",
        heading=_("Neighbourhood"),
        value=place_of,
        order_by=("neighbourhood__name",),
    )
    yield Column(
        key="kind",
        heading=_("Kind"),
        value=lambda row: str(ProgrammeKind(row.kind).label).capitalize(),
        order_by=("kind",),
    )
    for key, heading in (("starts", _("First day")), ("ends", _("Last day"))):
        yield Column(
            key=key,
            heading=heading,
            value=lambda row, field=f"{key}_on": getattr(row, field),  # type: ignore[misc]
            kind=Kind.DATE,
            order_by=(f"{key}_on",),
        )
    yield Column(
        key="series",
        heading=_("Weekly sessions"),
        value=lambda row: row.series_count,
        kind=Kind.NUMBER,
        order_by=("series_count",),
    )
    yield Column(
        key="published",
        heading=_("Published"),
        value=lambda row: formats.date(row.published_at) if row.published_at else _("Not yet"),
        order_by=("published_at",),
    )
