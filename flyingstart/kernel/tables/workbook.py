"""Rows of an XLSX workbook, as text; whatever is no such workbook is refused with the reason."""

from __future__ import annotations

import itertools
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from flyingstart.kernel.tables.encodings import OLE
from flyingstart.kernel.tables.headings import complete
from flyingstart.kernel.tables.spreadsheet_values import shown
from flyingstart.kernel.tables.table import Column, TableError

# What a sheet can have; a file that says more is broken or means harm.
MOST_ROWS, MOST_CELLS = 1 << 20, 50_000_000
# How many times the limit of the file its unpacked parts may have.
MOST_UNPACKED = 12
_BATCH = 2_000
_CHUNK = 1 << 20
_PROTECTED = "EncryptedPackage".encode("utf-16-le")

# What openpyxl and the libraries below it raise on a damaged workbook.
_DAMAGE = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    OSError,
    OverflowError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)

Numbered = tuple[int, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Worksheet:
    """One sheet of a workbook."""

    path: Path
    sheet: int
    formulas: bool = False

    def records(self) -> Iterator[Numbered]:
        """Every row with its number, blank ones included. Raises `TableError` for damage."""
        rows = self._with_formulas() if self.formulas else self._values()
        seen = 0
        for number, values in enumerate(rows, start=1):
            seen += len(values)
            if number > MOST_ROWS or seen > MOST_CELLS:
                raise TableError("the sheet has more rows or cells than a sheet can have")
            yield number, [shown(value) for value in values]

    def _values(self) -> Iterator[Sequence[Any]]:
        with _open(self.path) as workbook:
            yield from _rows(workbook, self.sheet, values_only=True)

    def _with_formulas(self) -> Iterator[Sequence[Any]]:
        """The values Excel last saw; where a formula was never worked out, its text.

        Programs that write workbooks leave formulas so, and a cell must not vanish in silence.
        """
        with (
            _open(self.path) as workbook,
            _open(self.path, formulas=True) as with_formulas,
        ):
            results = _rows(workbook, self.sheet, values_only=False)
            formulas = _rows(with_formulas, self.sheet, values_only=True)
            for cells, written in zip(results, formulas, strict=True):
                yield [
                    formula if cell.value is None and cell.data_type == "n" else cell.value
                    for cell, formula in zip(cells, written, strict=True)
                ]


def recognise(path: Path, columns: Sequence[Column], *, limit_bytes: int) -> Worksheet:
    """The sheet that holds the table: the first with all columns, else the first with any.

    Raises `TableError` for workbooks that cannot be read.
    """
    _refuse_others(path, limit_bytes)
    filled: list[int] = []
    with _open(path) as workbook:
        for sheet, worksheet in enumerate(workbook.worksheets):
            if worksheet.sheet_state != "visible":
                continue
            heading = _first_filled(_rows(workbook, sheet, values_only=True))
            if heading:
                filled.append(sheet)
            if heading and complete(heading, columns):
                filled = [sheet]
                break
    if not filled:
        raise TableError("the workbook is empty")
    return Worksheet(path=path, sheet=filled[0], formulas=_has_formulas(path))


def _first_filled(rows: Iterator[Sequence[Any]]) -> list[str]:
    for values in itertools.islice(rows, _BATCH):
        heading = [shown(value).strip() for value in values]
        if any(heading):
            return heading
    return []


@contextmanager
def _open(path: Path, *, formulas: bool = False) -> Iterator[Workbook]:
    # Opened by us: openpyxl goes by the ending of a name.
    with path.open("rb") as file:
        with _damage_told():
            workbook = openpyxl.load_workbook(
                file, read_only=True, data_only=not formulas, keep_links=False
            )
        with closing(workbook):
            yield workbook


def _rows(workbook: Workbook, sheet: int, *, values_only: bool) -> Iterator[Sequence[Any]]:
    """The rows of a sheet, read in batches."""
    with _damage_told():
        worksheet = workbook.worksheets[sheet]
        # Some programs write a wrong size, and rows beyond it would be lost.
        worksheet.reset_dimensions()
        rows = worksheet.iter_rows(values_only=values_only)
    while True:
        with _damage_told():
            batch = list(itertools.islice(rows, _BATCH))
        if not batch:
            return
        yield from batch


@contextmanager
def _damage_told() -> Iterator[None]:
    """openpyxl's remarks are for nobody, and its many errors mean one thing."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except _DAMAGE:
        raise TableError(
            "the workbook is damaged and cannot be read; open it in a spreadsheet program and "
            "save it again"
        ) from None


def _refuse_others(path: Path, limit_bytes: int) -> None:
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise TableError(_what_ole_is(path))
    with _damage_told(), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if not any(name.startswith("xl/") for name in names) or "xl/workbook.bin" in names:
        raise TableError(_what_zip_is(names))
    if any(part.flag_bits & 1 for part in parts):
        raise TableError("the file is protected by a password; save it without one")
    # The reader stops at the size that the archive states, so this holds for false ones too.
    size, most = sum(part.file_size for part in parts), MOST_UNPACKED * limit_bytes
    if size > most:
        raise TableError(
            f"the workbook unpacks to {size // _CHUNK:,} MB, and at most {most // _CHUNK:,} MB "
            "are taken at once"
        )


def _what_ole_is(path: Path) -> str:
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if _PROTECTED in before + chunk:
                return "the file is protected by a password; save it without one"
            before = chunk[-len(_PROTECTED) :]
    return "the file is of an old Office program (.xls); save it as XLSX or CSV"


def _what_zip_is(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "the file is a binary workbook (.xlsb); save it as XLSX or CSV"
    if "content.xml" in names:
        return "the file is an OpenDocument file; save it as XLSX or CSV"
    if "word/document.xml" in names:
        return "the file is no table but a text document"
    return "the file is no table but a compressed file; unpack it first"


def _has_formulas(path: Path) -> bool:
    with _damage_told(), zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            before = b""
            with archive.open(name) as part:
                while chunk := part.read(_CHUNK):
                    if any(mark in before + chunk for mark in (b"<f>", b"<f ", b":f>", b":f ")):
                        return True
                    before = chunk[-2:]
    return False
