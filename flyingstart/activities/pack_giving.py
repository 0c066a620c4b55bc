"""The pack's list of what is handed out: `given_out.csv`, one row an item, in their order.

Columns: `code` (stable from edition to edition), `name`, `unit` and `units` (one of it, and more:
bottle, bottles). An item that is no longer in the file is offered no more; what was given stays.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from flyingstart.activities.models import GiveItem
from flyingstart.activities.operations.giving import update_items
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts, read_pack_table

FILE = "given_out.csv"
COLUMNS = {"code", "name", "unit", "units"}


def load_items(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Bring what is handed out to the state of the pack's file. Raises `PackError`."""
    items: list[GiveItem] = []
    taken: set[str] = set()
    for number, row in enumerate(read_pack_table(folder / FILE, columns=COLUMNS), start=2):
        if not any(row.values()):
            continue
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["code"]) or len(row["code"]) > 50:
            raise _fault(number, f"“{row['code']}” is no code: small letters, digits and hyphens")
        for column, longest in (("name", 200), ("unit", 40), ("units", 40)):
            if not 0 < len(row[column]) <= longest:
                raise _fault(number, f"{column} has 1 to {longest} letters")
        for own in (row["code"], f"name {row['name'].casefold()}"):
            if own in taken:
                raise _fault(number, "its code or name is that of another row too")
            taken.add(own)
        items.append(
            GiveItem(
                code=row["code"],
                name=row["name"],
                unit=row["unit"],
                units=row["units"],
                position=number,
                is_offered=True,
            )
        )
    update_items(items=items, by=by, at=at)


def _fault(number: int, words: str) -> PackError:
    return PackError(f"{FILE}, row {number}: {words}")


pack_parts.register("given out", PackPart(name="given out", order=31, load=load_items))
