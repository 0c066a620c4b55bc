"""The list of reports: every place and period, and how each stands."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, Scope, requires, scope_of
from flyingstart.activities.api import first_and_last_day
from flyingstart.design.api import ChoiceFilter, Column, Kind, Table, show
from flyingstart.evidence.enums import ReportKind
from flyingstart.evidence.models import Recount, Report, SignOff
from flyingstart.evidence.queries.reports import newest_sign_offs, recounts, reports_visible_to
from flyingstart.evidence.rules.reports import has_ended, periods_until
from flyingstart.evidence.web.choices import period_words
from flyingstart.evidence.web.reports.asking import draft_address
from flyingstart.kernel.api import Period, clock
from flyingstart.places.api import Area, AreaKind, NoAuthorityError, area_sets, authority

SHOWN = {ReportKind.QUARTER: 8, ReportKind.MONTH: 13}
TOWN = "town"


class State(enum.StrEnum):
    """How a report stands."""

    RUNNING = "running"
    WAITING = "waiting"
    SIGNED = "signed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the list."""

    period: Period
    kind: ReportKind
    neighbourhood: Area | None
    place: str
    state: State
    signed: SignOff | None
    changed: int
    href: str | None


@require_safe
@requires(Permission.VIEW_FIGURES)
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of every place, the newest first; or their list as a file."""
    table = _table(list(_entries(request)))
    if table.wants_export(request.GET):
        return table.export(request.GET)
    return TemplateResponse(
        request,
        "evidence/reports/list.jinja",
        {"table": show(table, request.GET), "signs": not _signs(request).is_empty},
    )


def _entries(request: HttpRequest) -> Iterator[Entry]:
    now = clock.now()
    signed = _signed(request)
    newest = newest_sign_offs([report.pk for report in signed.values()])
    looked_at = recounts([report.pk for report in signed.values()])
    scope, places = _signs(request), _Places()
    try:
        town = authority().name
    except NoAuthorityError:
        # Before a pack is loaded there is no place that could say anything.
        return
    first = (first_and_last_day(until=now) or (now.date(), None))[0]
    for kind, count in SHOWN.items():
        for period in periods_until(now, kind, count):
            if period.end < first:
                continue
            for area in places.on(period.end):
                report = signed.get((str(period), area.pk if area else None))
                yield _entry(
                    period=period,
                    kind=kind,
                    area=area,
                    town=town,
                    sign_off=newest.get(report.pk) if report else None,
                    recount=looked_at.get(report.pk) if report else None,
                    report=report,
                    drafts=_covers(scope, area),
                    now=now,
                )


def _entry(
    *,
    period: Period,
    kind: ReportKind,
    area: Area | None,
    town: str,
    report: Report | None,
    sign_off: SignOff | None,
    recount: Recount | None,
    drafts: bool,
    now: dt.datetime,
) -> Entry:
    changed = 0
    if sign_off and recount and recount.sign_off_id == sign_off.pk:
        changed = recount.changed or 0
    if report and sign_off:
        href: str | None = reverse("report", args=[report.public_id])
    else:
        href = draft_address("report-draft", period, area) if drafts else None
    return Entry(
        period=period,
        kind=kind,
        neighbourhood=area,
        place=area.name if area else town,
        state=_state(period, sign_off, changed, now),
        signed=sign_off,
        changed=changed,
        href=href,
    )


def _state(period: Period, signed: SignOff | None, changed: int, now: dt.datetime) -> State:
    if signed:
        return State.CHANGED if changed else State.SIGNED
    return State.WAITING if has_ended(period, now) else State.RUNNING


def _signed(request: HttpRequest) -> Mapping[tuple[str, int | None], Report]:
    found: Iterable[Report] = reports_visible_to(request.user)
    return {(report.period, report.neighbourhood_id): report for report in found}


def _signs(request: HttpRequest) -> Scope:
    return scope_of(request.user, Permission.SIGN_REPORTS)


def _covers(scope: Scope, area: Area | None) -> bool:
    return scope.whole or (area is not None and area.pk in scope.neighbourhoods)


class _Places:
    """The town and its neighbourhoods as they are on a day; two queries for all days."""

    def __init__(self) -> None:
        self._sets = list(area_sets(AreaKind.NEIGHBOURHOOD))
        areas = Area.objects.filter(area_set__in=self._sets).order_by("code").defer("geometry")
        self._areas: dict[int, list[Area]] = {}
        for area in areas:
            self._areas.setdefault(area.area_set_id, []).append(area)

    def on(self, day: dt.date) -> list[Area | None]:
        """The town first."""
        holding = [
            held
            for held in self._sets
            if (held.starts_on or dt.date.min) <= day < (held.ends_on or dt.date.max)
        ]
        return [None, *(self._areas.get(holding[-1].pk, ()) if holding else ())]


def _table(entries: Sequence[Entry]) -> Table[Entry]:
    places = list(dict.fromkeys((_place_key(one), one.place) for one in entries))
    return Table(
        key="reports",
        caption=_("Reports"),
        caption_hidden=True,
        columns=list(_columns()),
        rows=list(entries),
        filters=[
            ChoiceFilter(
                key="kind",
                label=_("Month or quarter"),
                choices=[(kind.value, str(kind.label)) for kind in ReportKind],
                keep=lambda row, value: row.kind.value == value,
            ),
            ChoiceFilter(
                key="place",
                label=_("Place"),
                choices=places,
                keep=lambda row, value: _place_key(row) == value,
            ),
            ChoiceFilter(
                key="state",
                label=_("State"),
                choices=[(state.value, state_words(state)) for state in State],
                keep=lambda row, value: row.state.value == value,
            ),
        ],
        page_size=50,
        file_name="reports",
        empty=_("No report fits. Take a filter away."),
    )


def _columns() -> Iterator[Column[Entry]]:
    yield Column(
        key="period",
        heading=_("Period"),
        value=lambda row: period_words(row.period),
        sort=lambda row: (row.period.end, row.period.start),
        link=lambda row: row.href,
        link_of=lambda row: row.place,
    )
    yield Column(key="place", heading=_("Place"), value=lambda row: row.place)
    yield Column(
        key="state",
        heading=_("State"),
        value=_entry_words,
        sort=lambda row: list(State).index(row.state),
    )
    yield Column(
        key="by",
        heading=_("Signed by"),
        value=lambda row: row.signed.signed_by_name if row.signed else None,
    )
    yield Column(
        key="at",
        heading=_("Signed on"),
        value=lambda row: clock.london_day(row.signed.signed_at) if row.signed else None,
        kind=Kind.TEXT,
    )


def _entry_words(row: Entry) -> str:
    words = state_words(row.state)
    if row.changed:
        rows = ngettext("%(count)d row", "%(count)d rows", row.changed) % {"count": row.changed}
        return f"{words}: {rows}"
    return words


def state_words(state: State) -> str:
    """As the list says it."""
    return {
        State.RUNNING: _("Not over yet"),
        State.WAITING: _("Waits to be signed"),
        State.SIGNED: _("Signed"),
        State.CHANGED: _("Signed, changed since"),
    }[state]


def _place_key(row: Entry) -> str:
    return str(row.neighbourhood.public_id) if row.neighbourhood else TOWN
