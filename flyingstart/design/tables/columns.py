"""What a table shows of each row."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flyingstart.design import formats
from flyingstart.design.enums import Kind
from flyingstart.design.formats import Value

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """One column.

    `value` gives what is shown, sorted and exported; text is allowed in a column of figures
    ("fewer than 5"), None is shown as a dash and exported blank. A column of a QuerySet can be
    sorted when `order_by` names fields; of rows in memory always, by `value` or by `sort`.
    `link_of` completes a link whose own words say too little alone, such as a figure; it is heard,
    not seen.
    """

    key: str
    heading: str
    value: Callable[[Row], Value]
    kind: Kind = Kind.TEXT
    places: int | None = None
    note: str = ""  # a second, quieter line of the heading: the unit, the base
    link: Callable[[Row], str | None] | None = None
    link_of: Callable[[Row], str] | None = None
    sort: Callable[[Row], Any] | None = None
    order_by: tuple[str, ...] = ()
    sortable: bool = True

    def words(self, row: Row) -> str:
        """The value as the page says it."""
        return formats.words(self.value(row), self.kind, self.places)

    def sort_key(self, row: Row) -> tuple[int, Any] | None:
        """Where the row stands in this column's order; None: it has no value and comes last.

        Words in place of a figure are none: upwards and downwards, they come after all figures.
        """
        value = self.sort(row) if self.sort else self.value(row)
        if value is None or value == "":
            return None
        if isinstance(value, str) and self.kind.is_figure and self.sort is None:
            return None
        if isinstance(value, str):
            return 2, fold(value)
        if isinstance(value, dt.datetime):
            return 1, value.timestamp()
        return 1, value.toordinal() if isinstance(value, dt.date) else value

    def exported(self, row: Row) -> str:
        """The value for a file: plain figures, ISO dates, London times, blank for none."""
        value = self.value(row)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, dt.datetime):
            return value.astimezone(formats.LONDON).isoformat(" ", "minutes")[:16]
        if isinstance(value, dt.date):
            return value.isoformat()
        if self.kind is Kind.RATIO:
            return f"{value * 100:.{1 if self.places is None else self.places}f}"
        return f"{value:.{self.places or 0}f}"

    @property
    def file_heading(self) -> str:
        """The heading in a file, with the unit that the page prints beside each figure."""
        heading = f"{self.heading}, {self.note}" if self.note else self.heading
        return f"{heading} (%)" if self.kind is Kind.RATIO else heading


def fold(text: str) -> str:
    """Text as lists are ordered by: accents and capitals do not count."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
