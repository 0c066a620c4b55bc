"""The door of tables: files of rows in, files of rows out."""

from __future__ import annotations

from flyingstart.kernel.tables.cells import (
    CellError,
    check_nhs_number,
    read_date,
    read_moment,
    read_number,
    read_whole,
    read_yes_no,
)
from flyingstart.kernel.tables.formulas import neutralised, restored
from flyingstart.kernel.tables.headings import normal
from flyingstart.kernel.tables.reader import LIMIT_BYTES, read_table
from flyingstart.kernel.tables.table import Column, Row, Table, TableError
from flyingstart.kernel.tables.writer import csv_pieces, csv_text

__all__ = [
    "LIMIT_BYTES",
    "CellError",
    "Column",
    "Row",
    "Table",
    "TableError",
    "check_nhs_number",
    "csv_pieces",
    "csv_text",
    "neutralised",
    "normal",
    "read_date",
    "read_moment",
    "read_number",
    "read_table",
    "read_whole",
    "read_yes_no",
    "restored",
]
