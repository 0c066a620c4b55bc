"""Tables as CSV files: what is written here is read back unchanged, and no spreadsheet runs it.

Commas, CRLF and UTF-8. `mark=True` puts the mark first by which Excel knows UTF-8, for files that
people download; what other programs read (standard output) has none, for to many of them it would
be part of the first heading. Either is read back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flyingstart.kernel.tables.formulas import neutralised

MARK = "\ufeff"
_BATCH = 1_000


def csv_pieces(
    headings: Sequence[str],
    rows: Iterable[Mapping[str, str] | Sequence[str]],
    *,
    mark: bool = False,
    separator: str = ",",
) -> Iterator[str]:
    """The file piece by piece; rows by heading or in the order of the headings."""
    buffer = io.StringIO(newline="")
    buffer.write(MARK if mark else "")
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerow([neutralised(heading) for heading in headings])
    for count, row in enumerate(rows, start=1):
        cells = [row.get(name, "") for name in headings] if isinstance(row, Mapping) else row
        writer.writerow([neutralised(cell) for cell in cells])
        if count % _BATCH == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def csv_text(
    headings: Sequence[str],
    rows: Iterable[Mapping[str, str] | Sequence[str]],
    *,
    mark: bool = False,
    separator: str = ",",
) -> str:
    """The whole file at once."""
    return "".join(csv_pieces(headings, rows, mark=mark, separator=separator))
