"""The door of design: what pages are built with."""

from __future__ import annotations

from flyingstart.design import formats, forms
from flyingstart.design.components import (
    AnswerRow,
    SearchBox,
    Sign,
    Suggestion,
    Suggestions,
    Task,
    TaskState,
    TimelineEntry,
)
from flyingstart.design.enums import Kind
from flyingstart.design.frame import Frame, bare_frame, frame
from flyingstart.design.pictures.charts import BarChart, Chart, LineChart, Point, Series
from flyingstart.design.pictures.maps import AreaMap, MapArea
from flyingstart.design.pictures.plain_table import PlainTable
from flyingstart.design.slots import (
    Card,
    Link,
    TodayPart,
    Venue,
    authority,
    authority_name,
    home_cards,
    home_venues,
    public_links,
    staff_cards,
    staff_footer,
    staff_links,
    staff_search,
    today_parts,
)
from flyingstart.design.tables.columns import Column
from flyingstart.design.tables.export import csv_response
from flyingstart.design.tables.filters import ChoiceFilter, SearchFilter
from flyingstart.design.tables.shown import ShownTable, show
from flyingstart.design.tables.table import Table

__all__ = [
    "AnswerRow",
    "AreaMap",
    "BarChart",
    "Card",
    "Chart",
    "ChoiceFilter",
    "Column",
    "Frame",
    "Kind",
    "LineChart",
    "Link",
    "MapArea",
    "PlainTable",
    "Point",
    "SearchBox",
    "SearchFilter",
    "Series",
    "ShownTable",
    "Sign",
    "Suggestion",
    "Suggestions",
    "Table",
    "Task",
    "TaskState",
    "TimelineEntry",
    "TodayPart",
    "Venue",
    "authority",
    "authority_name",
    "bare_frame",
    "csv_response",
    "formats",
    "forms",
    "frame",
    "home_cards",
    "home_venues",
    "public_links",
    "show",
    "staff_cards",
    "staff_footer",
    "staff_links",
    "staff_search",
    "today_parts",
]
