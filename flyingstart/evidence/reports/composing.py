"""From the declared sections to a result: one call of a measure for each table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format

from flyingstart.evidence.answer import Answer, AnswerRow, Value
from flyingstart.evidence.answering import find
from flyingstart.evidence.enums import ReportKind
from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.measures.dimensions import NOT_KNOWN, OUTSIDE
from flyingstart.evidence.measures.measure import Unit
from flyingstart.evidence.places import NEIGHBOURHOOD, WARD, Places
from flyingstart.evidence.reports.counting import OpenSnapshot, facts_read
from flyingstart.evidence.reports.crossing import crossings
from flyingstart.evidence.reports.frozen import Figures, Line, Result, Section
from flyingstart.evidence.reports.sections import PARTS, TIME, Asked, Part, Where, parts_for
from flyingstart.kernel.api import Period, PeriodKind

AREAS = (WARD, NEIGHBOURHOOD)
_WORDS: dict[Value, str] = {OUTSIDE: "Living outside", NOT_KNOWN: "Address not known"}
_ADDITIVE = (Unit.SESSIONS, Unit.MARKS)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which report: of which place and period, in which edition of the wards.

    `place` is the code of a neighbourhood, None for the whole authority.
    """

    period: Period
    place: str | None
    place_name: str
    wards: str

    @property
    def kind(self) -> ReportKind:
        """A month's or a quarter's."""
        return ReportKind(self.period.kind.value)


def compose(plan: Plan, source: OpenSnapshot, parts: Sequence[Part] = PARTS) -> Result:
    """The whole report, as the snapshot tells it. Raises `EvidenceError`."""
    composer = Composer(plan, source)
    sections = [
        Section(
            key=part.key,
            heading=part.heading,
            intro=part.intro,
            tables=tuple(composer.table(asked) for asked in part.asked),
        )
        for part in parts_for(town=plan.place is None, parts=parts)
    ]
    return Result(
        kind=plan.kind.value,
        period=str(plan.period),
        place=plan.place,
        place_name=plan.place_name,
        wards=plan.wards,
        wards_name=composer.name_of(plan.wards),
        neighbourhoods=composer.neighbourhoods,
        as_at=source.as_at,
        snapshot=source.snapshot or "",
        sections=tuple(section for section in sections if section.tables),
        crossings=crossings(
            source,
            period=plan.period,
            wards=plan.wards,
            trend=leading_up(plan.period),
            parts=parts,
        ),
    )


@dataclass
class Composer:
    """Answers the tables of one report from one snapshot."""

    plan: Plan
    source: OpenSnapshot

    def __post_init__(self) -> None:
        self.places = Places(self.source)
        self.neighbourhoods = self.places.choose(None, NEIGHBOURHOOD, self.plan.period.end)

    def name_of(self, area_set: str) -> str:
        """What an area set is called."""
        named = {row["area_set"]: str(row["name"]) for row in self.source.fact("area_set")}
        return named.get(area_set, area_set)

    def table(self, asked: Asked) -> Figures:
        """One table. Raises `EvidenceError`."""
        answer = self.source.measure(
            asked.measure,
            period=self._period(asked),
            by=dimensions(self.plan, asked),
            area_set=self._area_set(asked),
        )
        rows = self._own(answer, asked)
        shown = _shown(self.plan, asked)
        lines = [_line(row, answer, shown) for row in rows]
        if asked.where is Where.HELD and self.plan.place is not None and shown != "site":
            lines = _summed(lines, answer) or self._nothing(asked)
        return Figures(
            key=asked.key,
            measure=answer.measure.name,
            version=answer.measure.version,
            title=answer.measure.title,
            heading=asked.heading,
            dimension=asked.by,
            drawn=asked.drawn,
            unit=answer.unit,
            per=answer.measure.per,
            counted=answer.measure.numerator,
            base=answer.measure.denominator or "",
            base_year=answer.base_year,
            area_set=answer.area_set,
            rule=answer.rule,
            lines=tuple(lines),
        )

    def _period(self, asked: Asked) -> Period:
        return leading_up(self.plan.period) if asked.by == TIME else self.plan.period

    def _area_set(self, asked: Asked) -> str | None:
        """The wards of the report; rates of neighbourhoods alone are in their own set."""
        by = dimensions(self.plan, asked)
        return None if NEIGHBOURHOOD in by and WARD not in by else self.plan.wards

    def _own(self, answer: Answer, asked: Asked) -> list[AnswerRow]:
        """The rows of the place, of time those that lead up to the period, without empty ones."""
        rows: Iterable[AnswerRow] = answer.rows
        if self.plan.place is not None and asked.where is Where.LIVES:
            rows = [row for row in rows if row.by[NEIGHBOURHOOD] == self.plan.place]
        if self.plan.place is not None and asked.where is Where.HELD:
            sites = self._sites()
            rows = [row for row in rows if row.by["site"] in sites]
        if asked.by in AREAS:
            rows = [row for row in rows if _is_told(row, asked.by)]
        if self.plan.place is not None and asked.by == WARD:
            rows = [row for row in rows if row.numerator]
        return list(rows)

    def _nothing(self, asked: Asked) -> list[Line]:
        """That nothing was held at any site, for each of the pieces that lead up to the period."""
        if asked.by != TIME:
            return []
        pieces = leading_up(self.plan.period).pieces(self.plan.period.kind)
        return [
            Line(
                value=piece.code,
                label=short_words(piece),
                numerator=0,
                denominator=None,
                counted=0,
                figure=0,
            )
            for piece in pieces
        ]

    def _sites(self) -> frozenset[str]:
        """The sites of the neighbourhood, as the council names them."""
        return frozenset(
            row["site"]
            for row in self.source.fact("site")
            if row["neighbourhood"] == self.plan.place
        )


def dimensions(plan: Plan, asked: Asked) -> tuple[str, ...]:
    """By what a measure is asked for, so that the place's own rows can be told."""
    shown = _shown(plan, asked)
    if plan.place is None or asked.where is Where.BESIDE:
        return (shown,)
    belongs = NEIGHBOURHOOD if asked.where is Where.LIVES else "site"
    return (shown,) if shown == belongs else (belongs, shown)


def reads(plan: Plan, asked: Asked) -> frozenset[str]:
    """The facts from which a table is counted, those behind derived ones included."""
    measure, by = find(asked.measure, dimensions(plan, asked))
    return facts_read(measure.name, by)


def _shown(plan: Plan, asked: Asked) -> str:
    """The dimension of which a table shows the values."""
    return plan.kind.value if asked.by == TIME else asked.by


def leading_up(period: Period) -> Period:
    """The report's period with the year before it: five quarters, or thirteen months."""
    start = period.start.replace(year=period.start.year - 1)
    return Period(start, period.end)


def before(period: Period) -> Period:
    """The month before a month, the quarter before a quarter."""
    return _of_kind(period.kind, period.start - dt.timedelta(days=1))


def a_year_before(period: Period) -> Period:
    """The same month or quarter of the year before."""
    return _of_kind(period.kind, period.start.replace(year=period.start.year - 1))


def _of_kind(kind: PeriodKind, day: dt.date) -> Period:
    if kind is PeriodKind.MONTH:
        return Period.month(day.year, day.month)
    return Period.quarter(day.year, (day.month + 2) // 3)


def short_words(period: Period) -> str:
    """A month or a quarter as the axis of a chart says it: Mar 2019, Jan–Mar 2019."""
    last = date_format(period.end, "M Y")
    if period.kind is PeriodKind.MONTH:
        return last
    return f"{date_format(period.start, 'M')}–{last}"


def _is_told(row: AnswerRow, area: str) -> bool:
    """Areas always; who lives elsewhere only where somebody does; of rates nobody there."""
    if row.by[area] in (OUTSIDE, NOT_KNOWN):
        return bool(row.numerator) and row.unit is not Unit.RATIO
    return True


def _line(row: AnswerRow, answer: Answer, shown: str) -> Line:
    value_of = answer.measure.value_of
    counted = row.numerator if value_of == "numerator" else row.beside.get(value_of)
    return Line(
        value=row.by[shown],
        label=_label(row, shown),
        numerator=row.numerator,
        denominator=row.denominator,
        counted=counted,
        figure=row.value,
        beside=dict(row.beside),
    )


def _label(row: AnswerRow, shown: str) -> str:
    value, words = row.by[shown], row.labels[shown]
    if shown in ("month", "quarter"):
        return short_words(Period.parse(str(value)))
    if shown == "age" and value is not None:
        return "Under one" if value == 0 else words
    if shown in AREAS:
        return _WORDS.get(value, words)
    return words[:1].upper() + words[1:]


def _summed(lines: Sequence[Line], answer: Answer) -> list[Line]:
    """The lines of several sites as one for each value: what happens at one site only adds up."""
    if answer.unit not in _ADDITIVE:
        raise EvidenceError(f"{answer.measure.name} cannot be summed over sites")
    totals: dict[Value, Line] = {}
    for line in lines:
        held = totals.get(line.value)
        totals[line.value] = line if held is None else _added(held, line)
    return list(totals.values())


def _added(one: Line, other: Line) -> Line:
    total = (one.numerator or 0) + (other.numerator or 0)
    return replace(
        one,
        numerator=total,
        counted=total,
        figure=total,
        beside={
            name: number + other.beside.get(name, 0)
            for name, number in one.beside.items()
            if not isinstance(number, bool)
        },
    )
