"""A site's day, and the list of many days for who reads them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import current_tablet, log_download
from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.kinds import BY_HAND
from flyingstart.daybook.queries.entries import (
    Standing,
    entries_visible_to,
    sites_for,
    standings,
)
from flyingstart.daybook.web.book.guard import (
    EITHER,
    day_address,
    day_in_reach,
    reads,
    signed_in,
)
from flyingstart.daybook.web.book.presenters import line_of, state_words
from flyingstart.design.api import ChoiceFilter, Column, SearchFilter, Table, formats, show
from flyingstart.kernel.api import clock, for_staff

# As far back as the list goes.
SHOWN = dt.timedelta(days=366)
ADULT, MANAGER, DONE = "adult", "manager", "done"


@require_safe
@for_staff
def day(request: HttpRequest, site_id: uuid.UUID, day: str) -> HttpResponse:
    """What is in the book on a day. No child is named: the next family looks on."""
    asked = day_in_reach(request, site_id, day)
    rows = entries_visible_to(signed_in(request)).filter(site=asked.site, day=asked.day)
    found = standings(rows)
    checked = any(one.entry.kind == EntryKind.OPENING for one in found)
    today, on_tablet = clock.today(), current_tablet() is not None
    later = asked.day + dt.timedelta(days=1)
    context = {
        "site": asked.site,
        "day": formats.weekday(asked.day),
        "lines": [line_of(one) for one in found],
        "is_checked": checked,
        "is_today": asked.day == today,
        "may_write": asked.may_write,
        "kinds": [
            {
                "words": kind.label,
                "href": reverse("day-book-new", args=[site_id, asked.day.isoformat(), kind.value]),
            }
            for kind in BY_HAND
        ],
        "before": "" if on_tablet else day_address(asked.site, asked.day - dt.timedelta(days=1)),
        "after": day_address(asked.site, later) if later <= today and not on_tablet else "",
        "list": reverse("day-book") if not on_tablet else "",
        "roll": reverse("day-book-roll", args=[site_id]),
        "sheets": reverse("day-book-sheets", args=[site_id, asked.day.isoformat()])
        if reads(request, asked.site)
        else "",
    }
    return TemplateResponse(request, "daybook/book/day.jinja", context)


@require_safe
@for_staff
def listed(request: HttpRequest) -> HttpResponse:
    """Today's books of the reader's sites, and the entries of a year in them."""
    user = signed_in(request)
    today = clock.today()
    sites = list(sites_for(user, *EITHER))
    table = _table(standings(entries_visible_to(user).filter(day__gt=today - SHOWN)))
    if table.wants_export(request.GET):
        count = table.chosen(request.GET).count()
        log_download(what="day book", rows=count, user=user, at=clock.now())
        return table.export(request.GET)
    context = {
        "table": show(table, request.GET),
        "today": [{"name": site.name, "href": day_address(site, today)} for site in sites],
    }
    return TemplateResponse(request, "daybook/book/list.jinja", context)


def _table(rows: list[Standing]) -> Table[Standing]:
    """The list; whoever an entry is about is not named."""
    sites = {one.entry.site.code: one.entry.site.name for one in rows}
    return Table(
        caption=_("Entries of the last year"),
        caption_hidden=True,
        key="entries",
        rows=rows,
        sort="-day",
        file_name="day-book",
        empty=_("Nothing is written in the day books that you read."),
        columns=[
            Column(
                key="what",
                heading=_("What"),
                value=lambda one: str(one.entry.get_kind_display()),
                link=lambda one: reverse("day-book-entry", args=[one.entry.public_id]),
                link_of=lambda one: f"{one.entry.site.name}, {formats.date(one.entry.day)}",
            ),
            Column(key="day", heading=_("Day"), value=lambda one: one.entry.day),
            Column(key="site", heading=_("Site"), value=lambda one: one.entry.site.name),
            Column(key="by", heading=_("Written by"), value=lambda one: one.newest.written_by_name),
            Column(key="state", heading=_("State"), value=lambda one: ", ".join(state_words(one))),
        ],
        filters=[
            ChoiceFilter(
                key="kind",
                label=_("What"),
                choices=[(str(kind), str(kind.label)) for kind in EntryKind],
                keep=lambda one, wanted: one.entry.kind == wanted,
            ),
            ChoiceFilter(
                key="where",
                label=_("Site"),
                choices=sorted(sites.items(), key=lambda pair: pair[1]),
                keep=lambda one, wanted: one.entry.site.code == wanted,
            ),
            ChoiceFilter(
                key="month",
                label=_("Month"),
                choices=_months(rows),
                keep=lambda one, wanted: f"{one.entry.day:%Y-%m}" == wanted,
            ),
            ChoiceFilter(
                key="waits",
                label=_("Waits for"),
                choices=[
                    (MANAGER, _("Somebody to countersign")),
                    (ADULT, _("An adult to sign")),
                    (DONE, _("Nobody")),
                ],
                keep=_waits,
            ),
            SearchFilter(
                key="words",
                label=_("Site, or who wrote it"),
                text=lambda one: f"{one.entry.site.name} {one.newest.written_by_name}",
            ),
        ],
    )


def _months(rows: list[Standing]) -> list[tuple[str, str]]:
    days = {one.entry.day.replace(day=1) for one in rows}
    return [
        (f"{day:%Y-%m}", formats.date(day).split(" ", 1)[1]) for day in sorted(days, reverse=True)
    ]


def _waits(one: Standing, wanted: str) -> bool:
    if wanted == MANAGER:
        return one.waits_for_manager
    if wanted == ADULT:
        return one.waits_for_adult
    return not (one.waits_for_manager or one.waits_for_adult)
