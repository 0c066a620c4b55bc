"""A week of sessions by neighbourhood and site: at a desk, on a phone, on the wall."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import formats as django_formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, may, scope_of
from flyingstart.activities.models import Session
from flyingstart.activities.web.staff.timetable.days import day_asked, day_written, monday_of
from flyingstart.activities.web.staff.timetable.listing import between, heard
from flyingstart.activities.web.staff.timetable.people import crew_of
from flyingstart.activities.web.staff.timetable.places import places
from flyingstart.activities.web.staff.timetable.rights import PLAN, Reader
from flyingstart.activities.web.staff.timetable.states import State, state_of
from flyingstart.activities.web.staff.timetable.tabs import tabs
from flyingstart.activities.web.staff.timetable.words import times
from flyingstart.design.api import formats
from flyingstart.kernel.api import clock, for_staff
from flyingstart.places.api import Area, Site, terms_between

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One session on the page; `heard` is the whole of its link for who hears it alone."""

    href: str
    heard: str
    time: str
    activity: str
    room: str
    lead: str
    others: str
    note: str
    state: State
    state_words: str
    because: str

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state is State.CANCELLED

    @property
    def shows_state(self) -> bool:
        """Whether its state is worth a word: what is still to come needs none."""
        return self.state not in {State.COMING, State.CANCELLED}

    @property
    def wants_lead(self) -> bool:
        """Whether it is time to name somebody who leads."""
        return not self.lead and self.state in {State.COMING, State.OPEN}


@dataclass(frozen=True, kw_only=True)
class Day:
    """A column; on a phone, the one that is open."""

    date: dt.date
    name: str
    short: str
    words: str
    href: str
    is_chosen: bool
    is_today: bool
    count: int

    @property
    def is_shown(self) -> bool:
        """Whether it has a column: a weekend without anything has none."""
        return self.date.isoweekday() < 6 or bool(self.count)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A site, and its sessions of each day."""

    site: str
    cells: Sequence[Sequence[Card]]

    def is_free(self, day: int) -> bool:
        """Whether nothing is on there on a day of the week, counted from 0."""
        return not self.cells[day]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A neighbourhood."""

    key: str
    name: str
    rows: Sequence[Row]

    def is_free(self, day: int) -> bool:
        """Whether nothing is on in all of it."""
        return all(row.is_free(day) for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks: a day of the week, a neighbourhood or site by code ("": all)."""

    day: dt.date
    area: str
    site: str

    @property
    def monday(self) -> dt.date:
        """The first day of the week."""
        return monday_of(self.day)

    def href(self, day: dt.date) -> str:
        """The same of another day."""
        asked = {"day": day.isoformat(), "area": self.area, "site": self.site}
        return f"{reverse('week')}?{urlencode(asked)}"


@require_safe
@for_staff
def week(request: HttpRequest) -> HttpResponse:
    """The week that the address asks for; one's own neighbourhood unless it says otherwise."""
    held = places()
    given = day_asked(request.GET.get("day", ""))
    asked = Asked(
        day=given or clock.today(),
        area=_known(request.GET.get("area", _own_area(request.user)), dict(held.neighbourhoods)),
        site=_known(request.GET.get("site", ""), dict(held.sites)),
    )
    rows = list(_sessions(asked))
    parts = list(_parts(asked, rows, clock.now()))
    days = _days(asked, rows, is_given=given is not None)
    context = {
        "asked": asked,
        "title": _title(asked.monday),
        "place": dict(held.sites).get(asked.site) or dict(held.neighbourhoods).get(asked.area, ""),
        "term": _term_words(asked.monday),
        "days": days,
        "chosen": next(number for number, day in enumerate(days) if day.is_chosen),
        "parts": parts,
        "places": held,
        "unread": bool(request.GET.get("day", "").strip()) and given is None,
        "day_written": day_written(asked.day),
        "previous": asked.href(asked.monday - WEEK),
        "next": asked.href(asked.monday + WEEK),
        "this_week": asked.href(clock.today()),
        "is_this_week": monday_of(clock.today()) == asked.monday,
        "tabs": tabs("week"),
        "may_plan": may(request.user, PLAN),
        "now": clock.now(),
    }
    return TemplateResponse(request, "activities/timetable/week.jinja", context)


def _own_area(user: Reader) -> str:
    """The neighbourhood of somebody who works in one; "" for others."""
    scope = scope_of(user, Permission.TAKE_REGISTERS)
    if len(scope.neighbourhoods) != 1 or scope.sites:
        return ""
    return Area.objects.filter(pk__in=scope.neighbourhoods).values_list("code", flat=True)[0]


def _known(code: str, choices: dict[str, str]) -> str:
    return code if code in choices else ""


def _sessions(asked: Asked) -> Iterable[Session]:
    """Those of the week, in their order. Two queries."""
    sessions = Session.objects.filter(between(asked.monday, asked.monday + WEEK))
    if asked.site:
        sessions = sessions.filter(site__code=asked.site)
    elif asked.area:
        sessions = sessions.filter(site__neighbourhood__code=asked.area)
    return (
        sessions.select_related("activity", "site__neighbourhood", "room")
        .defer("site__neighbourhood__geometry", "went_well")
        .prefetch_related("workers__worker")
        .order_by("starts_at", "activity__name", "pk")
    )


def _parts(asked: Asked, sessions: Iterable[Session], now: dt.datetime) -> Iterable[Part]:
    """Neighbourhoods by name, those sites that lie in none last; of each its sites by name."""
    by_site: dict[Site, list[Session]] = defaultdict(list)
    for session in sessions:
        by_site[session.site].append(session)
    by_area: dict[Area | None, list[Site]] = defaultdict(list)
    for site in sorted(by_site, key=lambda site: (not site.is_main, site.name)):
        by_area[site.neighbourhood].append(site)
    for area in sorted(by_area, key=lambda area: (area is None, area.name if area else "")):
        yield Part(
            key=area.code if area else "elsewhere",
            name=area.name if area else _("Elsewhere"),
            rows=[_row(asked, site, by_site[site], now) for site in by_area[area]],
        )


def _row(asked: Asked, site: Site, sessions: Sequence[Session], now: dt.datetime) -> Row:
    cells: list[list[Card]] = [[] for _day in range(7)]
    for session in sessions:
        number = (clock.london_day(session.starts_at) - asked.monday).days
        cells[number].append(card_of(session, now))
    return Row(site=site.name, cells=cells)


def card_of(session: Session, now: dt.datetime) -> Card:
    """A session in words."""
    state = state_of(session, now)
    crew = crew_of(session)
    activity, when = str(session.activity), formats.moment(session.starts_at)
    return Card(
        href=reverse("session", args=[session.public_id]),
        heard=f"{heard(session)}, {when}",
        time=times(session),
        activity=activity,
        room=session.room.name if session.room else "",
        lead=crew.lead,
        others=crew.others_words,
        note=session.note,
        state=state,
        state_words=str(state.label),
        because=session.cancelled_because,
    )


def _days(asked: Asked, sessions: Iterable[Session], *, is_given: bool) -> list[Day]:
    counts: dict[dt.date, int] = defaultdict(int)
    for session in sessions:
        counts[clock.london_day(session.starts_at)] += 1
    today = clock.today()
    chosen = asked.day if is_given or counts[asked.day] else min(counts, default=asked.day)
    return [
        Day(
            date=day,
            name=django_formats.date_format(day, "l"),
            short=django_formats.date_format(day, "D"),
            words=django_formats.date_format(day, "j F"),
            href=asked.href(day),
            is_chosen=day == chosen,
            is_today=day == today,
            count=counts[day],
        )
        for day in (asked.monday + number * DAY for number in range(7))
    ]


def _title(monday: dt.date) -> str:
    return _("Week of %(day)s") % {"day": formats.date(monday)}


def _term_words(monday: dt.date) -> str:
    """In which school term the week lies."""
    friday = monday + 4 * DAY
    term = terms_between(monday, friday).first()
    if term is None:
        return _("School holidays")
    starts, ends = term.half_term_starts_on, term.half_term_ends_on
    if starts and ends and starts <= monday and friday <= ends:
        return _("%(term)s: half term") % {"term": term.name}
    return term.name
