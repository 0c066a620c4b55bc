"""Registers on paper of a site: which are ready, printed, entered, shredded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.enums import RegisterStep
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import RegisterEvent, Session
from flyingstart.activities.operations.paper import print_sheets
from flyingstart.activities.queries.giving import sites_of
from flyingstart.activities.queries.paper import held_at, next_days, still_about, with_steps
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.activities.web.staff.paper.guard import (
    day_to_print,
    sessions_to_print,
    site_in_reach,
)
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.activities.web.staff.registers.presenters import when_words
from flyingstart.design.api import Link, formats
from flyingstart.kernel.api import actor_of, clock
from flyingstart.places.api import Site


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """A session, what became of its paper, and what can be done next; "" is no address."""

    title: str
    when: str
    room: str
    story: Sequence[str]
    is_about: bool
    enter: str
    enter_words: str


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def paper(request: HttpRequest) -> HttpResponse:
    """The paper registers of a site and a day; printing them is put on record first."""
    user = signed_in(request)
    sites = list(sites_of(user).order_by("name"))
    site = _site(request, sites)
    if site is None:
        return TemplateResponse(request, "activities/paper/sites.jinja", {"sites": sites})
    today = clock.today()
    following = next_days([site.pk], today).get(site.pk, today + dt.timedelta(days=1))
    day = day_to_print(request.GET["day"]) if "day" in request.GET else following
    if request.method == "POST":
        return _print(request, site, day)
    reach = sessions_visible_to(user)
    rows = with_steps(held_at(reach, site, day))
    about = with_steps(still_about(reach, site, today))
    context = {
        "site": site,
        "day": day,
        "is_next": day == following,
        "days": _days(site, day, today, following),
        "rows": [sheet_row(one, today) for one in rows],
        "about": [sheet_row(one, today) for one in about],
        "many_sites": len(sites) > 1,
        "made_at": max((one.paper.made_at for one in rows if hasattr(one, "paper")), default=None),
    }
    return TemplateResponse(request, "activities/paper/list.jinja", context)


def _print(request: HttpRequest, site: Site, day: dt.date) -> HttpResponse:
    sessions = sessions_to_print(request, site, day)
    try:
        print_sheets(sessions=sessions, by=actor_of(request), at=clock.now())
    except ActivitiesError as fault:
        messages.warning(request, str(fault))
        return HttpResponseRedirect(_address(site, day))
    return HttpResponseRedirect(reverse("paper-sheets", args=[site.code, day.isoformat()]))


def sheet_row(session: Session, today: dt.date) -> SheetRow:
    """A session of the list."""
    sheet = getattr(session, "paper", None)
    printed = sheet is not None and sheet.printed_at is not None
    is_about = sheet is not None and printed and sheet.shredded_at is None
    has_come = clock.london_day(session.starts_at) <= today
    return SheetRow(
        title=session.activity.name,
        when=when_words(session),
        room=session.room.name if session.room else "",
        story=story_words(session.paper_steps) or [_("Not printed yet")],  # type: ignore[attr-defined]  # fetched by with_steps
        is_about=is_about,
        enter=reverse("paper-enter", args=[session.public_id]) if printed and has_come else "",
        enter_words=_("Enter it, or say that it is shredded") if is_about else _("Look at it"),
    )


def story_words(events: Iterable[RegisterEvent]) -> list[str]:
    """What became of a paper, the oldest first."""
    said = {
        RegisterStep.PRINTED: _("Printed by %(who)s, %(when)s"),
        RegisterStep.ENTERED: _("Entered by %(who)s, %(when)s"),
        RegisterStep.SHREDDED: _("Shredded by %(who)s, %(when)s"),
    }
    return [
        said[RegisterStep(one.step)] % {"who": one.said_by, "when": formats.moment(one.happened_at)}
        for one in events
    ]


def _site(request: HttpRequest, sites: Sequence[Site]) -> Site | None:
    """The site that is asked for, or the reader's only one. Raises `Http404`."""
    code = request.GET.get("site", "")
    if code:
        return site_in_reach(request, code)
    return sites[0] if len(sites) == 1 else None


def _days(site: Site, day: dt.date, today: dt.date, following: dt.date) -> list[Link]:
    words = {
        today: _("Today’s registers"),
        following: _("Registers of %(day)s") % {"day": formats.weekday(following)},
    }
    return [
        Link(text=text, href=_address(site, one), order=number)
        for number, (one, text) in enumerate(words.items())
        if one != day
    ]


def _address(site: Site, day: dt.date) -> str:
    return f"{reverse('paper')}?site={site.code}&day={day.isoformat()}"
