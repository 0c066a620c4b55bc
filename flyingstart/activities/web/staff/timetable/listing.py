"""The list of sessions: narrowed, sorted, taken away as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import may
from flyingstart.activities.models import Activity, Session, SessionWorker
from flyingstart.activities.web.staff.timetable.days import (
    UnreadableError,
    day_asked,
    monday_of,
    read_day,
)
from flyingstart.activities.web.staff.timetable.places import ELSEWHERE, Places, places
from flyingstart.activities.web.staff.timetable.rights import PLAN
from flyingstart.activities.web.staff.timetable.states import State, in_state, state_of
from flyingstart.activities.web.staff.timetable.tabs import tabs
from flyingstart.activities.web.staff.timetable.words import spot
from flyingstart.design.api import ChoiceFilter, Column, Kind, SearchFilter, Table, formats, show
from flyingstart.kernel.api import clock, for_staff

KEY = "sessions"
PER_PAGE = 50
COMING = "coming"
WEEK = dt.timedelta(days=7)
Filter = ChoiceFilter[Session] | SearchFilter[Session]


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days to choose from; the last is not included, none: no end."""

    key: str
    words: str
    first: dt.date | None
    until: dt.date | None


@require_safe
@for_staff
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions that the address asks for, those to come unless it says; or their file."""
    now = clock.now()
    table, query = sessions_table(now), as_asked(request.GET)
    if table.wants_export(query):
        return table.export(query)
    context = {
        "table": show(table, query),
        "tabs": tabs("sessions"),
        "faults": left_out(table, query),
        "may_plan": may(request.user, PLAN),
    }
    return TemplateResponse(request, "activities/timetable/sessions.jinja", context)


def sessions_table(now: dt.datetime) -> Table[Session]:
    """The table of all sessions. Three queries, besides those of what is shown."""
    lead = SessionWorker.objects.filter(session=OuterRef("pk"), is_lead=True)
    rows = Session.objects.select_related("activity", "site", "room").annotate(
        lead_name=Subquery(lead.values("worker__name")[:1])
    )
    today = clock.london_day(now)
    return Table(
        key=KEY,
        caption=_("Sessions"),
        columns=list(_columns(now)),
        rows=rows.defer("went_well"),
        filters=list(_filters(now, places())),
        sort="when",
        page_size=PER_PAGE,
        file_name=f"sessions-{today.isoformat()}",
        empty=_("No session fits. Take a filter away, or choose other days."),
        caption_hidden=True,
    )


def as_asked(query: QueryDict) -> QueryDict:
    """What is asked: of the sessions to come, unless somebody says which days."""
    asked = query.copy()
    if not any(asked.get(f"{KEY}-{name}") for name in ("from", "until")):
        asked.setdefault(f"{KEY}-when", COMING)
    return asked


def left_out(table: Table[Session], query: QueryDict) -> list[str]:
    """What a query asks that this list does not understand, in words."""
    said = []
    for one in table.filters:
        given = query.get(table.parameter(one.key), "").strip()
        if not given:
            continue
        if not one.accepts(given):
            said.append(
                _("“%(filter)s” has no such choice any more. It is left out.")
                % {"filter": one.label}
            )
        elif one.key in {"from", "until"}:
            try:
                read_day(given, near=clock.today())
            except UnreadableError as fault:
                said.append(str(fault))
    return said


# --- What can be asked ------------------------------------------------------------------------


def stretches(today: dt.date) -> list[Stretch]:
    """The days that are asked for often."""
    monday = monday_of(today)
    day = dt.timedelta(days=1)
    return [
        Stretch(key=COMING, words=_("Today and later"), first=today, until=None),
        Stretch(key="today", words=_("Today"), first=today, until=today + day),
        Stretch(key="week", words=_("This week"), first=monday, until=monday + WEEK),
        Stretch(key="next", words=_("Next week"), first=monday + WEEK, until=monday + 2 * WEEK),
        Stretch(key="last", words=_("Last week"), first=monday - WEEK, until=monday),
        Stretch(key="past", words=_("Before today"), first=None, until=today),
    ]


def between(first: dt.date | None, until: dt.date | None) -> Q:
    """The sessions that begin from one London day to, without, another."""
    begun = Q(starts_at__gte=clock.london_midnight(first)) if first else Q()
    return begun & Q(starts_at__lt=clock.london_midnight(until)) if until else begun


def _filters(now: dt.datetime, held: Places) -> Iterator[Filter]:
    today = clock.london_day(now)
    days = {one.key: one for one in stretches(today)}
    yield _choice(
        "when",
        _("Days"),
        [(one.key, one.words) for one in days.values()],
        lambda key: between(days[key].first, days[key].until),
    )
    yield _choice("area", _("Neighbourhood"), [*held.neighbourhoods, _elsewhere()], _lies_in)
    yield _choice("site", _("Site"), held.sites, lambda code: Q(site__code=code))
    activities = list(Activity.objects.order_by("name").values_list("code", "name"))
    yield _choice("activity", _("Activity"), activities, lambda code: Q(activity__code=code))
    yield _choice(
        "state",
        _("State"),
        [(state.value, str(state.label)) for state in State],
        lambda state: in_state(State(state), now),
    )
    yield SearchFilter(
        key="lead",
        label=_("Led by"),
        narrow=lambda rows, text: rows.filter(lead_name__icontains=text),
    )
    yield SearchFilter(
        key="from",
        label=_("From the day"),
        narrow=lambda rows, text: _narrowed(rows, text, lambda day: between(day, None)),
    )
    yield SearchFilter(
        key="until",
        label=_("Until the day"),
        narrow=lambda rows, text: _narrowed(
            rows, text, lambda day: between(None, day + dt.timedelta(days=1))
        ),
    )


def _elsewhere() -> tuple[str, str]:
    return ELSEWHERE, _("Elsewhere")


def _lies_in(code: str) -> Q:
    return Q(site__neighbourhood=None) if code == ELSEWHERE else Q(site__neighbourhood__code=code)


def _choice(
    key: str, label: str, choices: Sequence[tuple[str, str]], condition: Callable[[str], Q]
) -> Filter:
    return ChoiceFilter(
        key=key,
        label=label,
        choices=choices,
        narrow=lambda rows, value: rows.filter(condition(value)),
    )


def _narrowed(rows: QuerySet[Any], text: str, condition: Callable[[dt.date], Q]) -> QuerySet[Any]:
    day = day_asked(text)
    return rows.filter(condition(day)) if day else rows


# --- What is shown ----------------------------------------------------------------------------


def _columns(now: dt.datetime) -> Iterator[Column[Session]]:
    yield Column(
        key="when",
        heading=_("When"),
        value=lambda row: row.starts_at,
        kind=Kind.MOMENT,
        link=lambda row: reverse("session", args=[row.public_id]),
        # Tells sessions of one moment apart for those who hear the links alone.
        link_of=heard,
        order_by=("starts_at",),
    )
    yield Column(
        key="ends",
        heading=_("Until"),
        value=lambda row: formats.time(row.ends_at) if row.ends_at else None,
        sortable=False,
    )
    yield _text("activity", _("Activity"), lambda row: str(row.activity), "activity__name")
    yield _text("site", _("Site"), lambda row: str(row.site), "site__name")
    yield _text("room", _("Room"), lambda row: row.room.name if row.room else None, "room__name")
    yield _text("lead", _("Led by"), lambda row: getattr(row, "lead_name", None), "lead_name")
    yield _text("state", _("State"), lambda row: str(state_of(row, now).label))


def heard(session: Session) -> str:
    """What and where, and that it is cancelled: another may have taken its place."""
    said = [session.activity.name, spot(session)]
    if session.cancelled_at:
        said.append(_("cancelled"))
    return ", ".join(said)


def _text(
    key: str, heading: str, value: Callable[[Session], str | None], *order_by: str
) -> Column[Session]:
    return Column(key=key, heading=heading, value=value, kind=Kind.TEXT, order_by=order_by)
