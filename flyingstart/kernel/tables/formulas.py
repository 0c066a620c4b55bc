"""Cells that a spreadsheet would run: put to sleep on the way out, woken on the way in.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets one leading apostrophe;
so does one that already looks put to sleep, which makes the two functions exact inverses.
"""

from __future__ import annotations

import re

# Spaces and apostrophes may stand before the sign. A plain negative number runs nothing.
_RUNS = re.compile(r"[\s']*[=+\-@]|[ ']*[\t\r]")
_NEGATIVE_NUMBER = re.compile(r"-\d+(\.\d+)?", re.ASCII)


def neutralised(cell: str) -> str:
    """The cell as it is written to a file."""
    if _RUNS.match(cell) and not _NEGATIVE_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def restored(cell: str) -> str:
    """The cell as it was before `neutralised`."""
    return cell[1:] if cell[:1] == "'" and _RUNS.match(cell, 1) else cell
