"""Paper registers as they come out of a printer, and what the squares on them lead to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.models import PaperSheet, Session
from flyingstart.activities.queries.paper import read_sheet
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.activities.web.staff.paper.guard import (
    day_to_print,
    note_opening,
    sessions_to_print,
    site_in_reach,
)
from flyingstart.activities.web.staff.paper.words import PaperBlock, blocks_of
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.activities.web.staff.registers.presenters import when_words, where_words
from flyingstart.kernel.api import clock

# Rows left empty for those who are new.
NEWCOMERS = 6


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One register on paper."""

    title: str
    when: str
    where: str
    lead: str
    blocks: list[PaperBlock]


@require_safe
@requires(Permission.TAKE_REGISTERS)
def sheets(request: HttpRequest, site: str, day: str) -> HttpResponse:
    """The registers of a day that were printed, one a sheet; each time put on record."""
    place, when = site_in_reach(request, site), day_to_print(day)
    back = f"{reverse('paper')}?site={place.code}&day={when.isoformat()}"
    printed = [one for one in sessions_to_print(request, place, when) if _is_about(one)]
    if not printed:
        return HttpResponseRedirect(back)
    for session in printed:
        note_opening(request, session)
    context = {
        "sheets": [_drawn(request, session) for session in printed],
        "newcomers": range(NEWCOMERS),
        "site": place,
        "day": when,
        "back": back,
        "at": clock.now(),
        "by": str(request.user),
    }
    return TemplateResponse(request, "activities/paper/sheets.jinja", context)


@require_safe
@requires(Permission.TAKE_REGISTERS)
def scanned(request: HttpRequest, sheet_id: uuid.UUID, number: int) -> HttpResponse:
    """What the squares beside a family say: where it is entered. They name nobody."""
    reach = sessions_visible_to(signed_in(request))
    sheet = PaperSheet.objects.filter(public_id=sheet_id, session__in=reach).first()
    if sheet is None:
        raise Http404
    page = reverse("paper-enter", args=[sheet.session.public_id])
    return HttpResponseRedirect(f"{page}#family-{number}")


def _is_about(session: Session) -> bool:
    sheet = getattr(session, "paper", None)
    return sheet is not None and sheet.printed_at is not None and sheet.shredded_at is None


def _drawn(request: HttpRequest, session: Session) -> Sheet:
    families = read_sheet(session.paper, user=signed_in(request))
    lead = session.workers.filter(is_lead=True).select_related("worker").first()
    return Sheet(
        title=session.activity.name,
        when=when_words(session),
        where=where_words(session),
        lead=str(lead.worker) if lead else "",
        blocks=blocks_of(session.paper, families),
    )
