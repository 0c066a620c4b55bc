"""The page behind a figure: the people or families that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, User, log_download, may, requires, scope_of
from flyingstart.design.api import Column, Kind, SearchFilter, Table, formats, show
from flyingstart.evidence.api import (
    Behind,
    EvidenceError,
    Listed,
    Member,
    Row,
    Shown,
    held_back_by_area,
    latest_snapshot,
    listed,
    measures,
    shown_to,
)
from flyingstart.evidence.web import choices
from flyingstart.evidence.web.addresses import lost_link, reach_link
from flyingstart.evidence.web.holding import why_held
from flyingstart.kernel.api import Period, PeriodError, clock
from flyingstart.places.api import PlacesError, areas_of, find_area_set

LOST = "lost"
# Places that are no area: they open as well.
ELSEWHERE = {
    "outside": gettext_lazy("living outside"),
    "not known": gettext_lazy("address not known"),
}


class BehindForm(forms.Form):
    """Which figure is opened: all of it is in the address, as the reach page wrote it."""

    measure = forms.ChoiceField(
        choices=lambda: [
            (m.name, m.title) for m in measures.values() if m.behind is not Behind.NOBODY
        ]
    )
    period = forms.CharField(max_length=40)
    area_set = forms.CharField(required=False, max_length=50)
    ward = forms.CharField(required=False, max_length=50)

    def clean_period(self) -> Period:
        """Any period that the command line takes."""
        try:
            return Period.parse(self.cleaned_data["period"])
        except PeriodError as fault:
            raise forms.ValidationError(str(fault)) from None


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What the page says above its list."""

    title: str
    question: str
    period: str
    place: str
    others: str
    back: str


def opens_for(user: Any, behind: Behind) -> bool:
    """Whether a figure opens for a reader at all."""
    return behind is not Behind.NOBODY and may(user, Permission.SEE_NOT_REACHED)


@require_safe
@requires(Permission.SEE_NOT_REACHED)
def behind(request: HttpRequest) -> HttpResponse:
    """Those whom one figure counts, of the reader's places, with a file of the same."""
    form = BehindForm(request.GET)
    snapshot = latest_snapshot()
    context: dict[str, Any] = {"heading": None, "table": None, "fault": ""}
    if not form.is_valid() or snapshot is None:
        context["fault"] = _("This link does not name a figure. Open one from “Whom we reach”.")
        return TemplateResponse(
            request, "evidence/behind.jinja", context, status=HTTPStatus.BAD_REQUEST
        )
    asked = form.cleaned_data
    try:
        found = listed(
            asked["measure"],
            period=asked["period"],
            place=("ward", asked["ward"]) if asked["ward"] else None,
            area_set=asked["area_set"] or None,
            snapshot=snapshot.id,
        )
        context["fault"] = _held_back(form, found, snapshot.id)
    except (EvidenceError, PlacesError) as fault:
        context["fault"] = str(fault)
        return TemplateResponse(
            request, "evidence/behind.jinja", context, status=HTTPStatus.BAD_REQUEST
        )
    if context["fault"]:
        return TemplateResponse(
            request, "evidence/behind.jinja", context, status=HTTPStatus.FORBIDDEN
        )
    assert isinstance(request.user, User)  # noqa: S101 - `requires` lets nobody else in
    shown = shown_to(request.user, found)
    table = _table(form, shown, exportable=_may_take_away(request.user))
    if table.wants_export(request.GET):
        log_download(
            what=f"behind {asked['measure']}"[:100],
            rows=table.chosen(request.GET).count(),
            user=request.user,
            at=clock.now(),
        )
        return table.export(request.GET)
    context |= {
        "heading": _heading(form, shown),
        "table": show(table, request.GET),
        "as_at": found.as_at,
    }
    return TemplateResponse(request, "evidence/behind.jinja", context)


def _held_back(form: BehindForm, found: Listed, snapshot: str) -> str:
    """Why the figure of a ward does not open: it is told nowhere else either."""
    ward = form.cleaned_data["ward"]
    if not ward or found.area_set is None:
        return ""
    held = held_back_by_area(
        found.measure, period=found.period, area_set=found.area_set, snapshot=snapshot
    )
    return why_held(held) if held.hides("ward", ward) else ""


def _may_take_away(user: User) -> bool:
    """Only who may take away names wherever this page shows them."""
    takes = scope_of(user, Permission.EXPORT_FAMILIES)
    return not takes.is_empty and takes.covers(scope_of(user, Permission.SEE_NOT_REACHED))


def _heading(form: BehindForm, shown: Shown) -> Heading:
    asked = form.cleaned_data
    measure = measures[asked["measure"]]
    return Heading(
        title=measure.title,
        question=measure.question,
        period=choices.period_words(asked["period"]),
        place=_place(asked["area_set"], asked["ward"]),
        others=_unnamed() if asked["ward"] else _others(shown.others),
        back=lost_link(period=asked["period"], area_set=asked["area_set"])
        if measure.name == LOST
        else reach_link(measure=measure.name, period=asked["period"], area_set=asked["area_set"]),
    )


def _place(area_set: str, ward: str) -> str:
    if not ward:
        return _("everywhere")
    if ward in ELSEWHERE:
        return str(ELSEWHERE[ward])
    named = areas_of(area_set).filter(code=ward).first() if find_area_set(area_set) else None
    return named.name if named else ward


def _unnamed() -> str:
    """Of a ward no number: how many are missing would tell of those whose home is hidden."""
    return _(
        "A figure counts everybody; a list leaves out those who moved away or died, whose data "
        "must not be used so, and who live where you do not work."
    )


def _others(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "The figure counts %(count)s more, who is not named here.",
        "The figure counts %(count)s more, who are not named here.",
        count,
    ) % {"count": formats.number(count)}


def _table(form: BehindForm, shown: Shown, *, exportable: bool) -> Table[Row]:
    asked = form.cleaned_data
    measure = measures[asked["measure"]]
    of_families = measure.behind is Behind.FAMILIES
    first = _children_column() if of_families else _person_column()
    columns = [
        first,
        *([] if of_families else [_born_column()]),
        Column[Row](
            key="carers", heading=_("Parents and carers"), value=lambda row: _names(row.carers)
        ),
        Column[Row](
            key="came",
            heading=_("Last came"),
            value=lambda row: row.last_came,
            kind=Kind.DATE,
        ),
    ]
    return Table(
        key="behind",
        caption=_("Families") if of_families else _("People"),
        columns=columns,
        rows=list(shown.rows),
        filters=[
            SearchFilter(
                key="name",
                label=_("Name"),
                text=lambda row: f"{_name(row)} {_names(row.carers)}",
            )
        ],
        sort=first.key,
        page_size=50,
        exportable=exportable,
        file_name=f"{measure.name}-{asked['period']}",
    )


def _person_column() -> Column[Row]:
    return Column[Row](
        key="name", heading=_("Name"), value=_name, link=_family_page, link_of=_apart
    )


def _children_column() -> Column[Row]:
    return Column[Row](
        key="name", heading=_("Children"), value=_name, link=_family_page, link_of=_apart
    )


def _born_column() -> Column[Row]:
    return Column[Row](
        key="born",
        heading=_("Born"),
        value=lambda row: row.person.born if row.person else None,
        kind=Kind.DATE,
    )


def _name(row: Row) -> str:
    if row.person is not None:
        return row.person.name
    return _names(row.children) or _("No children now")


def _apart(row: Row) -> str:
    """What tells namesakes apart for those who hear the links alone."""
    if row.person is not None and row.person.born:
        return _("born %(day)s") % {"day": formats.date(row.person.born)}
    return _("with %(names)s") % {"names": _names(row.carers)} if row.carers else ""


def _names(members: Sequence[Member]) -> str:
    return ", ".join(member.name for member in members)


def _family_page(row: Row) -> str | None:
    return reverse("family", args=[row.family]) if row.family else None
