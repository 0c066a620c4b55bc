"""What published files of figures share: a year in the name, ages as headings."""

from __future__ import annotations

import re

from flyingstart.kernel.tables.api import CellError, read_whole

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
OLDEST_AGE = 120
UNDER_FIVE = "0-4"

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)", re.ASCII)
_INDEX_YEAR = re.compile(r"i(?:m|o)d[ _-]?((?:19|20)\d{2})(?!\d)", re.ASCII | re.IGNORECASE)
_MID_YEAR = re.compile(r"(?:mid[ -]?)?(\d{4})", re.ASCII | re.IGNORECASE)
_AGE = re.compile(r"(?:age[ _]*)?(\d{1,3})(\+?)", re.ASCII | re.IGNORECASE)
_BAND = re.compile(r"(?:age[ _]*)?0 ?(?:-|–|to) ?4", re.ASCII | re.IGNORECASE)


def year_in_name(file_name: str) -> int | None:
    """The year that a file is named after: that of the index, else the only one in its name."""
    if found := _INDEX_YEAR.search(file_name):
        return int(found[1])
    years = {int(text) for text in _YEAR.findall(file_name)}
    return years.pop() if len(years) == 1 else None


def read_year(text: str) -> int:
    """A year, also written `Mid-2019`. Raises `CellError`."""
    found = _MID_YEAR.fullmatch(text.strip())
    return read_whole(found[1] if found else text, least=EARLIEST_YEAR, most=LATEST_YEAR)


def read_age(text: str) -> str:
    """An age as it is kept: `0`, `17`, `90+` or `0-4`. Raises `CellError`."""
    age = age_in_heading(text)
    if age is None:
        raise CellError(f"“{text[:40]}” is no age: whole years such as 3, or 0-4")
    return age


def age_in_heading(heading: str) -> str | None:
    """The age of a heading such as `age_3`, `3`, `90+` or `0-4`; None if it is none."""
    heading = heading.strip()
    if _BAND.fullmatch(heading):
        return UNDER_FIVE
    found = _AGE.fullmatch(heading)
    if not found or int(found[1]) > OLDEST_AGE:
        return None
    return f"{int(found[1])}{found[2]}"
