"""Rows to show: in memory, or in the database until a page of them is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, Protocol, cast

from django.db.models import F, QuerySet

from flyingstart.design.tables.columns import Column, Row
from flyingstart.design.tables.filters import Filter


class Rows(Protocol[Row]):
    """What a table needs of its rows. Nothing is fetched before `count` or `page`."""

    def sorted(self, column: Column[Row], *, descending: bool) -> Rows[Row]:
        """In the order of a column; rows without a value last, either way."""
        ...

    def kept(self, narrowing: Filter[Row], value: str) -> Rows[Row]:
        """Those that pass a filter."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...

    def page(self, start: int, stop: int) -> Sequence[Row]:
        """Some of them."""
        ...


class MemoryRows(Generic[Row]):
    """Rows in memory."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)

    def sorted(self, column: Column[Row], *, descending: bool) -> MemoryRows[Row]:
        """Stable: equal rows keep the order in which they were given."""
        keyed = [(column.sort_key(row), row) for row in self._rows]
        valued = [(key, row) for key, row in keyed if key is not None]
        valued.sort(key=lambda pair: pair[0], reverse=descending)
        return MemoryRows([row for _, row in valued] + [row for key, row in keyed if key is None])

    def kept(self, narrowing: Filter[Row], value: str) -> MemoryRows[Row]:
        """By the filter's `keep`."""
        keep = narrowing.keep
        if keep is None:
            raise TypeError(f"filter {narrowing.key} cannot tell rows in memory apart")
        return MemoryRows(row for row in self._rows if keep(row, value))

    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    def page(self, start: int, stop: int) -> Sequence[Row]:
        """Some of them."""
        return self._rows[start:stop]


class QueryRows(Generic[Row]):
    """Rows of a QuerySet."""

    def __init__(self, query: QuerySet[Any]) -> None:
        self._query = query

    def sorted(self, column: Column[Row], *, descending: bool) -> QueryRows[Row]:
        """By the column's fields; then by key, so that pages neither repeat nor miss a row."""
        order = [
            F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True)
            for name in column.order_by
        ]
        return QueryRows(self._query.order_by(*order, "pk"))

    def kept(self, narrowing: Filter[Row], value: str) -> QueryRows[Row]:
        """By the filter's `narrow`."""
        if narrowing.narrow is None:
            raise TypeError(f"filter {narrowing.key} cannot narrow a query")
        return QueryRows(narrowing.narrow(self._query, value))

    def count(self) -> int:
        """How many there are."""
        return self._query.count()

    def page(self, start: int, stop: int) -> Sequence[Row]:
        """Some of them, fetched."""
        return cast("Sequence[Row]", list(self._query[start:stop]))


def rows_of(rows: Sequence[Row] | QuerySet[Any]) -> Rows[Row]:
    """The rows of a list or a QuerySet."""
    return QueryRows(rows) if isinstance(rows, QuerySet) else MemoryRows(rows)
