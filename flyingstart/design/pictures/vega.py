"""Charts by Altair and vl-convert, made fit for a page: light, labelled, without inline style."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from flyingstart.design import tokens
from flyingstart.design.enums import Kind
from flyingstart.design.pictures.svg import element, markup

if TYPE_CHECKING:
    from flyingstart.design.pictures.charts import Series

SVG = "{http://www.w3.org/2000/svg}"
FONT = "Atkinson Hyperlegible Next, Noto Naskh Arabic, Arial, sans-serif"
# What Vega writes for programs of its own, and readers of the page would hear.
INNER = {"role", "aria-roledescription", "aria-label", "aria-hidden", "class", "pointer-events"}
DRAWN = {SVG + name for name in ("path", "line", "rect", "text")}


def picture(
    spec: Mapping[str, Any], *, identifier: str, title: str, description: str, variant: str
) -> Markup:
    """A chart as inline SVG with a title and a description."""
    drawn = ET.fromstring(_render(json.dumps(spec, sort_keys=True)))  # noqa: S314 - our own output
    root = element(
        "svg",
        element("title", title, id=f"{identifier}-title"),
        element("desc", description, id=f"{identifier}-desc"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=drawn.attrib["viewBox"],
        class_=f"fs-chart__picture fs-chart__picture--{variant}",
        role="img",
        aria_labelledby=f"{identifier}-title",
        aria_describedby=f"{identifier}-desc",
    )
    root.extend(_lightened(child) for child in drawn if _shows(child))
    return markup(root)


def lines(
    series: Sequence[Series], kind: Kind, width: int, *, target: float | None, target_words: str
) -> dict[str, Any]:
    """Lines, told apart by colour, dash and the shape of their points."""
    alt = _altair()
    rows = [
        {"label": p.label, "value": p.value, "low": p.low, "high": p.high, "series": s.name}
        for s in series
        for p in s.points
    ]
    labels = list(dict.fromkeys(p.label for s in series for p in s.points))
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("label:N", sort=labels, title=None, axis=_label_axis(labels, width))
    )
    y = alt.Y("value:Q", title=None, axis=_figure_axis(kind), scale=alt.Scale(zero=True))
    colour = _told_apart(alt.Color, series, tokens.SERIES, width)
    dash = _told_apart(alt.StrokeDash, series, tokens.DASHES, width)
    shape = _told_apart(alt.Shape, series, tokens.SHAPES, width)
    layers = []
    if any(row["low"] is not None for row in rows):
        band = base.mark_area(opacity=0.16)
        layers.append(band.encode(y=alt.Y("low:Q", title=None), y2="high:Q", color=colour))
    if target is not None:
        layers += _target(target, target_words, width)
    layers.append(base.mark_line(strokeWidth=2.5).encode(y=y, color=colour, strokeDash=dash))
    points = base.mark_point(filled=True, size=60, opacity=1)
    layers.append(points.encode(y=y, color=colour, shape=shape))
    return _dressed(alt.layer(*layers), width, min(320, round(width * 0.62)))


def bars(
    series: Sequence[Series], width: int, *, figure: Callable[[float | None], str]
) -> dict[str, Any]:
    """Lying bars, in groups where there are several series, each with its figure at the end."""
    alt = _altair()
    rows = [
        {"label": p.label, "value": p.value or 0, "words": figure(p.value), "series": s.name}
        for s in series
        for p in s.points
    ]
    labels = list(dict.fromkeys(p.label for s in series for p in s.points))
    highest = max((p.value or 0 for s in series for p in s.points), default=0) or 1
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "label:N",
            sort=labels,
            title=None,
            axis=alt.Axis(labelLimit=width * 0.42, domain=False, ticks=False, labelPadding=8),
        ),
        # Room for the figure after the longest bar.
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, highest * 1.18])),
    )
    if len(series) > 1:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=[s.name for s in series]))
    drawn = base.mark_bar().encode(color=_told_apart(alt.Color, series, tokens.SERIES, width))
    said = base.mark_text(align="left", dx=5, color=tokens.INK, fontSize=13)
    height = len(labels) * (30 if len(series) == 1 else 26 * len(series) + 8)
    return _dressed(alt.layer(drawn, said.encode(text="words:N")), width * 0.7, height)


def _altair() -> Any:
    """Altair, untyped: its generated types are wider than any of our calls."""
    import altair as alt  # heavy: only pages with charts pay for it

    return alt


def _told_apart(channel: Any, series: Sequence[Series], signs: Sequence[Any], width: int) -> Any:
    """A channel that gives each series a sign of its own, and says so in the legend."""
    alt = _altair()
    names = [s.name for s in series]
    roomy = sum(map(len, names)) * 8 + len(names) * 40 < width
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=0 if roomy else 2,
        labelFontSize=13,
        labelColor=tokens.INK,
        labelLimit=220,
        symbolSize=90,
        symbolStrokeWidth=0,
    )
    return channel(
        "series:N",
        scale=alt.Scale(domain=names, range=list(signs[: len(names)])),
        # A dash would fray the outline of the legend's points.
        legend=legend if len(names) > 1 and signs is not tokens.DASHES else None,
    )


def _target(value: float, words: str, width: int) -> list[Any]:
    """A broken line across the chart, and what it is."""
    alt = _altair()
    rule = alt.Chart(alt.Data(values=[{"value": value, "words": words}])).encode(y="value:Q")
    text = rule.mark_text(align="right", baseline="bottom", dy=-4, color=tokens.QUIET, fontSize=13)
    return [
        rule.mark_rule(color=tokens.QUIET, strokeDash=[4, 4]),
        text.encode(x=alt.value(width), text="words:N"),
    ]


def _dressed(chart: Any, width: float, height: float) -> dict[str, Any]:
    dressed = (
        chart.properties(width=width, height=height)
        .configure(font=FONT, padding=6, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13,
            labelColor=tokens.INK,
            gridColor="#e3e7e8",
            domainColor=tokens.LINE,
            tickColor=tokens.LINE,
        )
    )
    spec: dict[str, Any] = dressed.to_dict()
    return spec


def _label_axis(labels: Sequence[str], width: int) -> Any:
    """Labels that lie flat; where they would touch, every second, third … is printed."""
    longest = max((len(label) for label in labels), default=1) * 7.5 + 12
    every = max(1, -(-int(len(labels) * longest) // width))
    # Counted from the end: the latest is the one people look for.
    shown = list(labels)[::-1][::every]
    return _altair().Axis(
        labelAngle=0, grid=False, values=shown, labelPadding=6, labelOverlap=False
    )


def _figure_axis(kind: Kind) -> Any:
    words = ".0%" if kind is Kind.RATIO else ",~f"
    return _altair().Axis(format=words, tickCount=5, domain=False, ticks=False, labelPadding=6)


def _render(spec: str) -> str:
    import vl_convert  # 67 MB in a process that draws

    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return svg


def _shows(node: ET.Element) -> bool:
    """Whether anything visible is in it."""
    if node.get("display") == "none" or node.get("d") in {"", "M0,0h0v0h0Z"}:
        return False
    if node.tag in DRAWN:
        return not (
            node.get("class") == "background"
            and node.get("stroke") is None
            and node.get("fill") is None
        )
    return any(_shows(child) for child in node)


def _lightened(node: ET.Element) -> ET.Element:
    """The node without what only Vega's own programs need."""
    kept = {name: value for name, value in node.attrib.items() if name not in INNER}
    light = ET.Element(node.tag.removeprefix(SVG), kept)
    light.text = node.text
    light.extend(_lightened(child) for child in node if _shows(child))
    return light
