"""Reading the cells of a pack's files; a fault names the file and the row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flyingstart.kernel.api import PackError, read_pack_table
from flyingstart.kernel.tables.api import CellError, read_date, read_whole, read_yes_no

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST_SLUG, LONGEST_NAME = 50, 200


@dataclass(frozen=True)
class PackRow:
    """One row of a pack's CSV file: `file` as people name it, `number` as a spreadsheet does."""

    file: str
    number: int
    cells: dict[str, str]

    def fault(self, words: str) -> PackError:
        """What is wrong with the row."""
        return PackError(f"{self.file}, row {self.number}: {words}")

    def text(self, column: str, *, longest: int = LONGEST_NAME) -> str:
        """A cell that must be filled."""
        text = self.cells[column]
        if not 0 < len(text) <= longest:
            raise self.fault(f"{column} has 1 to {longest} letters")
        return text

    def slug(self, column: str) -> str:
        """A code of small letters, digits and hyphens."""
        text = self.cells[column]
        if not _SLUG.fullmatch(text) or len(text) > LONGEST_SLUG:
            raise self.fault(f"{column} “{text}” is no code: small letters, digits and hyphens")
        return text

    def whole(self, column: str, *, most: int) -> int | None:
        """A whole number, or nothing."""
        text = self.cells[column]
        if not text:
            return None
        try:
            return read_whole(text, most=most)
        except CellError as fault:
            raise self.fault(f"{column}: {fault}") from None

    def yes(self, column: str) -> bool:
        """Yes or no; blank is no."""
        text = self.cells[column]
        if not text:
            return False
        try:
            return read_yes_no(text)
        except CellError as fault:
            raise self.fault(f"{column}: {fault}") from None

    def day(self, column: str) -> dt.date:
        """A date."""
        try:
            return read_date(self.cells[column])
        except CellError as fault:
            raise self.fault(f"{column}: {fault}") from None

    def day_or_none(self, column: str) -> dt.date | None:
        """A date, or nothing."""
        return self.day(column) if self.cells[column] else None

    def several(self, column: str) -> list[str]:
        """Texts between semicolons."""
        return [text.strip() for text in self.cells[column].split(";") if text.strip()]


def pack_rows(folder: Path, name: str, columns: set[str]) -> Iterator[PackRow]:
    """The rows of a file that are not blank, or none if it is absent. Raises `PackError`."""
    path = folder / name
    try:
        rows = read_pack_table(path, columns=columns)
    except PackError as fault:
        raise PackError(str(fault).replace(path.name, name, 1)) from None
    for number, cells in enumerate(rows, start=2):
        if any(cells.values()):
            yield PackRow(name, number, cells)
