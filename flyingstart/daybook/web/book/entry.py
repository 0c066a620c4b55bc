"""One entry: reading it, signing it, countersigning it, letting a visitor out, its sheet."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.errors import DayBookError
from flyingstart.daybook.kinds import adult_signs, manager_signs
from flyingstart.daybook.operations.entries import let_visitor_out
from flyingstart.daybook.operations.signing import countersign_entry, sign_entry
from flyingstart.daybook.queries.entries import Standing, entries_visible_to, standings
from flyingstart.daybook.web.book.forms import CountersignForm, SignForm
from flyingstart.daybook.web.book.guard import (
    day_address,
    day_in_reach,
    entry_in_reach,
    keeps,
    reads,
    signed_in,
)
from flyingstart.daybook.web.book.presenters import (
    facts_of,
    hours_words,
    past_of,
    signatures_of,
    state_words,
)
from flyingstart.design.api import formats
from flyingstart.kernel.api import actor_of, clock, for_staff

# Seen on a body, said by a child: perhaps more than the day book is for.
MAY_BE_A_WORRY = {EntryKind.INJURY, EntryKind.LOST_CHILD}


@require_safe
@for_staff
def one(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """What stands there, who signed it, what stood there before."""
    found = entry_in_reach(request, entry_id)
    entry, user = found.entry, signed_in(request)
    kind = EntryKind(entry.kind)
    does_read, does_keep = reads(request, entry.site), keeps(request, entry.site)
    context = {
        **_head(found),
        "facts": facts_of(found.newest, kind, user),
        "signatures": signatures_of(found),
        "past": past_of(found, user),
        "states": list(state_words(found)),
        "is_waiting": found.waits_for_adult or found.waits_for_manager,
        "may_sign": found.waits_for_adult and does_keep,
        "may_countersign": found.waits_for_manager
        and does_read
        and found.newest.written_by != user.public_id,
        "may_correct": does_read or does_keep,
        "may_let_out": found.is_inside and does_keep,
        "may_worry": kind in MAY_BE_A_WORRY,
        "has_sheet": kind not in {EntryKind.OPENING, EntryKind.VISITOR},
    }
    return TemplateResponse(request, "daybook/book/entry.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def sign(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """The adult reads it here and types their name; or signed on paper."""
    found = entry_in_reach(request, entry_id)
    entry = found.entry
    if not keeps(request, entry.site):
        raise Http404
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sign_entry(
                version=found.newest,
                how=said["how"],
                name=said["name"],
                by=actor_of(request),
                at=clock.now(),
            )
        except DayBookError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("It is signed. Thank you."))
            # The next family finds nobody's name on the screen.
            return HttpResponseRedirect(day_address(entry.site, entry.day))
    context = {
        **_head(found),
        "form": form,
        "facts": facts_of(found.newest, EntryKind(entry.kind), signed_in(request)),
        "back": reverse("day-book-entry", args=[entry_id]),
    }
    return TemplateResponse(request, "daybook/book/sign.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def countersign(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Whoever answers for the site read it."""
    found = entry_in_reach(request, entry_id)
    if not reads(request, found.entry.site):
        raise Http404
    form = CountersignForm(request.POST if request.method == "POST" else None)
    back = reverse("day-book-entry", args=[entry_id])
    if request.method == "POST" and form.is_valid():
        try:
            countersign_entry(
                version=found.newest,
                note=form.cleaned_data["note"],
                by=actor_of(request),
                at=clock.now(),
            )
        except DayBookError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("It is countersigned."))
            return HttpResponseRedirect(back)
    context = {
        **_head(found),
        "form": form,
        "facts": facts_of(found.newest, EntryKind(found.entry.kind), signed_in(request)),
        "back": back,
    }
    return TemplateResponse(request, "daybook/book/countersign.jinja", context)


@require_POST
@requires(Permission.KEEP_DAY_BOOK)
def out(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """A visitor left."""
    found = entry_in_reach(request, entry_id)
    entry = found.entry
    if not keeps(request, entry.site):
        raise Http404
    try:
        let_visitor_out(entry=entry, by=actor_of(request), at=clock.now())
    except DayBookError:
        raise Http404 from None
    # Not now, where somebody else had said it before.
    entry.refresh_from_db(fields=["left_at"])
    time = formats.time(entry.left_at or clock.now())
    messages.success(
        request, _("%(name)s left at %(time)s.") % {"name": found.newest.called, "time": time}
    )
    return HttpResponseRedirect(day_address(entry.site, entry.day))


@require_safe
@for_staff
def sheet(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """One entry on paper, with lines to sign on."""
    found = entry_in_reach(request, entry_id)
    return _sheets(request, [found], reverse("day-book-entry", args=[entry_id]))


@require_safe
@for_staff
def sheets(request: HttpRequest, site_id: uuid.UUID, day: str) -> HttpResponse:
    """All entries of a day, each on its own sheet; each is put on record as opened."""
    asked = day_in_reach(request, site_id, day)
    if not reads(request, asked.site):
        raise Http404
    rows = entries_visible_to(signed_in(request)).filter(site=asked.site, day=asked.day)
    ids = [one.entry.public_id for one in standings(rows)]
    return _sheets(request, [entry_in_reach(request, pk) for pk in ids], asked.address)


def _sheets(request: HttpRequest, found: list[Standing], back: str) -> HttpResponse:
    user = signed_in(request)
    context = {
        "sheets": [
            {
                **_head(each),
                "facts": facts_of(each.newest, EntryKind(each.entry.kind), user),
                "signatures": signatures_of(each),
                "adult": adult_signs(each.entry.kind) and each.adult is None,
                "manager": manager_signs(each.entry.kind, each.newest.points)
                and each.manager is None,
            }
            for each in found
        ],
        "back": back,
        "now": clock.now(),
    }
    return TemplateResponse(request, "daybook/book/sheets.jinja", context)


def _head(found: Standing) -> dict[str, object]:
    """What every page of an entry says of it."""
    entry = found.entry
    return {
        "id": entry.public_id,
        "title": hours_words(found),
        "kind_words": entry.get_kind_display(),
        "site": entry.site,
        "when": formats.weekday(entry.day),
        "number": found.newest.number,
        "day_page": day_address(entry.site, entry.day),
    }
