"""The pack's catalogue of activities: `activities.csv`, one row an activity.

Columns: `code` (stable from edition to edition), `name`, `aliases` (other names, with semicolons),
`kind` (antenatal, universal, targeted), `reaches` (child, family, expected, none),
`age_from_months` and `age_to_months` (whole months, blank: no limit; `to` is the first month too
old) and `reference` (where the authority's papers name it). `about` may be there, and `about_ur`
and the like for other languages: what happens there, for families. An activity that is no longer in
the file stays, because its sessions do.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from django.conf import settings

from flyingstart.activities.enums import Offer, Reaches
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import Activity
from flyingstart.activities.operations.catalogue import update_catalogue
from flyingstart.kernel.api import (
    Actor,
    PackError,
    PackPart,
    folded,
    pack_parts,
    read_pack_table,
)

FILE = "activities.csv"
COLUMNS = {
    *("code", "name", "aliases", "kind", "reaches"),
    *("age_from_months", "age_to_months", "reference"),
}
ABOUT, LONGEST_ABOUT = "about", 300
OLDEST_MONTHS = 100 * 12


def load_catalogue(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Bring the activities held to the state of the pack's file. Raises `PackError`."""
    read = [_activity(number, row) for number, row in _rows(folder)]
    try:
        update_catalogue(activities=read, by=by, at=at)
    except ActivitiesError as fault:
        raise PackError(f"{FILE}: {fault}") from fault


def _rows(folder: Path) -> list[tuple[int, dict[str, str]]]:
    rows = list(enumerate(read_pack_table(folder / FILE, columns=COLUMNS), start=2))
    rows = [(number, row) for number, row in rows if any(row.values())]
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    for number, row in rows:
        if codes.setdefault(row["code"], number) != number:
            raise _fault(number, f"the code {row['code']} is that of row {codes[row['code']]} too")
        for name in (row["name"], *_aliases(row)):
            if names.setdefault(folded(name), number) != number:
                raise _fault(number, f"{name} is a name in row {names[folded(name)]} too")
    return rows


def _activity(number: int, row: dict[str, str]) -> Activity:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["code"]) or len(row["code"]) > 50:
        raise _fault(number, f"“{row['code']}” is no code: small letters, digits and hyphens")
    for name in (row["name"], *_aliases(row)):
        if not 0 < len(name) <= 200:
            raise _fault(number, "a name has 1 to 200 letters")
    if row["kind"] not in Offer.values:
        raise _fault(number, f"kind is “{row['kind']}”, not one of {', '.join(Offer.values)}")
    if row["reaches"] not in Reaches.values:
        words = ", ".join(Reaches.values)
        raise _fault(number, f"reaches is “{row['reaches']}”, not one of {words}")
    if len(row["reference"]) > 300:
        raise _fault(number, "the reference is longer than 300 letters")
    youngest, oldest = (
        _months(number, row, "age_from_months"),
        _months(number, row, "age_to_months"),
    )
    if oldest is not None and oldest <= (youngest or 0):
        raise _fault(number, "age_to_months must be more than age_from_months")
    return Activity(
        code=row["code"],
        name=row["name"],
        aliases=_aliases(row),
        offer=row["kind"],
        reaches=row["reaches"],
        age_from_months=youngest,
        age_to_months=oldest,
        reference=row["reference"],
        about=_about(number, row),
    )


def _aliases(row: dict[str, str]) -> list[str]:
    return [alias.strip() for alias in row["aliases"].split(";") if alias.strip()]


def _about(number: int, row: dict[str, str]) -> dict[str, str]:
    """What happens there, by language."""
    columns = {language: f"{ABOUT}_{language}" for language, _ in settings.LANGUAGES}
    columns[settings.LANGUAGE_CODE] = ABOUT
    texts = {language: row.get(column, "") for language, column in columns.items()}
    for language, text in texts.items():
        if len(text) > LONGEST_ABOUT:
            raise _fault(number, f"{columns[language]} is longer than {LONGEST_ABOUT} letters")
    return {language: text for language, text in texts.items() if text}


def _months(number: int, row: dict[str, str], column: str) -> int | None:
    text = row[column]
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > OLDEST_MONTHS:
        raise _fault(number, f"{column} is “{text}”, not whole months")
    return int(text)


def _fault(number: int, words: str) -> PackError:
    return PackError(f"{FILE}, row {number}: {words}")


pack_parts.register("activities", PackPart(name="activities", order=30, load=load_catalogue))
