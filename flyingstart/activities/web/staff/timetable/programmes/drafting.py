"""Beginning a programme, changing what it is, and last term's once more."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import requires
from flyingstart.activities.enums import ProgrammeKind
from flyingstart.activities.errors import (
    ActivitiesError,
    ProgrammeChangedError,
    ProgrammeError,
)
from flyingstart.activities.models import Programme
from flyingstart.activities.operations.copying import copy_programme
from flyingstart.activities.operations.programmes import alter_programme, draft_programme
from flyingstart.activities.queries.programmes import overlapping_programmes
from flyingstart.activities.timetable import ProgrammeDetails
from flyingstart.activities.web.staff.timetable.programmes.listing import place_of
from flyingstart.activities.web.staff.timetable.programmes.stretches import Stretch, stretches
from flyingstart.activities.web.staff.timetable.rights import (
    PLAN,
    may_draft,
    neighbourhoods_to_plan,
    plans_everywhere,
    programme_to_change,
    sites_to_plan,
)
from flyingstart.design.api import formats, forms
from flyingstart.kernel.api import actor_of, clock
from flyingstart.places.api import Area

WHOLE = "whole"
OTHER_DAYS = "other"
TEMPLATE = "activities/timetable/programme_form.jinja"


class ProgrammeForm(forms.Form):
    """What a programme is. `days` offers the terms and holidays that are held."""

    neighbourhood = forms.RadiosField(
        label=gettext_lazy("Whose programme is it?"), called=gettext_lazy("a neighbourhood")
    )
    kind = forms.RadiosField(
        label=gettext_lazy("What is it for?"),
        called=gettext_lazy("a term or the holidays"),
        choices=[
            (ProgrammeKind.TERM.value, gettext_lazy("A term")),
            (ProgrammeKind.HOLIDAY.value, gettext_lazy("The holidays")),
        ],
        inline=True,
        coerce=ProgrammeKind,
    )
    name = forms.TextField(
        label=gettext_lazy("Name"),
        hint=gettext_lazy("As families read it, such as “Spring 2026”."),
        autocomplete="off",
    )
    days = forms.RadiosField(label=gettext_lazy("Days"), called=gettext_lazy("the days"))
    starts_on = forms.DateField(label=gettext_lazy("First day"))
    ends_on = forms.DateField(label=gettext_lazy("Last day"))
    version = forms.HiddenField(required=False)

    class Rules:
        """Days of one's own are asked only where no stretch was chosen."""

        only_when = {"starts_on": ("days", OTHER_DAYS), "ends_on": ("days", OTHER_DAYS)}

    def __init__(
        self,
        *args: Any,
        areas: Sequence[Area],
        has_whole: bool,
        offered: Sequence[Stretch],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        self.offered = {one.key: one for one in offered}
        whole = [(WHOLE, _("The whole authority"))] if has_whole else []
        self._choices("neighbourhood", [*((k, a.name) for k, a in self.areas.items()), *whole])
        days = [(one.key, one.words) for one in offered]
        self._choices("days", [*days, (OTHER_DAYS, _("Other days"))])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        cast("forms.RadiosField", self.fields[name]).choices = choices

    def details(self) -> ProgrammeDetails:
        """The programme of a valid form."""
        said = self.cleaned_data
        stretch = self.offered.get(said["days"])
        area = self.areas.get(said["neighbourhood"])
        return ProgrammeDetails(
            name=said["name"],
            kind=said["kind"],
            neighbourhood_id=area.pk if area else None,
            starts_on=stretch.first if stretch else said["starts_on"],
            ends_on=stretch.last if stretch else said["ends_on"],
        )

    def take(self, fault: ActivitiesError) -> None:
        """Say what an operation found wrong, at its field."""
        field = getattr(fault, "field", "").removesuffix("_id") or None
        if field in {"starts_on", "ends_on"} and self.cleaned_data.get("days") != OTHER_DAYS:
            field = "days"
        self.add_error(field if field in self.fields else None, str(fault))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def new(request: HttpRequest) -> HttpResponse:
    """Draft a programme. Who plans for a site alone has none: they get the page for 403."""
    if not may_draft(request.user):
        raise PermissionDenied
    form = _form(request, initial=_guess(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_programme(details=form.details(), by=actor_of(request), at=clock.now())
        except ProgrammeError as fault:
            form.take(fault)
        else:
            messages.success(request, _("The programme is drafted. Now fill in its rows."))
            _tell_of_overlaps(request, form.details(), made)
            return HttpResponseRedirect(reverse("programme-grid", args=[made.public_id]))
    context = {
        "form": form,
        "title": _("Draft a programme"),
        "lead": _("Nothing of it is public before you publish it."),
        "button": _("Go on to its weekly sessions"),
        "back": reverse("programmes"),
    }
    return TemplateResponse(request, TEMPLATE, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def details(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Change name, kind, neighbourhood and days."""
    programme = programme_to_change(request, programme_id)
    form = _form(request, initial=_as_held(programme, request.user))
    back = reverse("programme", args=[programme.public_id])
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["version"]
        programme.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        try:
            alter_programme(
                programme=programme, details=form.details(), by=actor_of(request), at=clock.now()
            )
        except (ProgrammeError, ProgrammeChangedError) as fault:
            form.take(fault)
        else:
            messages.success(request, _("The programme is changed."))
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "title": _("Change name or days"),
        "lead": "",
        "button": _("Save"),
        "back": back,
    }
    return TemplateResponse(request, TEMPLATE, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def copy(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """A new programme with the rows of another, on days of its own."""
    source = programme_to_change(request, programme_id)
    form = _form(request, initial=_next_after(source, request.user))
    if request.method == "POST" and form.is_valid() and _plans_all_of(source, request, form):
        try:
            copied = copy_programme(
                source=source, details=form.details(), by=actor_of(request), at=clock.now()
            )
        except ProgrammeError as fault:
            form.take(fault)
        else:
            _tell(request, copied.planned.added, copied.left_out)
            _tell_of_overlaps(request, form.details(), copied.programme)
            address = reverse("programme-grid", args=[copied.programme.public_id])
            return HttpResponseRedirect(address)
    context = {
        "form": form,
        "title": _("Copy %(name)s") % {"name": source.name},
        "lead": _("All its weekly sessions are taken along, from %(place)s, with who leads them.")
        % {"place": place_of(source)},
        "button": _("Copy"),
        "back": reverse("programme", args=[source.public_id]),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _plans_all_of(source: Programme, request: HttpRequest, form: ProgrammeForm) -> bool:
    """Whether all rows to be copied are at sites of the planner; else the form says which not."""
    own = sites_to_plan(request.user).values("pk")
    others = source.series.exclude(site__in=own).values_list("site__name", flat=True)
    names = sorted(set(others))
    if names:
        words = _("It has sessions at %(sites)s, where you do not plan: ask a colleague who does.")
        form.add_error(None, words % {"sites": ", ".join(names)})
    return not names


def _tell(request: HttpRequest, added: int, left_out: Sequence[str]) -> None:
    said = ngettext(
        "The programme is copied: %(count)s session is planned.",
        "The programme is copied: %(count)s sessions are planned.",
        added,
    ) % {"count": formats.number(added)}
    messages.success(request, said)
    for words in left_out:
        messages.warning(request, words)


def _tell_of_overlaps(request: HttpRequest, made: ProgrammeDetails, programme: Programme) -> None:
    """Another programme of the place for the same days is a slip, mostly."""
    others = list(overlapping_programmes(made, but=programme).values_list("name", flat=True)[:3])
    if others:
        words = _("%(names)s has some of the same days. Is this programme needed?")
        messages.warning(request, words % {"names": ", ".join(others)})


def _form(request: HttpRequest, initial: Mapping[str, Any]) -> ProgrammeForm:
    areas = neighbourhoods_to_plan(request.user)
    return ProgrammeForm(
        request.POST if request.method == "POST" else None,
        areas=areas,
        has_whole=plans_everywhere(request.user),
        offered=stretches(clock.today(), also=_days_in(initial)),
        initial=initial,
    )


def _days_in(initial: Mapping[str, Any]) -> tuple[dt.date, dt.date] | None:
    """The days of the programme that is changed, so that its stretch is offered though past."""
    starts, ends = initial.get("starts_on"), initial.get("ends_on")
    return (starts, ends) if starts and ends else None


def _guess(request: HttpRequest) -> dict[str, Any]:
    areas = neighbourhoods_to_plan(request.user)
    alone = len(areas) == 1 and not plans_everywhere(request.user)
    return {
        "kind": ProgrammeKind.TERM,
        "neighbourhood": str(areas[0].public_id) if alone else None,
    }


def _as_held(programme: Programme, planner: Any) -> dict[str, Any]:
    del planner
    area = programme.neighbourhood
    first, last = programme.starts_on, programme.ends_on
    offered = stretches(clock.today(), also=(first, last))
    same = next((one.key for one in offered if (one.first, one.last) == (first, last)), OTHER_DAYS)
    return {
        "name": programme.name,
        "kind": ProgrammeKind(programme.kind),
        "neighbourhood": str(area.public_id) if area else WHOLE,
        "days": same,
        "starts_on": first,
        "ends_on": last,
        "version": str(programme.version),
    }


def _next_after(source: Programme, planner: Any) -> dict[str, Any]:
    """What a copy is most likely to be: the next stretch of that kind, for the same place."""
    areas = {area.pk: area for area in neighbourhoods_to_plan(planner)}
    own = areas.get(source.neighbourhood_id or 0)
    alone = next(iter(areas.values()), None) if len(areas) == 1 else None
    area = own or alone
    whole = WHOLE if source.neighbourhood_id is None and plans_everywhere(planner) else None
    following = next(
        (
            one
            for one in stretches(clock.today())
            if one.kind == source.kind and one.first > source.ends_on
        ),
        None,
    )
    return {
        "kind": ProgrammeKind(source.kind),
        "neighbourhood": str(area.public_id) if area else whole,
        "days": following.key if following else None,
        "name": following.name if following else "",
    }
