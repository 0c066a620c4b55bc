"""A report's tables as every format shows them: headings, then rows of cells, all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.design.api import Kind, formats
from flyingstart.evidence.measures.measure import Unit
from flyingstart.evidence.reports.composing import a_year_before, before
from flyingstart.evidence.reports.frozen import Figures, Line, Result
from flyingstart.kernel.api import Period

WITHHELD = "withheld"


@dataclass(frozen=True)
class Cell:
    """A figure or words. A ratio of 0.452 is said as 45.2%."""

    value: str | float | int | None
    kind: Kind = Kind.NUMBER
    places: int = 0

    @property
    def words(self) -> str:
        """As a page says it."""
        return formats.words(self.value, self.kind, self.places)

    @property
    def plain(self) -> str:
        """As a file for programs has it: percentages without their sign, no commas."""
        if self.value is None or isinstance(self.value, str):
            return self.value or ""
        if self.kind is Kind.RATIO:
            return f"{self.value * 100:.{self.places}f}"
        return f"{self.value:.{self.places}f}"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of figures; `key` is the same in all tables."""

    key: str
    heading: str
    cell: Callable[[Line], Cell]


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A table as it is shown: its first heading, columns of figures, rows of label and cells."""

    figures: Figures
    first: str
    columns: Sequence[Column]
    rows: Sequence[tuple[str, Sequence[Cell]]]

    @property
    def headings(self) -> list[str]:
        """Of all columns."""
        return [self.first, *(column.heading for column in self.columns)]


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A headline: the report's period, the one before and the same a year before."""

    heading: str
    now: Cell
    before: Cell
    year_before: Cell


def laid_out(figures: Figures, kind: str) -> Laid:
    """A table as it is shown; `kind` is the report's, a month's or a quarter's."""
    columns = list(_columns(figures))
    return Laid(
        figures=figures,
        first=_first_heading(figures.dimension, kind),
        columns=columns,
        rows=[(line.label, [column.cell(line) for column in columns]) for line in figures.lines],
    )


def glances(result: Result) -> list[Glance]:
    """The headlines: all tables by time, each with the figures it is compared with."""
    period = Period.parse(result.period)
    asked = [str(period), str(before(period)), str(a_year_before(period))]
    found = []
    for figures in result.tables():
        if figures.dimension != "time":
            continue
        cells = {str(line.value): _figure(figures)(line) for line in figures.lines}
        now, earlier, year_before = (cells.get(code, Cell(None)) for code in asked)
        found.append(
            Glance(heading=figures.heading, now=now, before=earlier, year_before=year_before)
        )
    return found


def unit_words(figures: Figures) -> str:
    """What a figure counts, in one word."""
    if figures.unit is Unit.RATIO:
        return "%" if figures.per == 1 else _("per %(number)s") % {"number": figures.per}
    return {
        Unit.PEOPLE: _("people"),
        Unit.FAMILIES: _("families"),
        Unit.MARKS: _("attendances"),
        Unit.SESSIONS: _("sessions"),
    }[figures.unit]


def about(figures: Figures) -> list[str]:
    """How a table was counted, a sentence each."""
    lines = [_sentence(figures.counted)]
    if figures.base:
        base = _("Out of: %(base)s") % {"base": _lower(figures.base)}
        if figures.base_year:
            base += _(" (mid-%(year)s)") % {"year": figures.base_year}
        lines.append(_sentence(base))
    lines.append(figures.rule)
    return lines


def column_heading(key: str) -> str:
    """The heading of a column in a file that holds all tables."""
    return {
        "figure": _("Figure"),
        "counted": _("Counted"),
        "all": _("Registered in all"),
        "base": _("Out of"),
        **_besides(),
    }[key]


KEYS = ("figure", "counted", "all", "base", "registers_outstanding", "too_young", "refused")


def _besides() -> dict[str, str]:
    return {
        "registers_outstanding": _("Register still open"),
        "too_young": _("Not yet six months old"),
        "refused": _("Refused to say"),
    }


def _columns(figures: Figures) -> Iterable[Column]:
    if figures.unit is not Unit.RATIO:
        yield Column(key="figure", heading=figures.title, cell=_figure(figures))
    else:
        share = _("Share") if figures.per == 1 else _("For each %d") % figures.per
        yield Column(key="figure", heading=share, cell=_figure(figures))
        yield Column(key="counted", heading=_("Counted"), cell=_number(lambda line: line.counted))
        if any("residents" in line.beside for line in figures.lines):
            yield Column(
                key="all",
                heading=_("Registered in all"),
                cell=_number(lambda line: line.numerator),
            )
        if any(line.denominator is not None for line in figures.lines):
            yield Column(key="base", heading=_("Out of"), cell=_base)
    for key, heading in _besides().items():
        if any(key in line.beside for line in figures.lines):
            yield Column(key=key, heading=heading, cell=_beside(key))


def _figure(figures: Figures) -> Callable[[Line], Cell]:
    def cell(line: Line) -> Cell:
        if line.withheld:
            return Cell(WITHHELD)
        if line.numerator is None:
            return Cell(_("not known"))
        if figures.unit is not Unit.RATIO:
            return Cell(line.figure)
        if line.figure is None:
            return Cell(None)
        if figures.per != 1:
            return Cell(line.figure * figures.per, Kind.NUMBER, 1)
        return Cell(line.figure, Kind.RATIO, 1)

    return cell


def _number(value: Callable[[Line], int | None]) -> Callable[[Line], Cell]:
    def cell(line: Line) -> Cell:
        return Cell(WITHHELD) if line.withheld else Cell(value(line))

    return cell


def _base(line: Line) -> Cell:
    return Cell(line.denominator)


def _beside(key: str) -> Callable[[Line], Cell]:
    def cell(line: Line) -> Cell:
        if line.withheld and key != "registers_outstanding":
            return Cell(WITHHELD)
        return Cell(int(line.beside.get(key, 0)))

    return cell


def _first_heading(dimension: str, kind: str) -> str:
    headings = {
        "month": _("Month"),
        "quarter": _("Quarter"),
        "ward": _("Ward"),
        "neighbourhood": _("Neighbourhood"),
        "site": _("Site"),
        "activity": _("Activity"),
        "age": _("Age"),
        "sex": _("Sex"),
        "ethnicity": _("Ethnicity"),
        "need": _("Need"),
        "field": _("What we ask"),
    }
    name = kind if dimension == "time" else dimension
    return headings.get(name, name)


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
