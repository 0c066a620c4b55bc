"""Publishing a programme, and its editions: exactly as they were, and what is new since."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import Edition, Programme, Session
from flyingstart.activities.operations.programmes import publish_programme
from flyingstart.activities.queries.programmes import newest_edition
from flyingstart.activities.rules.editions import edition_row
from flyingstart.activities.web.staff.timetable.programmes.listing import place_of
from flyingstart.activities.web.staff.timetable.programmes.one import programme_to_read
from flyingstart.activities.web.staff.timetable.rights import PLAN, programme_to_change
from flyingstart.activities.web.staff.timetable.words import ages_words, cost_words, languages
from flyingstart.design.api import formats, forms
from flyingstart.kernel.api import actor_of, clock, for_staff

Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A session as an edition says it."""

    times: str
    activity: str
    place: str
    remarks: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class PrintedDay:
    """A day of an edition."""

    name: str
    sessions: Sequence[Printed]


class PublishForm(forms.Form):
    """Nothing is asked but to go on; `version` is that of the programme as it was read."""

    version = forms.HiddenField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PLAN)
def publish(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Publish a programme: what the public will see is shown first."""
    programme = programme_to_change(request, programme_id)
    back = reverse("programme", args=[programme.public_id])
    form = PublishForm(request.POST or None, initial={"version": str(programme.version)})
    newest = newest_edition(programme)
    rows = current_rows(programme)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["version"]
        programme.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        try:
            edition = publish_programme(programme=programme, by=actor_of(request), at=clock.now())
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request,
                _("Edition %(number)s is published: families see it now.")
                % {"number": edition.number},
            )
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "programme": programme,
        "place": place_of(programme),
        "newest": newest,
        "changes": list(changes_since(newest.rows, rows)) if newest else [],
        "count_words": _count_words(len(rows)),
        "days": printed_days(rows),
        "is_empty": not rows,
        "back": back,
    }
    return TemplateResponse(request, "activities/timetable/publish.jinja", context)


@require_safe
@for_staff
def edition(request: HttpRequest, programme_id: uuid.UUID, number: int) -> HttpResponse:
    """An edition exactly as it was published, and what has changed since."""
    programme = programme_to_read(programme_id)
    found = Edition.objects.filter(programme=programme, number=number).first()
    if found is None:
        raise Http404
    context = {
        "programme": programme,
        "place": place_of(programme),
        "edition": found,
        "days": printed_days(found.rows),
        "count_words": _count_words(len(found.rows)),
        "changes": list(changes_since(found.rows, current_rows(programme))),
        "now": clock.now(),
    }
    return TemplateResponse(request, "activities/timetable/edition.jinja", context)


def current_rows(programme: Programme) -> list[dict[str, Any]]:
    """What would be published today: the sessions of listed series that stand."""
    sessions = Session.objects.filter(
        series__programme=programme, series__listed=True, cancelled_at=None
    ).select_related("activity", "site", "room")
    return [edition_row(one) for one in sessions.order_by("starts_at", "site__name", "pk")]


def printed_days(rows: Iterable[Values]) -> list[PrintedDay]:
    """Rows as a reader of the paper sees them, day by day."""
    known = languages()
    return [
        PrintedDay(
            name=f"{formats.weekday(day)} {day.year}",
            sessions=[_printed(row, known) for row in same],
        )
        for day, same in groupby(rows, key=lambda row: _moment(row["starts_at"]).date())
    ]


def changes_since(then: Sequence[Values], now: Sequence[Values]) -> Iterator[str]:
    """What is new between two lists of rows, in words: gone, changed, added."""
    before = {row["session"]: row for row in then}
    after = {row["session"]: row for row in now}
    for key, row in before.items():
        if key not in after:
            yield _("%(session)s does not take place any more") % {"session": _titled(row)}
        elif after[key] != row:
            yield _("%(session)s: now %(what)s") % {
                "session": _titled(row),
                "what": "; ".join(_differences(row, after[key])),
            }
    for key, row in after.items():
        if key not in before:
            yield _("%(session)s is new") % {"session": _titled(row)}


def _differences(then: Values, now: Values) -> Iterator[str]:
    if (then["starts_at"], then["ends_at"]) != (now["starts_at"], now["ends_at"]):
        yield f"{formats.weekday(_moment(now['starts_at']))}, {_times(now)}"
    if then["activity"] != now["activity"]:
        yield now["activity"]
    if (then["site"], then["room"]) != (now["site"], now["room"]):
        yield _("at %(place)s") % {"place": _place(now)}
    if then["cost_pence"] != now["cost_pence"]:
        yield cost_words(now["cost_pence"])
    if then["language"] != now["language"]:
        yield _("in %(language)s") % {
            "language": languages().get(now["language"], now["language"]) or _("English")
        }
    if then["note"] != now["note"]:
        yield now["note"] or _("without its note")
    ages = ("age_from_months", "age_to_months")
    if any(then[key] != now[key] for key in ages):
        yield ages_words(now["age_from_months"], now["age_to_months"]) or _("for all ages")


def _printed(row: Values, known: Mapping[str, str]) -> Printed:
    remarks = [
        ages_words(row["age_from_months"], row["age_to_months"]),
        known.get(row["language"], row["language"]),
        cost_words(row["cost_pence"]) if row["cost_pence"] else "",
        row["note"],
    ]
    return Printed(
        times=_times(row),
        activity=row["activity"],
        place=_place(row),
        remarks=[one for one in remarks if one],
    )


def _titled(row: Values) -> str:
    return f"{row['activity']}, {_place(row)}, {formats.moment(_moment(row['starts_at']))}"


def _place(row: Values) -> str:
    return f"{row['room']}, {row['site']}" if row["room"] else str(row["site"])


def _times(row: Values) -> str:
    starts = formats.time(_moment(row["starts_at"]))
    if not row["ends_at"]:
        return starts
    ends = formats.time(_moment(row["ends_at"]))
    return pgettext("times", "%(starts)s to %(ends)s") % {"starts": starts, "ends": ends}


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(clock.LONDON)


def _count_words(count: int) -> str:
    return ngettext("%(count)s session", "%(count)s sessions", count) % {
        "count": formats.number(count)
    }
