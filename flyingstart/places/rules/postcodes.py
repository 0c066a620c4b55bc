"""What a postcode is, when it is live, and how its dates are published."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from flyingstart.kernel.tables.api import read_date

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", re.ASCII)
# Dates of the ONS are months: 201905, also written 2019-05.
_MONTH = re.compile(r"(\d{4})-?(\d{2})", re.ASCII)


def normal_postcode(text: str) -> str:
    """The normal form, `AB1 2CD`, of what people write; "" if it has not the form of a postcode.

    Case and spaces do not matter. Nothing is guessed: a letter O stays one.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    found = _POSTCODE.fullmatch(plain)
    return f"{found[1]} {found[2]}" if found else ""


def published_day(text: str) -> dt.date:
    """The day of a date as published: the first of a month, or a day. Raises `CellError`."""
    found = _MONTH.fullmatch(text.strip())
    if found and 1 <= int(found[2]) <= 12 and int(found[1]) >= 1:
        return dt.date(int(found[1]), int(found[2]), 1)
    return read_date(text)


def is_live(introduced: dt.date | None, terminated: dt.date | None, day: dt.date) -> bool:
    """Whether a postcode was in use on a day; without dates it always was."""
    begun = introduced is None or introduced <= day
    return begun and (terminated is None or day < terminated)
