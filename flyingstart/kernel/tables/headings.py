"""Headings matched to columns by name, whatever their case, spaces, underscores and hyphens."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Sequence

from flyingstart.kernel.tables.table import Column, TableError

# Marks of encodings stay behind in headings when files are pasted together.
_IGNORED = re.compile(r"[\s_\-\u200b\ufeff]")
_PATTERN = re.compile(r"[*?\[]")
_SHOWN = 12


def normal(heading: str) -> str:
    """The form in which headings are compared."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", heading).casefold())


def places_of(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column is, by canonical name; other headings by what is written in the file.

    A heading that is exactly a column's name or synonym belongs to it; patterns choose among the
    rest. Raises `TableError` for a heading twice and for required columns that are not there.
    """
    found = _recognised(headings, columns)
    _refuse_missing(headings, columns, found)
    places = dict(found)
    taken = set(found.values())
    for place, heading in enumerate(headings):
        if heading and place not in taken:
            places.setdefault(heading, place)
    return places


def recognised(headings: Sequence[str], columns: Sequence[Column]) -> int:
    """How many columns these headings name."""
    written = {normal(heading) for heading in headings}
    return sum(any(_any_matches(name, written) for name in _names(c)) for c in columns)


def complete(headings: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether no required column is missing."""
    written = {normal(heading) for heading in headings}
    return all(any(_any_matches(n, written) for n in _names(c)) for c in columns if c.required)


def _recognised(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    written = [normal(heading) for heading in headings]
    found: dict[str, int] = {}
    for column in columns:
        for name in _names(column):
            places = [place for place, text in enumerate(written) if text == name]
            if len(places) > 1:
                raise TableError(_twice(headings, places))
            if places and places[0] not in found.values():
                found[column.name] = places[0]
                break
    for column in columns:
        if column.name in found:
            continue
        taken = set(found.values())
        for pattern in filter(_PATTERN.search, _names(column)):
            fits = (
                place
                for place, text in enumerate(written)
                if text and place not in taken and fnmatch.fnmatchcase(text, pattern)
            )
            if (place := next(fits, None)) is not None:
                found[column.name] = place
                break
    return found


def _names(column: Column) -> list[str]:
    return [normal(name) for name in (column.name, *column.synonyms)]


def _any_matches(name: str, written: set[str]) -> bool:
    if _PATTERN.search(name):
        return any(fnmatch.fnmatchcase(text, name) for text in written if text)
    return name in written


def _twice(headings: Sequence[str], places: Sequence[int]) -> str:
    where = " and ".join(letters(place) for place in places)
    return f"the heading “{headings[places[0]]}” is there twice, in columns {where}"


def _refuse_missing(
    headings: Sequence[str], columns: Sequence[Column], found: dict[str, int]
) -> None:
    missing = [column for column in columns if column.required and column.name not in found]
    if not missing:
        return
    wanted = ", ".join(column.name for column in missing)
    written = [heading for heading in headings if heading]
    shown = ", ".join(f"“{heading[:40]}”" for heading in written[:_SHOWN])
    more = f" and {len(written) - _SHOWN} more" if len(written) > _SHOWN else ""
    raise TableError(f"the file lacks the columns {wanted}; its headings are {shown}{more}")


def letters(place: int) -> str:
    """The name a spreadsheet gives to a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
