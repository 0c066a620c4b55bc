"""A report as a workbook: what it is, then a sheet for each section."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from flyingstart.design.api import Kind
from flyingstart.evidence.reports.files.edition import Edition
from flyingstart.evidence.reports.layout import Cell, Laid, about
from flyingstart.kernel.tables.api import neutralised

BOLD, TITLE, QUIET = Font(bold=True), Font(bold=True, size=14), Font(italic=True, color="505A5F")
WRAPPED = Alignment(wrap_text=True, vertical="top")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
FIRST_WIDTH, WIDTH = 44, 16


def as_xlsx(edition: Edition) -> bytes:
    """The workbook. Words that would run as formulas are put to sleep."""
    book = Workbook()
    book.properties.title = edition.title
    book.properties.creator = edition.signed_by
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - a new workbook has one sheet
    first.title = _("About")
    _fill_about(first, edition)
    for heading, intro, tables in edition.sections():
        sheet = book.create_sheet(_name(heading, book.sheetnames))
        _fill_section(sheet, heading, intro, tables)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill_about(sheet: Worksheet, edition: Edition) -> None:
    _widths(sheet, FIRST_WIDTH, 90)
    _line(sheet, [edition.title], TITLE)
    for heading, words in edition.facts:
        _line(sheet, [heading, words])
    for paragraph in edition.words.splitlines():
        if paragraph.strip():
            _line(sheet, [paragraph.strip()])


def _fill_section(sheet: Worksheet, heading: str, intro: str, tables: list[Laid]) -> None:
    _widths(sheet, FIRST_WIDTH, *[WIDTH] * 6)
    _line(sheet, [heading], TITLE)
    _line(sheet, [intro])
    for laid in tables:
        sheet.append([])
        _line(sheet, [laid.figures.heading], BOLD)
        _line(sheet, laid.headings, BOLD)
        for label, cells in laid.rows:
            _row(sheet, label, cells)
        for words in about(laid.figures):
            _line(sheet, [words], QUIET)


def _row(sheet: Worksheet, label: str, cells: Sequence[Cell]) -> None:
    sheet.append([neutralised(label), *(_value(cell) for cell in cells)])
    for column, cell in enumerate(cells, start=2):
        placed = sheet.cell(sheet.max_row, column)
        placed.number_format = _format(cell)
        if isinstance(cell.value, str):
            placed.alignment = Alignment(horizontal="right")


def _value(cell: Cell) -> str | float | int | None:
    return neutralised(cell.value) if isinstance(cell.value, str) else cell.value


def _format(cell: Cell) -> str:
    if cell.kind is Kind.RATIO:
        return "0.0%"
    return "#,##0.0" if cell.places else "#,##0"


def _line(sheet: Worksheet, words: list[str], font: Font | None = None) -> None:
    sheet.append([neutralised(word) for word in words])
    if font is not None:
        for column in range(1, len(words) + 1):
            sheet.cell(sheet.max_row, column).font = font
            if len(words) > 1:
                sheet.cell(sheet.max_row, column).alignment = WRAPPED


def _widths(sheet: Worksheet, *widths: int) -> None:
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width


def _name(heading: str, taken: list[str]) -> str:
    """A sheet's name: no sign that spreadsheets forbid, not too long, no other one's."""
    wanted = _FORBIDDEN.sub(" ", heading)[:LONGEST_NAME].strip() or "1"
    name, number = wanted, 2
    while name in taken:
        name = f"{wanted[: LONGEST_NAME - 3]} {number}"
        number += 1
    return name
