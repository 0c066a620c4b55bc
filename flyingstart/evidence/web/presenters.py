"""The reach page in words and pictures: everything its template prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design.api import (
    AreaMap,
    BarChart,
    Column,
    Kind,
    LineChart,
    MapArea,
    Point,
    Series,
    Table,
    formats,
)
from flyingstart.evidence.api import (
    Answer,
    AnswerRow,
    Base,
    HeldBack,
    Measure,
    Unit,
    few_elsewhere,
)
from flyingstart.evidence.web import choices
from flyingstart.evidence.web.addresses import behind_link
from flyingstart.evidence.web.holding import bar, held_words, told, why_held
from flyingstart.kernel.api import Period
from flyingstart.places.api import Area, AreaSet

# Values of a place that are no area: on no map, and in no rate.
ELSEWHERE = ("outside", "not known")
MADE_UP = "made up"


@dataclass(frozen=True, kw_only=True)
class ReachPage:
    """One measure for one period, ward by ward.

    `whole` is the headline, with `beneath` in a sentence; `not_over` says that the period goes on,
    `held` what is held back by area, "" for nothing; `about` are the lines that say how it was
    counted.
    """

    title: str
    question: str
    period: str
    whole: str
    beneath: str
    not_over: str
    held: str
    map: AreaMap
    table: Table[AnswerRow]
    trend: LineChart
    neighbourhoods: BarChart | None
    about: Sequence[tuple[str, str]]
    as_at: dt.datetime
    no_base: bool
    credits: bool


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The answers a reach page is made of, all of one snapshot."""

    measure: Measure
    period: Period
    held: HeldBack
    wards: Answer
    whole: Answer
    quarters: Answer
    neighbourhoods: Answer | None
    area_set: AreaSet
    areas: Sequence[Area]
    base_sources: Sequence[str]
    opens: bool
    """Whether the reader may see whom the figures count."""


def reach_page(figures: Figures) -> ReachPage:
    """Everything the page says."""
    measure, (whole,) = figures.measure, figures.whole.rows
    return ReachPage(
        title=measure.title,
        question=measure.question,
        period=choices.period_words(figures.period),
        whole=_figure(whole.value, measure),
        beneath=_beneath(whole, measure),
        not_over=choices.not_over(figures.period, figures.wards.as_at),
        held=why_held(figures.held),
        map=_map(figures),
        table=_table(figures, whole),
        trend=_trend(figures),
        neighbourhoods=_neighbourhoods(figures),
        about=_about(figures),
        as_at=figures.wards.as_at,
        no_base=measure.base is Base.POPULATION and whole.denominator is None,
        credits=any(area.geometry for area in figures.areas)
        or any(source != MADE_UP for source in figures.base_sources),
    )


def kind_of(measure: Measure) -> Kind:
    """How the figures of a measure are shown."""
    return Kind.RATIO if measure.unit is Unit.RATIO else Kind.NUMBER


def _figure(value: float | None, measure: Measure) -> str:
    return formats.words(value, kind_of(measure))


def _beneath(row: AnswerRow, measure: Measure) -> str:
    """The headline's parts: how many of how many."""
    if measure.unit is not Unit.RATIO:
        return _unit_words(row.numerator, measure.unit)
    if "too_young" in row.beside:
        return _babies(row)
    counted = row.beside.get(measure.value_of, row.numerator)
    if row.denominator is None:
        return _("%(count)s children; nothing is held to divide them by") % {
            "count": formats.number(counted)
        }
    return _("%(count)s of %(base)s children under five who live here") % {
        "count": formats.number(counted),
        "base": formats.number(row.denominator),
    }


def _babies(row: AnswerRow) -> str:
    """Babies of the period, not all who live here; it grows until all are six months old."""
    words = _("%(count)s of %(base)s registered babies born in the period") % {
        "count": formats.number(row.numerator),
        "base": formats.number(row.denominator),
    }
    young = int(row.beside["too_young"])
    if not young:
        return words
    still = ngettext(
        "%(count)s is not yet six months old: the figure is provisional",
        "%(count)s are not yet six months old: the figure is provisional",
        young,
    ) % {"count": formats.number(young)}
    return f"{words}. {still}"


def _unit_words(count: int | None, unit: Unit) -> str:
    if count is None:
        return _("This cannot be known for the period")
    words = {
        Unit.PEOPLE: ngettext("person", "people", count),
        Unit.FAMILIES: ngettext("family", "families", count),
        Unit.MARKS: ngettext("attendance", "attendances", count),
        Unit.SESSIONS: ngettext("session", "sessions", count),
    }
    return words[unit]


def _place(row: AnswerRow) -> str | None:
    place = row.by["ward"]
    return None if place is None else str(place)


def _name(row: AnswerRow) -> str:
    names = {"outside": _("Living outside"), "not known": _("Address not known")}
    place = _place(row)
    return names.get(place or "", row.labels.get("ward", ""))


def _map(figures: Figures) -> AreaMap:
    rows = {_place(row): row for row in figures.wards.rows}
    return AreaMap(
        title=_("%(measure)s by ward") % {"measure": figures.measure.title},
        kind=kind_of(figures.measure),
        measure=figures.measure.title,
        area_word=_("Ward"),
        areas=[_map_area(area, rows.get(area.code)) for area in figures.areas],
        elsewhere=[
            (_name(row), told(row, row.numerator))
            for row in figures.wards.rows
            if _place(row) in ELSEWHERE
        ]
        if figures.measure.unit is not Unit.RATIO
        else (),
        missing=_missing(figures),
    )


def _missing(figures: Figures) -> str:
    if any(row.withheld for row in figures.wards.rows):
        return _("Held back")
    if figures.measure.base is Base.POPULATION:
        return _("No rate: no population is held")
    return _("Not known")


def _map_area(area: Area, row: AnswerRow | None) -> MapArea:
    tile = None
    if area.tile_column is not None and area.tile_row is not None:
        tile = (area.tile_column, area.tile_row)
    return MapArea(
        code=area.code,
        name=area.name,
        value=row.value if row else None,
        words=held_words() if row and row.withheld else "",
        geometry=area.geometry,
        tile=tile,
    )


def _table(figures: Figures, whole: AnswerRow) -> Table[AnswerRow]:
    measure = figures.measure
    return Table(
        key="wards",
        caption=_("%(measure)s by ward, %(period)s")
        % {"measure": measure.title, "period": choices.period_words(figures.period)},
        columns=_columns(figures),
        rows=list(figures.wards.rows),
        total=AnswerRow(
            by={"ward": None},
            labels={"ward": _("Whole authority")},
            numerator=whole.numerator,
            denominator=whole.denominator,
            value=whole.value,
            unit=whole.unit,
            beside=whole.beside,
        ),
        sort="ward",
        page_size=100,
        file_name=f"{measure.name}-by-ward-{figures.period}",
    )


def _columns(figures: Figures) -> list[Column[AnswerRow]]:
    """The figure first, for a phone shows two columns; then what it is made of."""
    measure = figures.measure
    opens = _behind(figures) if figures.opens else None
    ward = Column[AnswerRow](key="ward", heading=_("Ward"), value=_name, sort=_by_name)
    if measure.unit is not Unit.RATIO:
        return [ward, _number("counted", measure.title, _counted, link=opens)]
    rate = Column[AnswerRow](
        key="rate", heading=measure.title, value=lambda row: told(row, row.value), kind=Kind.RATIO
    )
    counted = [_number("counted", _("Children"), _counted, link=opens)]
    if measure.value_of != "numerator":
        counted.append(
            _number(
                "residents",
                _("Living here"),
                lambda row: told(row, row.beside.get(measure.value_of)),
            )
        )
    note = _("under-fives") if measure.base is Base.POPULATION else ""
    return [ward, rate, *counted, _number("base", _("Out of"), lambda row: row.denominator, note)]


def _counted(row: AnswerRow) -> int | str | None:
    return held_words() if few_elsewhere(row) else told(row, row.numerator)


def _number(
    key: str,
    heading: str,
    value: Callable[[AnswerRow], int | str | None],
    note: str = "",
    link: Callable[[AnswerRow], str | None] | None = None,
) -> Column[AnswerRow]:
    return Column[AnswerRow](
        key=key,
        heading=heading,
        value=value,
        kind=Kind.NUMBER,
        note=note,
        link=link,
        link_of=_name,
    )


def _behind(figures: Figures) -> Callable[[AnswerRow], str | None]:
    """The page of those whom the figure of a row counts."""

    def address(row: AnswerRow) -> str | None:
        if not row.numerator:
            return None
        return behind_link(
            measure=figures.measure.name,
            period=figures.period,
            area_set=figures.area_set.code,
            ward=_place(row),
        )

    return address


def _by_name(row: AnswerRow) -> str:
    """Areas by name, then those who live elsewhere."""
    place = _place(row)
    return f"{ELSEWHERE.index(place) + 1 if place in ELSEWHERE else 0} {_name(row)}"


def _trend(figures: Figures) -> LineChart:
    points = [
        Point(quarter_words(str(row.by["quarter"])), row.value) for row in figures.quarters.rows
    ]
    return LineChart(
        title=_("%(measure)s by quarter") % {"measure": figures.measure.title},
        kind=kind_of(figures.measure),
        label_heading=_("Quarter"),
        measure=figures.measure.title,
        series=[Series(_("Whole authority"), points)],
    )


def quarter_words(code: str) -> str:
    """`2019-Q1` as an axis says it: Jan–Mar 2019."""
    quarter = Period.parse(code)
    return f"{date_format(quarter.start, 'M')}–{date_format(quarter.end, 'M Y')}"


def _neighbourhoods(figures: Figures) -> BarChart | None:
    if figures.neighbourhoods is None:
        return None
    rows = [row for row in figures.neighbourhoods.rows if row.by["neighbourhood"] is not None]
    areas = [row for row in rows if row.by["neighbourhood"] not in ELSEWHERE]
    return BarChart(
        title=_("%(measure)s by neighbourhood") % {"measure": figures.measure.title},
        kind=kind_of(figures.measure),
        label_heading=_("Neighbourhood"),
        measure=figures.measure.title,
        series=[
            Series(
                figures.measure.title,
                [bar(row, row.labels["neighbourhood"]) for row in areas],
            )
        ],
    )


def _about(figures: Figures) -> list[tuple[str, str]]:
    """How it was counted, as (heading, words)."""
    measure = figures.measure
    lines = [(_("Counted"), measure.numerator), (_("Rule"), measure.rule)]
    if measure.denominator:
        lines.append((_("Divided by"), measure.denominator))
    if measure.base is Base.POPULATION:
        lines.append((_("Population"), _population(figures)))
    lines += [
        (_("Period"), choices.period_words(figures.period)),
        (_("Wards"), figures.area_set.name),
    ]
    return lines


def _population(figures: Figures) -> str:
    year = figures.wards.base_year
    if year is None:
        return _("None is held for these wards, so there is no rate.")
    words = _("Under-fives at mid-%(year)s") % {"year": year}
    sources = ", ".join(figures.base_sources)
    return f"{words} ({sources})" if sources else words
