"""Writing in the day book, and correcting what stands there."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.errors import DayBookError
from flyingstart.daybook.kinds import BY_HAND, adult_signs
from flyingstart.daybook.models import CheckPoint, EntryVersion
from flyingstart.daybook.operations.entries import correct_entry, write_entry
from flyingstart.daybook.queries.entries import Standing
from flyingstart.daybook.queries.here import Here, people_here
from flyingstart.daybook.web.book.forms import (
    OTHER,
    HappenedForm,
    KeyedForm,
    OpeningForm,
    VisitorForm,
    clock_words,
)
from flyingstart.daybook.web.book.guard import (
    OfDay,
    entry_in_reach,
    keeps,
    reads,
    signed_in,
    writable,
)
from flyingstart.daybook.web.keys import key_of
from flyingstart.families.api import Person
from flyingstart.kernel.api import actor_of, clock, for_staff
from flyingstart.places.api import Site


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new(request: HttpRequest, site_id: uuid.UUID, day: str, kind: str) -> HttpResponse:
    """One entry. Afterwards the page of what is to be signed, else that of the day."""
    asked = writable(request, site_id, day)
    if kind not in BY_HAND:
        raise Http404
    chosen = EntryKind(kind)
    people = _people(request, asked.site, asked.day, chosen)
    form = _form(request, chosen, people, {"key": str(uuid.uuid4()), **_now(asked)})
    if request.method == "POST" and form.is_valid():
        try:
            entry = write_entry(
                site=asked.site,
                kind=chosen,
                words=form.words_on(asked.day),
                submission=key_of(form.cleaned_data["key"], form.cleaned_data),
                by=actor_of(request),
                at=clock.now(),
            )
        except DayBookError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("It is written in the day book."))
            if adult_signs(chosen):
                return HttpResponseRedirect(reverse("day-book-entry", args=[entry.public_id]))
            return HttpResponseRedirect(asked.address)
    context = {
        "form": form,
        "kind": chosen,
        "title": chosen.label,
        "site": asked.site,
        "back": asked.address,
        "has_points": CheckPoint.objects.exists() if chosen == EntryKind.OPENING else True,
        "corrects": False,
    }
    return TemplateResponse(request, "daybook/book/new.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def correct(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Say it again, and why. Only who keeps the book there, or reads it."""
    one = entry_in_reach(request, entry_id)
    entry = one.entry
    if not (keeps(request, entry.site) or reads(request, entry.site)):
        raise Http404
    kind = EntryKind(entry.kind)
    people = _people(request, entry.site, entry.day, kind, one.newest.person)
    form = _form(request, kind, people, _held(one), corrects=True)
    back = reverse("day-book-entry", args=[entry_id])
    if request.method == "POST" and form.is_valid():
        try:
            correct_entry(
                entry=entry,
                words=form.words_on(entry.day),
                number=_number(request),
                why=form.cleaned_data["why"],
                by=actor_of(request),
                at=clock.now(),
            )
        except DayBookError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("It is corrected. What stood there can be read still."))
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "kind": kind,
        "title": kind.label,
        "site": entry.site,
        "back": back,
        "has_points": True,
        "corrects": True,
        "number": one.newest.number,
    }
    return TemplateResponse(request, "daybook/book/new.jinja", context)


def _form(
    request: HttpRequest,
    kind: EntryKind,
    people: list[Here],
    initial: dict[str, Any],
    *,
    corrects: bool = False,
) -> KeyedForm:
    said = request.POST if request.method == "POST" else None
    if kind == EntryKind.OPENING:
        points = list(CheckPoint.objects.filter(is_offered=True))
        return OpeningForm(said, points=points, corrects=corrects, initial=initial)
    if kind == EntryKind.VISITOR:
        return VisitorForm(said, corrects=corrects, initial=initial)
    return HappenedForm(said, kind=kind, people=people, corrects=corrects, initial=initial)


def _people(
    request: HttpRequest,
    site: Site,
    day: dt.date,
    kind: EntryKind,
    held: Person | None = None,
) -> list[Here]:
    if kind in {EntryKind.OPENING, EntryKind.VISITOR}:
        return []
    return people_here(site, day, signed_in(request), [held] if held else [])


def _now(asked: OfDay) -> dict[str, str]:
    """The time by the clock, on the day itself."""
    now = clock.now()
    return {"time": clock_words(now)} if clock.london_day(now) == asked.day else {}


def _held(one: Standing) -> dict[str, Any]:
    """What stands there, as the form shows it."""
    version: EntryVersion = one.newest
    person = str(version.person.public_id) if version.person else OTHER if version.called else ""
    fine = {point["words"] for point in version.points if point["fine"]}
    codes = dict(CheckPoint.objects.values_list("words", "code"))
    notes = {point["note"] for point in version.points if point["note"]}
    return {
        "key": str(uuid.uuid4()),
        "time": clock_words(version.happened_at),
        "person": person,
        "called": "" if version.person else version.called,
        "happened": version.happened,
        "done": version.done,
        "witnesses": version.witnesses,
        "told": version.told,
        "note": " ".join(sorted(notes)),
        "fine": [codes[words] for words in fine if words in codes],
    }


def _number(request: HttpRequest) -> int:
    number = request.POST.get("number", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 0
