"""Columns and values of records as people read them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.design.api import formats

# Of use to machines alone: they are in the data files.
NOT_READ = frozenset({"public_id", "family", "session", "notice_version"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def heading(column: str) -> str:
    """`line_1` is "Line 1", `postcode_as_written` "Postcode as written"."""
    words = column.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def value_words(value: Any) -> str:
    """A plain value of a record, in words; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _moment_words(str(value))


def _moment_words(text: str) -> str:
    """A day or a moment as people say it; any other text as it is."""
    try:
        if _DATE.fullmatch(text):
            return formats.date(dt.date.fromisoformat(text))
        if _DATE.match(text) and text[10:11] == "T":
            return formats.moment(dt.datetime.fromisoformat(text))
    except ValueError:
        pass
    return text


def readable(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What there is to read in a row, as (heading, words)."""
    return [
        (heading(name), words)
        for name, value in values.items()
        if name not in NOT_READ and (words := value_words(value))
    ]
