"""The evacuation roll: everybody inside, to be ticked outside. It works without script."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission
from flyingstart.activities.api import InsideSession, evacuation_roll
from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.errors import DayBookError
from flyingstart.daybook.operations.entries import write_entry
from flyingstart.daybook.queries.entries import entries_visible_to, standings
from flyingstart.daybook.web.book.calling import called_words, heads_words, unticked_words
from flyingstart.daybook.web.book.guard import day_address, signed_in, site_in_reach
from flyingstart.daybook.web.keys import key_of
from flyingstart.daybook.words import EntryWords
from flyingstart.design.api import formats
from flyingstart.kernel.api import actor_of, clock, for_staff, is_public_id
from flyingstart.places.api import Site


@dataclass(frozen=True, kw_only=True)
class Box:
    """Somebody to tick. `person`: their public id where they are registered."""

    key: str
    name: str
    note: str
    person: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """Those of a session, the visitors, the colleagues."""

    title: str
    about: str
    boxes: Sequence[Box]
    heads: int


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def roll(request: HttpRequest, site_id: uuid.UUID) -> HttpResponse:
    """Who is inside now. What was ticked is written in the day book as a roll call."""
    site = site_in_reach(request, site_id, Permission.KEEP_DAY_BOOK)
    now = clock.now()
    parts = _parts(request, site)
    boxes = [box for part in parts for box in part.boxes]
    heads = sum(part.heads for part in parts)
    if request.method == "POST":
        ticked = set(request.POST.getlist("safe"))
        try:
            write_entry(
                site=site,
                kind=EntryKind.ROLL_CALL,
                words=EntryWords(
                    happened_at=now,
                    happened=_called(boxes, ticked),
                    done=heads_words(heads),
                    missing=[box.person for box in boxes if box.person and box.key not in ticked],
                ),
                submission=key_of(_key(request), {"safe": sorted(ticked)}),
                by=actor_of(request),
                at=now,
            )
        except DayBookError:
            raise Http404 from None
        messages.success(request, _("The roll call is written in the day book."))
        return HttpResponseRedirect(day_address(site, clock.today()))
    context: dict[str, Any] = {
        "site": site,
        "parts": parts,
        "people": len(boxes),
        "heads": heads,
        "at": formats.moment(now),
        "now": now,
        "key": uuid.uuid4(),
        "back": day_address(site, clock.today()),
    }
    return TemplateResponse(request, "daybook/book/roll.jinja", context)


def _parts(request: HttpRequest, site: Site) -> list[Part]:
    inside = evacuation_roll(site, at=clock.now())
    found = [_session_part(one) for one in inside]
    today = entries_visible_to(signed_in(request)).filter(site=site, day=clock.today())
    visits = today.filter(kind=EntryKind.VISITOR, left_at=None)
    visitors = [
        Box(key=str(one.entry.public_id), name=one.newest.called, note="")
        for one in standings(visits)
    ]
    if visitors:
        found.append(Part(title=_("Visitors"), about="", boxes=visitors, heads=0))
    names = sorted({name for one in inside for name in one.workers})
    if names:
        colleagues = [Box(key=f"colleague-{name}", name=name, note="") for name in names]
        about = _("As planned: whoever else works here is not on this page")
        found.append(Part(title=_("Colleagues"), about=about, boxes=colleagues, heads=0))
    return found


def _session_part(one: InsideSession) -> Part:
    session = one.session
    is_over = session.ends_at is not None and session.ends_at < clock.now()
    words = [
        formats.time(session.starts_at),
        session.room.name if session.room else "",
        _("over since %(time)s, register still open") % {"time": formats.time(session.ends_at)}
        if is_over
        else "",
        ngettext("%(n)s child", "%(n)s children", one.children)
        % {"n": formats.number(one.children)},
        ngettext("%(n)s adult", "%(n)s adults", one.adults) % {"n": formats.number(one.adults)},
    ]
    return Part(
        title=session.activity.name,
        about=" · ".join(word for word in words if word),
        boxes=[
            Box(
                key=str(person.key),
                name=person.name,
                note=_("child") if person.is_child else "",
                person=person.key,
            )
            for person in sorted(one.people, key=lambda each: not each.is_child)
        ],
        heads=one.heads,
    )


def _called(boxes: Sequence[Box], ticked: set[str]) -> str:
    """How many were ticked; of who is not registered, who was not."""
    missing = [box for box in boxes if box.key not in ticked]
    # Whoever is registered is named when it is read, as long as their record is there.
    names = [box.name for box in missing if box.person is None]
    lines = [called_words(len(boxes), len(boxes) - len(missing)), unticked_words(names)]
    return "\n".join(filter(None, lines))


def _key(request: HttpRequest) -> uuid.UUID:
    key = request.POST.get("key", "")
    return uuid.UUID(key) if is_public_id(key) else uuid.uuid4()
