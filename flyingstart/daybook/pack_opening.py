"""The pack's list of what is looked at before a site opens: `opening_check.csv`, in its order.

Columns: `code` (stable from edition to edition), `words` (what is looked at). A point that is no
longer in the file is asked no more; what was answered stays.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from flyingstart.daybook.models import CheckPoint
from flyingstart.daybook.operations.entries import update_points
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts, read_pack_table

FILE = "opening_check.csv"
COLUMNS = {"code", "words"}


def load_points(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Bring what is looked at to the state of the pack's file. Raises `PackError`."""
    points: list[CheckPoint] = []
    for number, row in enumerate(read_pack_table(folder / FILE, columns=COLUMNS), start=2):
        if not any(row.values()):
            continue
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["code"]) or len(row["code"]) > 50:
            raise _fault(number, f"“{row['code']}” is no code: small letters, digits and hyphens")
        if not 0 < len(row["words"]) <= 200:
            raise _fault(number, "words has 1 to 200 letters")
        if row["code"] in {point.code for point in points}:
            raise _fault(number, "its code is that of another row too")
        points.append(CheckPoint(code=row["code"], words=row["words"], position=number))
    update_points(points=points, by=by, at=at)


def _fault(number: int, words: str) -> PackError:
    return PackError(f"{FILE}, row {number}: {words}")


pack_parts.register("opening check", PackPart(name="opening check", order=41, load=load_points))
