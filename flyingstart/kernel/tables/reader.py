"""A file on disk, whatever wrote it, as a `Table`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from flyingstart.kernel.tables import delimited
from flyingstart.kernel.tables.encodings import looks_like_workbook
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

    A row of CSV with a cell beyond the headings has slipped and is left out, see `Table.slipped`;
    in a sheet such a cell is a note beside the table. Raises `TableError` when it is no table, is
    too large or lacks a required column; reading the rows may raise it too.
    """
    check_size(path, limit_bytes)
    in_sheet = looks_like_workbook(path)
    source: Records
    if in_sheet:
        # It loads openpyxl, which every other command and page would wait for in vain.
        from flyingstart.kernel.tables import workbook

        source = workbook.recognise(path, columns, limit_bytes=limit_bytes)
    else:
        source = delimited.recognise(path, columns)
    heading_row, headings = _heading(source.records())
    places = places_of(headings, columns)
    names = {place: name for name, place in places.items()}
    rows = _Rows(
        source.records,
        heading_row=heading_row,
        width=max(place for place, text in enumerate(headings) if text) + 1,
        can_slip=not in_sheet,
    )
    return Table(
        headings=[names.get(place, text) for place, text in enumerate(headings) if text],
        places=places,
        read=rows,
        slipped=rows.slipped,
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
    can_slip: bool
    slipped: dict[int, str] = field(default_factory=dict)

    def __call__(self) -> Iterator[Numbered]:
        for number, cells in self.records():
            if number <= self.heading_row:
                continue
            beyond = cells[self.width :]
            if self.can_slip and any(map(str.strip, beyond)):
                first = next(place for place, cell in enumerate(beyond) if cell.strip())
                self.slipped[number] = letters(self.width + first)
            elif any(map(str.strip, cells[: self.width])):
                yield number, cells
