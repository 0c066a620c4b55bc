"""A file on disk, whatever wrote it, as a `Table`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from flyingstart.kernel.tables import delimited, workbook
from flyingstart.kernel.tables.headings import letters, places_of
from flyingstart.kernel.tables.table import Cells, Column, Table, TableError, cleaned

MEGABYTE = 1024 * 1024
LIMIT_BYTES = 50 * MEGABYTE

Numbered = tuple[int, Cells]


class Records(Protocol):
    """A file whose records can be read, again and again."""

    def records(self) -> Iterator[Numbered]:
        """Every record with its number as a spreadsheet shows it, blank ones included."""
        ...


def read_table(
    path: Path, columns: Sequence[Column] = (), *, limit_bytes: int = LIMIT_BYTES
) -> Table:
    """Recognise a CSV or XLSX file by what it holds, not by its name.

    Raises `TableError` when it is no table, is too large or lacks a required column; reading the
    rows may raise it too.
    """
    check_size(path, limit_bytes)
    source: Records = (
        workbook.recognise(path, columns, limit_bytes=limit_bytes)
        if workbook.looks_like_workbook(path)
        else delimited.recognise(path, columns)
    )
    heading_row, headings = _heading(source.records())
    places = places_of(headings, columns)
    width = len(headings)
    while width and not headings[width - 1]:
        width -= 1
    names = {place: name for name, place in places.items()}
    return Table(
        headings=[names.get(place, text) for place, text in enumerate(headings) if text],
        places=places,
        read=_Rows(source.records, heading_row, width),
    )


def check_size(path: Path, limit_bytes: int) -> None:
    """Raises `TableError` for what is no file or a file above the limit."""
    if not path.is_file():
        raise TableError(f"there is no file {path}")
    if path.stat().st_size > limit_bytes:
        raise TableError(
            f"the file has {path.stat().st_size / MEGABYTE:,.1f} MB, and at most "
            f"{limit_bytes / MEGABYTE:,.0f} MB are taken at once; split it"
        )


def _heading(records: Iterator[Numbered]) -> tuple[int, list[str]]:
    """The first row that is not blank."""
    for number, cells in records:
        heading = [cleaned(cell).strip("\ufeff") for cell in cells]
        if any(heading):
            return number, heading
    raise TableError("the file is empty")


@dataclass(frozen=True)
class _Rows:
    """Rows below the heading that are not blank and fit under it."""

    records: Callable[[], Iterator[Numbered]]
    heading_row: int
    width: int

    def __call__(self) -> Iterator[Numbered]:
        width = self.width
        for number, cells in self.records():
            if number <= self.heading_row:
                continue
            if len(cells) > width:
                self._refuse_surplus(number, cells)
            if any(map(str.strip, cells)):
                yield number, cells

    def _refuse_surplus(self, number: int, cells: Cells) -> None:
        """A cell beyond the headings means that the cells before it have slipped."""
        for place in range(self.width, len(cells)):
            if cells[place].strip():
                raise TableError(
                    f"row {number} has something in column {letters(place)}, where there is no "
                    "heading; perhaps a cell holds a separator and is not in quotation marks"
                )
