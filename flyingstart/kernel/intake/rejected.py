"""Rows of committed imports that were rejected and never came again, from the originals."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flyingstart.kernel.intake.kinds import ImportKind, ImportOptions
from flyingstart.kernel.intake.originals import original_pieces
from flyingstart.kernel.models import Import
from flyingstart.kernel.tables.reader import read_table
from flyingstart.kernel.tables.table import Column

Cells = Mapping[str, str]


class RejectedRow(NamedTuple):
    """A row as it was written, and the source whose refs are in it."""

    source: str
    cells: Cells


def rejected_rows(kind: ImportKind[Any], *, key: Sequence[str]) -> list[RejectedRow]:
    """Rows of a kind that was read as a table, by the columns that tell one row from another.

    A row that was rejected once and taken later is not among them. Of an import with more problems
    than are kept, those beyond are not known.
    """
    left: dict[tuple[str, ...], RejectedRow] = {}
    for done in Import.objects.filter(kind=kind.name).order_by("imported_at", "pk"):
        at_fault = {error["row"] for error in done.errors}
        source = str(done.options.get("source") or ImportOptions().source)
        if not at_fault and not left:
            continue
        for number, cells in _rows(done, kind.columns):
            name = (source, *(cells[column] for column in key))
            if number in at_fault:
                left[name] = RejectedRow(source, cells)
            else:
                left.pop(name, None)
    return list(left.values())


def _rows(done: Import, columns: Sequence[Column]) -> list[tuple[int, Cells]]:
    with tempfile.TemporaryDirectory() as folder:
        # By its ending the reader tells a workbook from a text; the name itself may be anything.
        path = Path(folder) / f"original{Path(done.file_name).suffix[:8] or '.csv'}"
        with path.open("wb") as file:
            file.writelines(original_pieces(done.file))
        table = read_table(path, columns)
        names = [column.name for column in columns]
        return [(row.number, {name: row[name] for name in names}) for row in table.rows]
