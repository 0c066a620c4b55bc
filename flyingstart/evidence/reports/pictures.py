"""The pictures of a report: the same SVG on the page and on paper, each beside its table."""

from __future__ import annotations

from flyingstart.design.api import AreaMap, BarChart, Kind, LineChart, MapArea, Point, Series
from flyingstart.evidence.measures.dimensions import NOT_KNOWN, OUTSIDE
from flyingstart.evidence.measures.measure import Unit
from flyingstart.evidence.reports.frozen import Figures, Line
from flyingstart.evidence.reports.layout import WITHHELD, Laid, laid_out
from flyingstart.places.api import Area, areas_of

Picture = LineChart | BarChart | AreaMap
_ELSEWHERE = (OUTSIDE, NOT_KNOWN)


def picture_of(figures: Figures, kind: str) -> Picture | None:
    """The picture of a table that has one: a trend, a map of wards, or bars."""
    if not figures.drawn or not any(_value(line, figures) is not None for line in figures.lines):
        return None
    laid = laid_out(figures, kind)
    if figures.dimension == "ward":
        return _map(figures, laid)
    chart = LineChart if figures.dimension == "time" else BarChart
    lines = figures.lines
    if chart is BarChart:
        # A bar of no length would say that there was nobody.
        lines = tuple(line for line in lines if _value(line, figures) is not None)
    return chart(
        title=figures.heading,
        kind=_kind(figures),
        places=1 if figures.per != 1 else None,
        label_heading=laid.first,
        measure=figures.title,
        series=[
            Series(figures.title, [Point(line.label, _value(line, figures)) for line in lines])
        ],
    )


def _map(figures: Figures, laid: Laid) -> AreaMap | None:
    areas = list(areas_of(figures.area_set)) if figures.area_set else []
    if not areas:
        return None
    lines = {line.value: line for line in figures.lines}
    return AreaMap(
        title=figures.heading,
        kind=_kind(figures),
        measure=figures.title,
        area_word=laid.first,
        areas=[_area(area, lines.get(area.code), figures) for area in areas],
        elsewhere=[
            (line.label, line.counted) for line in figures.lines if line.value in _ELSEWHERE
        ],
    )


def _area(area: Area, line: Line | None, figures: Figures) -> MapArea:
    tile = None
    if area.tile_column is not None and area.tile_row is not None:
        tile = (area.tile_column, area.tile_row)
    return MapArea(
        code=area.code,
        name=area.name,
        value=_value(line, figures) if line else None,
        words=WITHHELD if line and line.withheld else "",
        geometry=area.geometry,
        tile=tile,
    )


def _value(line: Line, figures: Figures) -> float | None:
    if line.withheld or line.figure is None:
        return None
    return line.figure * figures.per


def _kind(figures: Figures) -> Kind:
    return Kind.RATIO if figures.unit is Unit.RATIO and figures.per == 1 else Kind.NUMBER
