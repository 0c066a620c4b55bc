"""Editing all weekly sessions of a programme at once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import requires
from flyingstart.activities.errors import (
    ActivitiesError,
    ClashError,
    PlanError,
    ProgrammeChangedError,
)
from flyingstart.activities.operations.planning import plan_programme
from flyingstart.activities.timetable import Planned
from flyingstart.activities.web.staff.timetable.programmes.grid.checking import (
    check_of,
    sessions_in_words,
)
from flyingstart.activities.web.staff.timetable.programmes.grid.form import (
    GridForm,
    held_for,
    summary,
)
from flyingstart.activities.web.staff.timetable.programmes.grid.rows import new_row
from flyingstart.activities.web.staff.timetable.programmes.listing import place_of
from flyingstart.activities.web.staff.timetable.rights import PLAN, programme_to_change
from flyingstart.kernel.api import actor_of, clock

GRID = "activities/timetable/grid.jinja"
CHECK = "activities/timetable/grid_check.jinja"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def grid(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """The grid; what it would do is shown before it is saved."""
    programme = programme_to_change(request, programme_id)
    held = held_for(programme, request.user)
    if request.method != "POST":
        return _page(request, GridForm.opened(held))
    form = GridForm.sent(held, request.POST)
    step = "copy" if "copy" in request.POST else request.POST.get("step", "check")
    if step in {"copy", "more"}:
        return _page(request, form, _grown(form, request.POST.get("copy")))
    planned = None
    if step != "edit" and form.is_valid():
        planned = _plan(request, form, only_look=step != "save")
    if planned is None:
        return _page(request, form)
    if step == "save":
        said = _sentence(sessions_in_words(planned))
        messages.success(request, _("The programme is saved. %(what)s") % {"what": said})
        return HttpResponseRedirect(reverse("programme", args=[programme.public_id]))
    context = {**_context(form), "check": check_of(form, planned)}
    return TemplateResponse(request, CHECK, context)


def _grown(form: GridForm, copied: str | None) -> int | None:
    """Add a copy of a row, or empty rows; the first of the new ones, if there are any."""
    if copied is not None:
        return form.copy(int(copied) if copied.isdecimal() and len(copied) < 5 else -1)
    first = len(form.rows)
    form.add_rows()
    return first if len(form.rows) > first else None


def _plan(request: HttpRequest, form: GridForm, *, only_look: bool) -> Planned | None:
    """Plan what a valid form asks for; None, with remarks at its rows, when it cannot be.

    To look only, it is planned and taken back: so what is said is what will happen.
    """
    programme = form.held.programme
    # As its reader saw it: somebody else may have saved in the meantime.
    programme.version = form.version
    try:
        with transaction.atomic():
            planned = plan_programme(
                programme=programme, rows=form.planned(), by=actor_of(request), at=clock.now()
            )
            transaction.set_rollback(only_look)
    except PlanError as fault:
        form.take_faults(fault.faults)
    except ClashError as fault:
        form.take_clashes(fault.clashes)
    except ProgrammeChangedError:
        form.whole_fault = _(
            "Somebody saved this programme while you were working on it. Open it again in another "
            "window to see what is new; what you have written is still here."
        )
    except ActivitiesError as fault:
        form.whole_fault = str(fault)
    else:
        return planned
    return None


def _page(request: HttpRequest, form: GridForm, first: int | None = None) -> HttpResponse:
    """The grid; `first` is the row that takes the keyboard."""
    context = {**_context(form), "keyboard": first}
    return TemplateResponse(request, GRID, context)


def _context(form: GridForm) -> dict[str, object]:
    held = form.held
    sites = held.known.sites.values()
    return {
        "form": form,
        "programme": held.programme,
        "place": place_of(held.programme),
        "summaries": [summary(row, form) for row in form.rows],
        "known": held.known,
        "blank": new_row(held.programme),
        "codes": {site.name: site.code for site in sites},
        "rooms": sorted({name for site in sites for name in site.rooms.values()}),
    }


def _sentence(parts: list[str]) -> str:
    return f"{'; '.join(parts)}." if parts else _("No session is changed by it.")
