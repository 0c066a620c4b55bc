"""Rows of a CSV file: comma, semicolon or tab; any encoding and line end Excel writes."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flyingstart.kernel.tables.encodings import encoding_of
from flyingstart.kernel.tables.headings import recognised
from flyingstart.kernel.tables.table import Column, TableError

SEPARATORS = (",", ";", "\t")
# Rows of these alone are blank.
_NOTHING = ' \r\n"' + "".join(SEPARATORS)
_SAMPLE_CHARACTERS, _SAMPLE_RECORDS = 1 << 16, 100

Numbered = tuple[int, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Delimited:
    """How a file is written. `skip` is 1 when its first line only names the separator."""

    path: Path
    encoding: str
    separator: str
    skip: int = 0

    def records(self) -> Iterator[Numbered]:
        """Every record with its number as a spreadsheet shows it, blank ones included.

        Raises `TableError` when quotation marks do not pair.
        """
        number = 0
        with self.path.open(encoding=self.encoding, newline="") as file:
            lines = itertools.islice(file, self.skip, None)
            # Strict: a quotation mark left open would swallow the rest of the file in silence.
            reader = csv.reader(lines, delimiter=self.separator, skipinitialspace=True, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    yield number, cells
            except csv.Error:
                raise TableError(
                    f"row {number + 1} cannot be read: its quotation marks do not pair"
                ) from None


def recognise(path: Path, columns: Sequence[Column]) -> Delimited:
    """How the file is written. Raises `TableError` when it is no text."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE_CHARACTERS)
    if not sample.strip(_NOTHING):
        raise TableError("the file is empty")
    first = "".join(sample.splitlines()[:1]).strip().casefold()
    # Excel's own way to name the separator; it shows the next line as row 1, and so do we.
    if first.startswith("sep=") and len(first) <= len("sep=") + 1:
        separator = first.removeprefix("sep=") or "\t"
        if separator not in SEPARATORS:
            raise TableError(f"the separator “{separator}” is none of comma, semicolon and tab")
        return Delimited(path=path, encoding=encoding, separator=separator, skip=1)
    whole = len(sample) < _SAMPLE_CHARACTERS
    best = max(SEPARATORS, key=lambda mark: _likelihood(_split(sample, mark, whole), columns))
    return Delimited(path=path, encoding=encoding, separator=best)


def _split(sample: str, separator: str, whole: bool) -> list[list[str]]:
    """The first records that are not blank, were this the separator."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, skipinitialspace=True)
    records = list(itertools.islice(filter(_filled, reader), _SAMPLE_RECORDS + 1))
    # The last one of a sample is cut off somewhere.
    return records if whole else records[:-1]


def _likelihood(
    records: Sequence[Sequence[str]], columns: Sequence[Column]
) -> tuple[int, bool, float, int]:
    """Known headings, then several columns, then rows as wide as their heading, then width."""
    if not records:
        return (0, False, 0.0, 0)
    heading, rows = records[0], records[1:]
    alike = sum(len(row) == len(heading) for row in rows)
    share = alike / len(rows) if rows else 1.0
    return (recognised(heading, columns), len(heading) > 1, share, len(heading))


def _filled(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)
