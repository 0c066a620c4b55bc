"""Lines and bars, drawn on the server: the same SVG in page and print, its table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from flyingstart.design import formats, tokens
from flyingstart.design.enums import Kind
from flyingstart.design.pictures import vega
from flyingstart.design.pictures.plain_table import PlainTable
from flyingstart.design.pictures.svg import identifier


@dataclass(frozen=True)
class Point:
    """A figure at a place of the axis; None: there is none, and the line breaks."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Series:
    """Points that belong together."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What lines and bars share. At most four series: more cannot be told apart."""

    title: str
    series: Sequence[Series]
    kind: Kind = Kind.NUMBER
    places: int | None = None
    label_heading: str = ""  # what the labels are: quarter, age
    measure: str = ""  # what the figures are

    def __post_init__(self) -> None:
        """Raises ValueError for no series, too many, or two of one name."""
        names = [series.name for series in self.series]
        if not 1 <= len(names) <= len(tokens.SERIES) or len({*names}) < len(names):
            raise ValueError("a chart has one to four series, each with a name of its own")

    @cached_property
    def svg(self) -> Markup:
        """The picture twice, for a phone and for a wide screen; the style sheet shows one."""
        return _drawn(_Asked(f"{get_language()} {self!r}", self))

    def spec(self, width: int) -> dict[str, Any]:
        """The Vega-Lite specification at a width."""
        raise NotImplementedError

    @property
    def labels(self) -> list[str]:
        """The labels of all series, in the order of their first appearance."""
        return list(dict.fromkeys(p.label for series in self.series for p in series.points))

    @property
    def description(self) -> str:
        """The chart in words, for those who do not see it."""
        return " ".join(self._sentence(series) for series in self.series)

    @property
    def table(self) -> PlainTable:
        """The same figures as a table; limits, where there are any, in brackets."""
        found = [{p.label: p for p in series.points} for series in self.series]
        return PlainTable(
            caption=self.title,
            headings=(self.label_heading or _("Period"), *(series.name for series in self.series)),
            rows=[
                (label, *(self._cell(points.get(label)) for points in found))
                for label in self.labels
            ],
        )

    def figure(self, value: float | None) -> str:
        """A figure, as the page says it."""
        return formats.words(value, self.kind, self.places)

    def _cell(self, point: Point | None) -> str:
        if point is None:
            return "–"
        text = self.figure(point.value)
        if point.low is None or point.high is None:
            return text
        return _("%(figure)s (%(low)s to %(high)s)") % {
            "figure": text,
            "low": self.figure(point.low),
            "high": self.figure(point.high),
        }

    def _sentence(self, series: Series) -> str:
        known = [p for p in series.points if p.value is not None]
        if not known:
            return _("%(name)s: no figures.") % {"name": series.name}
        first, last = known[0], known[-1]
        return _("%(name)s: %(first)s in %(start)s, %(last)s in %(end)s.") % {
            "name": series.name,
            "first": self.figure(first.value),
            "start": first.label,
            "last": self.figure(last.value),
            "end": last.label,
        }


@dataclass(frozen=True)
class _Asked:
    """A chart, known by all that it says and in which language."""

    key: str
    chart: Chart = field(compare=False)


@lru_cache(maxsize=128)
def _drawn(asked: _Asked) -> Markup:
    # A tenth of a second a chart: pages that many look at draw theirs once.
    chart = asked.chart
    return Markup("").join(
        vega.picture(
            chart.spec(width),
            identifier=f"{identifier(chart.title, chart.series)}-{width}",
            title=chart.title,
            description=chart.description,
            variant=variant,
        )
        for width, variant in ((300, "narrow"), (640, "wide"))
    )


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """A trend: a line for each series, with its limits as a band where points have them."""

    target: float | None = None
    target_words: str = ""

    def spec(self, width: int) -> dict[str, Any]:
        """Lines with marked points."""
        return vega.lines(
            self.series, self.kind, width, target=self.target, target_words=self.target_words
        )


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """Figures side by side: one bar a label and series, lying, so that labels can be read."""

    def spec(self, width: int) -> dict[str, Any]:
        """Lying bars with their figures at the end."""
        return vega.bars(self.series, width, figure=self.figure)
