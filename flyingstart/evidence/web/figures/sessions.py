"""Sessions and attendances, by activity and by site."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design.api import BarChart, Column, LineChart, Point, Series, Table, formats
from flyingstart.evidence.api import Answer
from flyingstart.evidence.web import choices
from flyingstart.evidence.web.figures.parts import (
    Asking,
    FiguresPage,
    Section,
    Tile,
    about,
    number,
    page,
    value_words,
)
from flyingstart.evidence.web.presenters import quarter_words

MOST_BARS = 10


@dataclass(frozen=True, kw_only=True)
class Held:
    """What was held of an activity, or at a site."""

    code: str
    words: str
    sessions: int
    outstanding: int
    attendances: int


def page_of(asking: Asking) -> FiguresPage:
    """Everything the page says."""
    delivered, came = asking.whole("sessions_delivered"), asking.whole("attendances")
    by_activity = asking.ask("sessions_delivered", "activity")
    by_site = asking.ask("sessions_delivered", "site")
    activities = _held(by_activity, asking.ask("attendances", "activity"), "activity")
    sites = _held(by_site, asking.ask("attendances", "site"), "site")
    outstanding = int(delivered.beside["registers_outstanding"])
    return page(
        asking,
        by_activity,
        intro=_("How much was held, and how often people came."),
        tiles=[
            Tile(
                title=_("Sessions"),
                figure=formats.number(delivered.numerator),
                note=_outstanding_words(outstanding),
                href=_timetable(asking) if delivered.numerator or outstanding else None,
            ),
            Tile(
                title=_("Attendances"),
                figure=formats.number(came.numerator),
                note=_("People marked present, and people counted without names"),
            ),
        ],
        sections=[
            Section(
                key="activities",
                title=_("By activity"),
                charts=_bars(_("Attendances by activity"), _("Activity"), activities),
                tables=[_table(asking, "activity", _("Activity"), activities)],
            ),
            Section(
                key="sites",
                title=_("By site"),
                charts=_bars(_("Attendances by site"), _("Site"), sites),
                tables=[_table(asking, "site", _("Site"), sites)],
            ),
            Section(key="trend", title=_("Over time"), charts=[_trend(asking)]),
        ],
        about=about("sessions_delivered", "attendances"),
    )


def _outstanding_words(count: int) -> str:
    if not count:
        return _("Every register is closed")
    return ngettext(
        "and %(count)s whose register is still open",
        "and %(count)s whose registers are still open",
        count,
    ) % {"count": formats.number(count)}


def _held(delivered: Answer, came: Answer, dimension: str) -> list[Held]:
    """Both figures of each activity or site of which either is held."""
    heads = {row.by[dimension]: row for row in came.rows}
    rows = {
        **heads,
        **{row.by[dimension]: row for row in delivered.rows},
    }
    found = []
    for code, row in rows.items():
        is_counted = "registers_outstanding" in row.beside
        found.append(
            Held(
                code=str(code),
                words=value_words(row, dimension),
                sessions=(row.numerator or 0) if is_counted else 0,
                outstanding=int(row.beside.get("registers_outstanding", 0)),
                attendances=(heads[code].numerator or 0) if code in heads else 0,
            )
        )
    return found


def _bars(title: str, heading: str, rows: list[Held]) -> list[BarChart]:
    """Where people came most."""
    most = sorted(rows, key=lambda row: (-row.attendances, row.words))[:MOST_BARS]
    if not any(row.attendances for row in most):
        return []
    points = [Point(row.words, row.attendances) for row in most]
    return [
        BarChart(
            title=title,
            label_heading=heading,
            measure=_("Attendances"),
            series=[Series(_("Attendances"), points)],
        )
    ]


def _table(asking: Asking, dimension: str, heading: str, rows: list[Held]) -> Table[Held]:
    columns: list[Column[Held]] = [
        Column(key=dimension, heading=heading, value=lambda row: row.words),
        number(
            "sessions",
            _("Sessions"),
            lambda row: row.sessions,
            link=lambda row: _timetable(asking, **{dimension: row.code}),
            link_of=lambda row: row.words,
        ),
        number("attendances", _("Attendances"), lambda row: row.attendances),
        number("open", _("Registers open"), lambda row: row.outstanding),
    ]
    return Table(
        key=f"by-{dimension}",
        caption=_("Sessions and attendances by activity")
        if dimension == "activity"
        else _("Sessions and attendances by site"),
        columns=columns,
        rows=rows,
        sort=dimension,
        page_size=100,
        file_name=f"sessions-by-{dimension}-{asking.period}",
        empty=_("No session began in this period."),
    )


def _timetable(asking: Asking, **narrowed: str) -> str | None:
    """The sessions behind a figure."""
    if not asking.reads_registers:
        return None
    query = QueryDict(mutable=True)
    query["sessions-from"] = asking.period.start.isoformat()
    query["sessions-until"] = asking.period.end.isoformat()
    for name, value in narrowed.items():
        query[f"sessions-{name}"] = value
    return f"{reverse('sessions')}?{query.urlencode()}"


def _trend(asking: Asking) -> LineChart:
    quarters = asking.ask("attendances", "quarter", period=choices.trend_period(asking.period))
    return LineChart(
        title=_("Attendances by quarter"),
        label_heading=_("Quarter"),
        measure=_("Attendances"),
        series=[
            Series(
                _("Attendances"),
                [Point(quarter_words(str(r.by["quarter"])), r.value) for r in quarters.rows],
            )
        ],
    )
