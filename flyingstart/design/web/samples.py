"""Made-up contents for the gallery: places that are nowhere, figures that mean nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from flyingstart.design.enums import Kind
from flyingstart.design.formats import percent
from flyingstart.design.pictures.charts import BarChart, LineChart, Point, Series
from flyingstart.design.pictures.maps import AreaMap, MapArea
from flyingstart.design.slots import Card
from flyingstart.design.tables.columns import Column
from flyingstart.design.tables.filters import ChoiceFilter, SearchFilter
from flyingstart.design.tables.table import Table


@dataclass(frozen=True)
class SampleArea:
    """An area of a town that does not exist; its tile is (column, row)."""

    name: str
    part: str
    reached: int
    children: int
    tile: tuple[int, int]

    @property
    def rate(self) -> float:
        """How much of it is reached."""
        return self.reached / self.children

    @property
    def href(self) -> str:
        """The gallery's own table, with nothing but this area; none for the whole town."""
        return f"?{urlencode({'sample-name': self.name})}#sample" if self.part else ""

    @property
    def code(self) -> str:
        """A key for pictures."""
        return f"X{self.tile[0]}{self.tile[1]}"


PARTS = ("North", "South", "East", "West")
AREAS = tuple(
    SampleArea(name, part, reached, children, tile)
    for name, part, reached, children, tile in (
        ("Alderbrook", "North", 214, 612, (1, 0)),
        ("Birch Hill", "North", 388, 705, (2, 0)),
        ("Cherry Orchard", "North", 131, 540, (3, 0)),
        ("Dovecote", "West", 402, 688, (0, 1)),
        ("Elm Park", "West", 356, 590, (1, 1)),
        ("Fernleigh", "North", 97, 455, (2, 1)),
        ("Greenwater", "East", 518, 747, (3, 1)),
        ("Hawthorn and Saint Elsewhere", "East", 274, 623, (4, 1)),
        ("Ivy Bank", "West", 189, 498, (0, 2)),
        ("Juniper", "South", 465, 671, (1, 2)),
        ("Kingcup", "South", 332, 534, (2, 2)),
        ("Larkfield", "East", 208, 577, (3, 2)),
        ("Maple Cross", "East", 1047, 1316, (4, 2)),
        ("Nettlecombe", "South", 84, 402, (1, 3)),
        ("Oakhanger", "South", 251, 489, (2, 3)),
        ("Pinewood", "South", 176, 443, (3, 3)),
    )
)
QUARTERS = ("Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024", "Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025")


def wards() -> Table[SampleArea]:
    """A table with everything a table can do."""
    children = sum(area.children for area in AREAS)
    reached = sum(area.reached for area in AREAS)
    parts = {"North": _("North"), "South": _("South"), "East": _("East"), "West": _("West")}
    return Table(
        key="sample",
        caption=_("Children reached, by area"),
        columns=[
            Column(
                key="area",
                heading=_("Area"),
                value=lambda row: row.name,
                link=lambda row: row.href,
            ),
            Column(key="part", heading=_("Part"), value=lambda row: parts.get(row.part, "")),
            Column(
                key="reached", heading=_("Reached"), value=lambda row: row.reached, kind=Kind.NUMBER
            ),
            Column(
                key="children",
                heading=_("Children"),
                value=lambda row: row.children,
                kind=Kind.NUMBER,
                note=_("under five"),
            ),
            Column(
                key="rate",
                heading=_("Rate"),
                value=lambda row: row.rate,
                kind=Kind.RATIO,
                note=_("of children under five"),
            ),
        ],
        rows=AREAS,
        total=SampleArea(_("Whole town"), "", reached, children, (-1, -1)),
        filters=[
            SearchFilter(key="name", label=_("Area"), text=lambda row: row.name),
            ChoiceFilter(
                key="part",
                label=_("Part"),
                choices=list(parts.items()),
                keep=lambda row, part: row.part == part,
            ),
        ],
        sort="-rate",
        page_size=6,
    )


def nothing() -> Table[SampleArea]:
    """A table without rows."""
    return Table(
        key="empty",
        caption=_("Lists to review"),
        columns=[Column(key="area", heading=_("Area"), value=lambda row: row.name)],
        rows=[],
        empty=_("Nobody has sent a list yet. When one arrives, it waits here for you."),
    )


def tile_map() -> AreaMap:
    """A map of tiles, with an area that has too few to say."""
    few = _("fewer than 5")
    return _map(
        _("Reach by area, as tiles"),
        [
            MapArea(
                code=area.code,
                name=area.name,
                value=None if area.name == "Fernleigh" else area.rate,
                words=few if area.name == "Fernleigh" else "",
                tile=area.tile,
                href=area.href,
            )
            for area in AREAS
        ],
    )


def shape_map() -> AreaMap:
    """A map of true shapes."""
    return _map(
        _("Reach by area, as shapes"),
        [
            MapArea(
                code=area.code,
                name=area.name,
                value=area.rate,
                geometry=_outline(*area.tile),
            )
            for area in AREAS
        ],
    )


def trend() -> LineChart:
    """One line with its limits, a gap and a target."""
    values = (0.31, 0.33, 0.30, 0.36, None, 0.41, 0.44, 0.47)
    points = [
        Point(label, value, value and value - 0.03, value and value + 0.03)
        for label, value in zip(QUARTERS, values, strict=True)
    ]
    return LineChart(
        title=_("Children reached, by quarter"),
        series=[Series(_("Whole town"), points)],
        kind=Kind.RATIO,
        label_heading=_("Quarter"),
        target=0.5,
        target_words=_("Target %(figure)s") % {"figure": percent(0.5, 0)},
    )


def parts_trend() -> LineChart:
    """Four lines, told apart by more than colour."""
    names = (_("North"), _("South"), _("East"), _("West"))
    return LineChart(
        title=_("Visits by part of the town"),
        series=[
            Series(
                name,
                [
                    Point(label, round(900 + 260 * place + 120 * math.sin(quarter + 2 * place)))
                    for quarter, label in enumerate(QUARTERS)
                ],
            )
            for place, name in enumerate(names)
        ],
        label_heading=_("Quarter"),
    )


def ages() -> BarChart:
    """Bars of one series."""
    counts = (412, 388, 305, 261, 198)
    labels = (_("Under 1"), _("1 year"), _("2 years"), _("3 years"), _("4 years"))
    return BarChart(
        title=_("Children by age"),
        series=[Series(_("Children"), [Point(*pair) for pair in zip(labels, counts, strict=True)])],
        label_heading=pgettext("of a child", "Age"),
    )


def courses() -> BarChart:
    """Bars of two series, beside each other."""
    names = (_("Baby massage"), _("First words"), _("Cook and eat"))
    began, ended = (96, 71, 48), (82, 58, 40)
    return BarChart(
        title=_("Families who began and finished a course"),
        series=[
            Series(_("Began"), [Point(*pair) for pair in zip(names, began, strict=True)]),
            Series(_("Finished"), [Point(*pair) for pair in zip(names, ended, strict=True)]),
        ],
        label_heading=_("Course"),
    )


def sample_cards() -> list[Card]:
    """Cards with and without a figure."""
    return [
        Card(
            title=_("Lists to review"),
            text=_("Check what came in before it counts."),
            href="/staff/gallery/#empty",
            figure="3",
            figure_words=_("waiting"),
        ),
        Card(
            title=_("Children reached"),
            text=_("Which children we see, and which we do not, by area."),
            href="/staff/gallery/#sample",
        ),
    ]


def _map(title: str, areas: list[MapArea]) -> AreaMap:
    return AreaMap(
        title=title,
        areas=areas,
        kind=Kind.RATIO,
        measure=_("Children reached"),
        area_word=_("Area"),
        elsewhere=[
            (_("Living outside"), _("12 children")),
            (_("Address not known"), _("3 children")),
        ],
    )


def _outline(column: int, row: int) -> dict[str, Any]:
    """A patch of land; neighbours share their corners and bends, so that no gap shows."""
    corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    ring = []
    for (x, y), (next_x, next_y) in pairwise([*corners, corners[0]]):
        ring += [_bent(x, y), _bent((x + next_x) / 2, (y + next_y) / 2)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _bent(x: float, y: float) -> list[float]:
    bent_x = x + math.sin(x * 2.3 + y * 4.1) * 0.2
    bent_y = y + math.cos(x * 3.7 - y * 1.9) * 0.2
    return [bent_x * 0.02, 52 - bent_y * 0.012]
