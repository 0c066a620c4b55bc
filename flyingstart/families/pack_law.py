"""The pack's numbers of the law: `law.csv`; see `load_law`.

Columns: `key`, `number` (an age in years, or days), `starts_on` (the first day on which it holds)
and `source` (the act, or who decided). A number that changes is another line with another day; the
old one stays. Every key of `LawKey` has a line.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flyingstart.families.enums import LawKey
from flyingstart.families.models import LegalNumber
from flyingstart.families.operations.law import update_law
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts, read_pack_table

FILE = "law.csv"
COLUMNS = {"key", "number", "starts_on", "source"}
LONGEST_SOURCE, LARGEST = 300, 366
FEWEST_WORDS = 2
"""One word names no act."""


def load_law(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Let the numbers of the pack hold; without the file doctor says so. Raises `PackError`."""
    if not (folder / FILE).is_file():
        return
    rows = enumerate(read_pack_table(folder / FILE, columns=COLUMNS), start=2)
    found: dict[tuple[str, dt.date], LegalNumber] = {}
    for line, row in rows:
        if any(row.values()):
            one = _number(line, row)
            if found.setdefault((one.key, one.starts_on), one) is not one:
                raise _fault(line, f"{one.key} has another line from {one.starts_on}")
    if missing := [key for key in LawKey.values if key not in {key for key, _ in found}]:
        raise PackError(f"{FILE} lacks {', '.join(missing)}")
    _check_ages(found)
    update_law(numbers=list(found.values()), by=by, at=at)


def _number(line: int, row: dict[str, str]) -> LegalNumber:
    key, number, source = row["key"], row["number"], row["source"]
    if key not in LawKey.values:
        raise _fault(line, f"key is “{key}”, not one of {', '.join(LawKey.values)}")
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= LARGEST):
        raise _fault(line, f"number is “{number}”, not a whole number from 1 to {LARGEST}")
    try:
        starts_on = dt.date.fromisoformat(row["starts_on"])
    except ValueError:
        raise _fault(line, f"starts_on is “{row['starts_on']}”, not a day") from None
    if len(source.split()) < FEWEST_WORDS or len(source) > LONGEST_SOURCE:
        raise _fault(line, f"source says where it is written, in at most {LONGEST_SOURCE} letters")
    return LegalNumber(key=key, number=int(number), starts_on=starts_on, source=source)


def _check_ages(found: dict[tuple[str, dt.date], LegalNumber]) -> None:
    """The police are told of none of whom the lead is not."""
    for day in sorted({day for _, day in found}):
        ages = {
            key: max(
                (on, one.number) for (own, on), one in found.items() if own == key and on <= day
            )[1]
            for key in (LawKey.POLICE_UNDER.value, LawKey.LEAD_UNDER.value)
            if any(own == key and on <= day for own, on in found)
        }
        police, lead = ages.get(LawKey.POLICE_UNDER), ages.get(LawKey.LEAD_UNDER)
        if police and lead and police > lead:
            raise PackError(f"{FILE}: on {day} the police are told under {police}, the lead {lead}")


def _fault(line: int, words: str) -> PackError:
    return PackError(f"{FILE}, row {line}: {words}")


pack_parts.register("law", PackPart(name="law", order=23, load=load_law))
