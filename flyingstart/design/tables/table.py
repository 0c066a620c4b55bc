"""A table that filters, sorts, pages and exports what it shows; addressed by the query string."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.text import slugify

from flyingstart.design.tables.columns import Column, Row
from flyingstart.design.tables.export import csv_response
from flyingstart.design.tables.filters import Filter
from flyingstart.design.tables.rows import Rows, rows_of

RESERVED = {"sort", "page", "export"}


@dataclass(frozen=True, kw_only=True)
class Table(Generic[Row]):
    """A table, before anybody has asked for a page of it.

    `key` names the table in the address, so that several fit on one page: `wards-sort=-reached`.
    `total` is a last row that is neither sorted nor filtered, and left out while a filter holds:
    it would not be the sum of what is shown. `wide` gives the table a window of its own.
    """

    caption: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row] | QuerySet[Any]
    key: str = "table"
    filters: Sequence[Filter[Row]] = ()
    sort: str = ""  # the column it is sorted by when the address does not say; "-" before: down
    total: Row | None = None
    page_size: int = 50
    file_name: str = ""
    empty: str = ""  # what to do next when there is nothing to show
    caption_hidden: bool = False
    exportable: bool = True
    wide: bool = False
    _columns: Mapping[str, Column[Row]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises ValueError when two columns or filters share a key, or a filter's is reserved."""
        columns = [column.key for column in self.columns]
        filters = [narrowing.key for narrowing in self.filters]
        if len({*columns}) < len(columns) or len({*filters}) < len(filters):
            raise ValueError(f"table {self.key} names a column or a filter twice")
        if RESERVED & {*filters}:
            raise ValueError(f"a filter cannot be called {', '.join(RESERVED & {*filters})}")
        object.__setattr__(self, "_columns", {column.key: column for column in self.columns})

    def parameter(self, name: str) -> str:
        """The name of one of our parameters in the address."""
        return f"{self.key}-{name}"

    def wants_export(self, query: QueryDict) -> bool:
        """Whether the address asks for the file instead of the page."""
        return self.exportable and query.get(self.parameter("export")) == "csv"

    def narrowed(self, query: QueryDict) -> dict[str, str]:
        """The filters that hold, by key."""
        given = {f.key: query.get(self.parameter(f.key), "").strip() for f in self.filters}
        return {f.key: given[f.key] for f in self.filters if f.accepts(given[f.key])}

    def can_sort(self, column: Column[Row]) -> bool:
        """Whether a heading sorts: rows of a query only by columns that name fields."""
        return column.sortable and bool(column.order_by or not isinstance(self.rows, QuerySet))

    def order(self, query: QueryDict) -> tuple[Column[Row] | None, bool]:
        """The column the address or the table sorts by, and whether downwards."""
        for wanted in (query.get(self.parameter("sort"), ""), self.sort):
            column = self._columns.get(wanted.removeprefix("-"))
            if column is not None and self.can_sort(column):
                return column, wanted.startswith("-")
        return None, False

    def chosen(self, query: QueryDict) -> Rows[Row]:
        """All rows that the address asks for, in its order."""
        rows = rows_of(self.rows)
        values = self.narrowed(query)
        for narrowing in self.filters:
            if narrowing.key in values:
                rows = rows.kept(narrowing, values[narrowing.key])
        column, descending = self.order(query)
        return rows.sorted(column, descending=descending) if column else rows

    def total_row(self, query: QueryDict) -> Row | None:
        """The last row, when it is the sum of what is shown."""
        return None if self.narrowed(query) else self.total

    def export(self, query: QueryDict) -> HttpResponse:
        """Every page of what is shown, as CSV."""
        rows = self.chosen(query)
        shown = list(rows.page(0, rows.count()))
        total = self.total_row(query)
        if total is not None:
            shown.append(total)
        return csv_response(
            self.file_name or slugify(self.caption) or self.key,
            [column.file_heading for column in self.columns],
            [[column.exported(row) for column in self.columns] for row in shown],
        )
