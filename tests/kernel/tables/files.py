"""Files as people and programs write them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from flyingstart.kernel.tables.api import Column, Table, read_table

ENCODINGS = {
    "UTF-8": ("utf-8", b""),
    "UTF-8 with a mark": ("utf-8", b"\xef\xbb\xbf"),
    "UTF-16 little-endian with a mark": ("utf-16-le", b"\xff\xfe"),
    "UTF-16 big-endian with a mark": ("utf-16-be", b"\xfe\xff"),
    "UTF-16 little-endian": ("utf-16-le", b""),
    "UTF-16 big-endian": ("utf-16-be", b""),
    "Windows-1252": ("cp1252", b""),
}
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def csv_bytes(
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "UTF-8",
    separator: str = ",",
    quoting: Any = csv.QUOTE_MINIMAL,
    line_end: str = "\r\n",
) -> bytes:
    """A CSV file, by Python's own writer."""
    codec, mark = ENCODINGS[encoding]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=line_end).writerows(rows)
    return mark + text.getvalue().encode(codec)


def write_xlsx(
    path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]], *, formulas: bool = False
) -> Path:
    """A workbook; text that begins with = stays text unless `formulas`."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]  # a new workbook has a sheet
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for r, row in enumerate(rows, start=1):
            for c, value in enumerate(row, start=1):
                cell = sheet.cell(r, c, value)
                if isinstance(value, str) and not formulas:
                    cell.data_type = "s"
    workbook.save(path)
    return path


def write_zip(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    """A zip archive of named parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def change_part(path: Path, name: str, old: str, new: str) -> Path:
    """Change the text of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    text = parts[name].decode()
    assert old in text, text
    parts[name] = text.replace(old, new).encode()
    return write_zip(path, parts)


def read_bytes(path: Path, content: bytes, columns: Sequence[Column] = ()) -> Table:
    """The table of a file with this content."""
    path.write_bytes(content)
    return read_table(path, columns)


def contents(table: Table) -> list[tuple[int, dict[str, str]]]:
    """Every row with its number."""
    return [(row.number, row.as_dict()) for row in table.rows]


def cells_of(table: Table) -> list[list[str]]:
    """Headings and rows, as a grid."""
    return [table.headings, *([row[name] for name in table.headings] for row in table.rows)]
