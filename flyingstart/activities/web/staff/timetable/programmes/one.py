"""One programme: its days, its weekly sessions, what was published of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from flyingstart.activities.enums import Pattern, ProgrammeKind
from flyingstart.activities.models import Programme, Session
from flyingstart.activities.queries.series import GridRow, grid_of
from flyingstart.activities.web.staff.timetable.programmes.listing import place_of
from flyingstart.activities.web.staff.timetable.rights import programmes_to_change
from flyingstart.activities.web.staff.timetable.words import (
    capacity_words,
    cost_words,
    languages,
    weekday_name,
)
from flyingstart.design.api import formats
from flyingstart.kernel.api import for_staff


@dataclass(frozen=True, kw_only=True)
class Line:
    """A weekly session as the page says it."""

    times: str
    activity: str
    place: str
    lead: str
    others: str
    remarks: Sequence[str]
    sessions: str


@dataclass(frozen=True, kw_only=True)
class DayPart:
    """A day of the week and its lines."""

    name: str
    lines: Sequence[Line]


@require_safe
@for_staff
def programme(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """The page of a programme; every member of staff reads it."""
    found = programme_to_read(programme_id)
    rows = grid_of(found)
    context = {
        "programme": found,
        "place": place_of(found),
        "kind": str(ProgrammeKind(found.kind).label).capitalize(),
        "days": days_of(rows, found, languages()),
        "count_words": _count_words(rows),
        "late": _unpublished(found),
        "editions": list(found.editions.defer("rows").order_by("-number")),
        "may_change": programmes_to_change(request.user).filter(pk=found.pk).exists(),
    }
    return TemplateResponse(request, "activities/timetable/programme.jinja", context)


def programme_to_read(programme_id: uuid.UUID) -> Programme:
    """Any programme. Raises `Http404`."""
    found = (
        Programme.objects.filter(public_id=programme_id)
        .select_related("neighbourhood")
        .defer("neighbourhood__geometry")
        .first()
    )
    if found is None:
        raise Http404
    return found


def days_of(
    rows: Iterable[GridRow], programme: Programme, known: Mapping[str, str]
) -> list[DayPart]:
    """The rows of a programme, as the week runs."""
    return [
        DayPart(name=weekday_name(weekday), lines=[_line(row, programme, known) for row in same])
        for weekday, same in groupby(rows, key=lambda row: row.series.weekday)
    ]


def _line(row: GridRow, programme: Programme, known: Mapping[str, str]) -> Line:
    series = row.series
    place = f"{series.room.name}, {series.site.name}" if series.room else series.site.name
    sessions = ngettext("%(count)s session", "%(count)s sessions", row.sessions) % {
        "count": formats.number(row.sessions)
    }
    if row.cancelled:
        sessions += " " + _("(and %(count)s cancelled)") % {"count": formats.number(row.cancelled)}
    return Line(
        times=_("%(starts)s to %(ends)s")
        % {"starts": formats.time(series.starts), "ends": formats.time(series.ends)},
        activity=series.activity.name,
        place=place,
        lead=row.lead,
        others=", ".join(row.workers),
        remarks=list(_remarks(row, programme, known)),
        sessions=sessions,
    )


def _remarks(row: GridRow, programme: Programme, known: Mapping[str, str]) -> Iterable[str]:
    """What is not as usual."""
    yield from _rhythm(row, programme)
    details = row.details
    if details.capacity is not None:
        yield capacity_words(details.capacity)
    if details.language:
        yield known.get(details.language, details.language)
    if details.cost_pence:
        yield cost_words(details.cost_pence)
    if details.note:
        yield details.note
    if not details.listed:
        yield _("not shown to the public")


def _rhythm(row: GridRow, programme: Programme) -> Iterable[str]:
    details = row.details
    if details.every_weeks > 1:
        yield _("every %(count)s weeks") % {"count": details.every_weeks}
    usual = Pattern.HOLIDAYS if programme.kind == ProgrammeKind.HOLIDAY else Pattern.TERM_TIME
    if details.pattern != usual:
        yield str(Pattern(details.pattern).label)
    if details.first_on != programme.starts_on:
        yield _("from %(day)s") % {"day": formats.date(details.first_on)}
    if details.last_on != programme.ends_on:
        yield _("until %(day)s") % {"day": formats.date(details.last_on)}
    if details.excluded:
        days = ", ".join(formats.weekday(day) for day in details.excluded)
        yield _("not on %(days)s") % {"days": days}


def _count_words(rows: Sequence[GridRow]) -> str:
    total = sum(row.sessions for row in rows)
    weekly = ngettext("%(count)s weekly session", "%(count)s weekly sessions", len(rows)) % {
        "count": formats.number(len(rows))
    }
    dates = ngettext("%(count)s date", "%(count)s dates", total) % {"count": formats.number(total)}
    return _("%(weekly)s on %(dates)s in all") % {"weekly": weekly, "dates": dates}


def _unpublished(programme: Programme) -> int:
    """How many sessions of listed series the public does not see yet."""
    return Session.objects.filter(
        Q(cancelled_at=None), series__programme=programme, series__listed=True, listed=False
    ).count()
