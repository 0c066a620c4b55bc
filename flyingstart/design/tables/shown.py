"""One page of a table, in words and links: what the template prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design import formats
from flyingstart.design.tables.columns import Column, Row
from flyingstart.design.tables.filters import ChoiceFilter
from flyingstart.design.tables.table import Table


@dataclass(frozen=True)
class Heading:
    """The head of a column; `href` sorts by it, `sorted` is "", "ascending" or "descending"."""

    text: str
    note: str
    figure: bool
    href: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """One value, in words."""

    text: str
    figure: bool
    href: str
    link_of: str = ""


@dataclass(frozen=True)
class FilterField:
    """A control of the filter form; `choices` is empty for a field to type in."""

    name: str
    label: str
    value: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ShownTable(Generic[Row]):
    """One page of a table."""

    key: str
    caption: str
    caption_hidden: bool
    wide: bool
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell]
    fields: Sequence[FilterField]
    carried: Sequence[tuple[str, str]]  # other parameters of the page, kept by the filter form
    narrowed: bool
    clear_href: str
    count_words: str
    pages: Mapping[str, Any] | None  # arguments of the GOV.UK pagination
    export_href: str
    export_words: str
    empty: str


def show(table: Table[Row], query: QueryDict) -> ShownTable[Row]:
    """The page of a table that the address asks for; the nearest one if it does not exist."""
    rows = table.chosen(query)
    count = rows.count()
    last = max(1, -(-count // table.page_size))
    page = min(_page(query.get(table.parameter("page"), "")), last)
    start = (page - 1) * table.page_size
    values = table.narrowed(query)
    total = table.total_row(query)
    return ShownTable(
        key=table.key,
        caption=table.caption,
        caption_hidden=table.caption_hidden,
        wide=table.wide,
        headings=[_heading(table, column, query) for column in table.columns],
        rows=[_cells(table, row) for row in rows.page(start, start + table.page_size)],
        total=_cells(table, total) if total is not None and count else [],
        fields=[
            FilterField(
                table.parameter(f.key),
                f.label,
                values.get(f.key, ""),
                f.choices if isinstance(f, ChoiceFilter) else [],
            )
            for f in table.filters
        ],
        carried=_carried(table, query),
        narrowed=bool(values),
        clear_href=_href(query, table, dict.fromkeys([*values, "page", "export"], "")),
        count_words=_count_words(count, start, table.page_size) if count or values else "",
        pages=_pages(table, query, page, last) if last > 1 else None,
        export_href=_href(query, table, {"page": "", "export": "csv"})
        if _exports(table, count)
        else "",
        export_words=_export_words(count),
        empty=table.empty or _("There is nothing to show."),
    )


def _exports(table: Table[Row], count: int) -> bool:
    return table.exportable and count > 0


def _heading(table: Table[Row], column: Column[Row], query: QueryDict) -> Heading:
    by, descending = table.order(query)
    sorted_ = ("descending" if descending else "ascending") if by is column else ""
    href = ""
    if table.can_sort(column):
        # Figures are first asked for from the top, words from A.
        down = (not descending) if by is column else column.kind.is_figure
        href = _href(query, table, {"sort": f"-{column.key}" if down else column.key, "page": ""})
    return Heading(column.heading, column.note, column.kind.is_figure, href, sorted_)


def _cells(table: Table[Row], row: Row) -> list[Cell]:
    return [
        Cell(
            c.words(row),
            c.kind.is_figure,
            (c.link(row) if c.link else None) or "",
            c.link_of(row) if c.link_of else "",
        )
        for c in table.columns
    ]


def _href(query: QueryDict, table: Table[Row], changes: Mapping[str, str]) -> str:
    """The same page with some of the table's parameters changed; "" takes one away."""
    changed = query.copy()
    changed.pop(table.parameter("export"), None)
    for name, value in changes.items():
        changed.pop(table.parameter(name), None)
        if value:
            changed[table.parameter(name)] = value
    return f"?{changed.urlencode()}#{table.key}"


def _carried(table: Table[Row], query: QueryDict) -> list[tuple[str, str]]:
    ours = {table.parameter(name) for name in ("page", "export", *(f.key for f in table.filters))}
    return [(name, value) for name, values in query.lists() if name not in ours for value in values]


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _count_words(count: int, start: int, size: int) -> str:
    if count == 0:
        return _("Nothing found")
    if count <= size:
        return ngettext("%(count)s row", "%(count)s rows", count) % {"count": formats.number(count)}
    return _("Rows %(first)s to %(last)s of %(count)s") % {
        "first": formats.number(start + 1),
        "last": formats.number(min(start + size, count)),
        "count": formats.number(count),
    }


def _export_words(count: int) -> str:
    return ngettext("Download this row (CSV)", "Download these %(count)s rows (CSV)", count) % {
        "count": formats.number(count)
    }


def _pages(table: Table[Row], query: QueryDict, page: int, last: int) -> dict[str, Any]:
    def href(number: int) -> str:
        return _href(query, table, {"page": str(number) if number > 1 else ""})

    near = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *near], near, strict=False):
        if number - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": href(number), "current": number == page})
    pages: dict[str, Any] = {"items": items}
    if page > 1:
        pages["previous"] = {"href": href(page - 1), "text": _("Previous")}
    if page < last:
        pages["next"] = {"href": href(page + 1), "text": _("Next")}
    return pages
