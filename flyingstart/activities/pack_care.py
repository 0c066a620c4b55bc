"""The pack's numbers for looking after children: `care_rules.csv`; see `load_rules`.

Columns: `key` (creche_children_each, creche_minutes, session_staff), `from_months` (of the first
alone: from which age so many children are one adult's), `number`, `starts_on` and `source`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flyingstart.activities.enums import CareKey
from flyingstart.activities.models import CareRule
from flyingstart.activities.operations.care import update_rules
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts, read_pack_table

FILE = "care_rules.csv"
COLUMNS = {"key", "from_months", "number", "starts_on", "source"}


def load_rules(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Let the numbers of the pack hold; without the file nothing is checked. `PackError`."""
    if not (folder / FILE).is_file():
        return
    rows = enumerate(read_pack_table(folder / FILE, columns=COLUMNS), start=2)
    update_rules(rules=[_rule(n, row) for n, row in rows if any(row.values())], by=by, at=at)


def _rule(number: int, row: dict[str, str]) -> CareRule:
    key = row["key"]
    if key not in CareKey.values:
        raise _fault(number, f"key is “{key}”, not one of {', '.join(CareKey.values)}")
    if (key == CareKey.CRECHE_CHILDREN_EACH) != bool(row["from_months"]):
        raise _fault(number, "from_months is said of creche_children_each, and of nothing else")
    try:
        starts_on = dt.date.fromisoformat(row["starts_on"])
    except ValueError:
        raise _fault(number, f"starts_on is “{row['starts_on']}”, not a day") from None
    if not 0 < len(row["source"]) <= 300:
        raise _fault(number, "source has 1 to 300 letters")
    return CareRule(
        key=key,
        from_months=_whole(number, row, "from_months") if row["from_months"] else None,
        number=_whole(number, row, "number", least=1),
        starts_on=starts_on,
        source=row["source"],
    )


def _whole(number: int, row: dict[str, str], column: str, *, least: int = 0) -> int:
    text = row[column]
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) >= least):
        raise _fault(number, f"{column} is “{text}”, not a whole number from {least} up")
    return int(text)


def _fault(number: int, words: str) -> PackError:
    return PackError(f"{FILE}, row {number}: {words}")


pack_parts.register("care rules", PackPart(name="care rules", order=32, load=load_rules))
