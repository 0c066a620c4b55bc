"""What a spreadsheet's value is as text: the text that the same sheet gives when saved as CSV."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

# A workbook's way to write characters that XML cannot hold: a carriage return is _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Numbers are shown with as many digits as Excel does: 0.1 + 0.2 is 0.3.
_DIGITS = 15
_LARGEST_EXACT = 10**_DIGITS


def shown(value: Any) -> str:
    """Dates as ISO (with the time, unless it is midnight), whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(_character, value) if "_x" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _time(value)
    # An array formula holds its text.
    return str(getattr(value, "text", value))


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < _LARGEST_EXACT:
        return str(int(value))
    return f"{value:.{_DIGITS}g}"


def _time(value: dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(value, dt.datetime):
        # A day is a number, and half past nine not quite a fraction: the nearest second is meant.
        second = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
        return second.date().isoformat() if second.time() == dt.time() else second.isoformat()
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    return value.isoformat()


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    # Zero and halves of characters are no text that could be kept.
    return "" if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)
