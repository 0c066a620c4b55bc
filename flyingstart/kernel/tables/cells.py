"""What a cell says: dates, moments, yes or no, whole numbers, NHS numbers.

Each reader takes the text of a cell that is not blank and raises `CellError` with words for the
person who mends the file.
"""

from __future__ import annotations

import datetime as dt
import math
import re

from flyingstart.kernel.clock import LONDON

EARLIEST_YEAR = 1800
LARGEST_WHOLE = 2**31 - 1
LONGEST_QUOTED = 40

YES = frozenset(["yes", "y", "true", "t", "1", "-1", "on", "x", "✓", "✔", "☑", "✅"])
NO = frozenset(["no", "n", "false", "f", "0", "off", "✗", "✘", "☐", "❌"])

_ISO_DAY = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_UK_DAY = r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(:(?P<second>\d{2})(\.\d+)?)?"
    r"( ?(?P<half>[ap])\.?m\.?)?"
    r" ?(?P<offset>z|[+-]\d{2}(:?\d{2})?)?"
)
_FORMS = tuple(
    re.compile(rf"{day}((t| +){_TIME})?", re.ASCII | re.IGNORECASE) for day in (_ISO_DAY, _UK_DAY)
)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", re.ASCII)
_SERIAL = re.compile(r"[1-5]\d{4}(\.\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.0+)?", re.ASCII)
_NHS_NUMBER = re.compile(r"\d{10}", re.ASCII)

_Parts = dict[str, str | None]


class CellError(ValueError):
    """A cell does not say what it should; the message says what would."""


def read_date(text: str) -> dt.date:
    """A day: `2019-03-04` or `04/03/2019`, also followed by midnight as Excel gives it.

    Never a year of two digits, and never the month first.
    """
    parts = _parts(text)
    if _seconds(parts, text):
        raise CellError(f"{_quoted(text)} has a time of day, and only a date is wanted")
    return _day(parts, text)


def read_moment(text: str) -> dt.datetime:
    """A moment in UTC: a day, then a time such as `09:30`, then perhaps an offset.

    Without an offset the time is London's. An hour that comes twice when the clocks go back is the
    first one; an hour that is skipped when they go forward counts as the one after it. A day by
    itself is its midnight.
    """
    parts = _parts(text)
    local = dt.datetime.combine(_day(parts, text), dt.time())
    local += dt.timedelta(seconds=_seconds(parts, text))
    try:
        return local.replace(tzinfo=_zone(parts, text)).astimezone(dt.UTC)
    except OverflowError:
        raise CellError(f"{_quoted(text)} is no possible time") from None


def read_yes_no(text: str) -> bool:
    """Yes or no in any usual form, a tick or an x being yes."""
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellError(f"{_quoted(text)} is neither yes nor no")


def read_whole(text: str, *, least: int = 0, most: int = LARGEST_WHOLE) -> int:
    """A whole number within bounds: `1234`, `1,234` or `1234.0`."""
    written = text.strip()
    if not _WHOLE.fullmatch(written) or len(written) > 40:
        raise CellError(f"{_quoted(text)} is not a whole number")
    number = int(written.partition(".")[0].replace(",", ""))
    if not least <= number <= most:
        raise CellError(f"{number} is not between {least} and {most}")
    return number


def read_number(text: str) -> float:
    """A number with or without decimals, the point before them."""
    try:
        number = float(text.replace(",", "") if _WHOLE.fullmatch(text.strip()) else text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in text:
        raise CellError(f"{_quoted(text)} is not a number")
    return number


def check_nhs_number(text: str) -> str:
    """The ten digits of an NHS number, its check digit (modulus 11) proven."""
    digits = re.sub(r"[\s-]", "", text)
    if not _NHS_NUMBER.fullmatch(digits):
        raise CellError("an NHS number has ten digits")
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)
    )
    # A remainder of 1 would need the check digit 10: no such number is given out.
    if (11 - total % 11) % 11 != int(digits[9]):
        raise CellError("this is no NHS number: its last digit does not fit the others")
    return digits


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) <= LONGEST_QUOTED else f"“{text[:LONGEST_QUOTED]}…”"


def _parts(text: str) -> _Parts:
    for form in _FORMS:
        if found := form.fullmatch(text.strip()):
            return found.groupdict()
    if _SHORT_YEAR.fullmatch(text.strip()):
        raise CellError(f"{_quoted(text)} needs a year of four digits")
    if _SERIAL.fullmatch(text.strip()):
        raise CellError(f"{_quoted(text)} is a number; format the column as dates")
    raise CellError(f"{_quoted(text)} is not a date: write 2019-03-04 or 04/03/2019")


def _day(parts: _Parts, text: str) -> dt.date:
    year, month, day = (int(parts[name] or 0) for name in ("year", "month", "day"))
    if year < EARLIEST_YEAR:
        raise CellError(f"{_quoted(text)} is no possible date: the year is {year}")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise CellError(f"{_quoted(text)} is no possible date") from None


def _seconds(parts: _Parts, text: str) -> int:
    """Seconds since midnight; fractions are dropped."""
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts["half"] or "").lower()
    fits = 1 <= hour <= 12 if half else hour <= 23
    if not fits or minute > 59 or second > 59:
        raise CellError(f"{_quoted(text)} is no possible time")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 3600 + minute * 60 + second


def _zone(parts: _Parts, text: str) -> dt.tzinfo:
    offset = parts["offset"]
    if not offset:
        return LONDON
    if offset in {"z", "Z"}:
        return dt.UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise CellError(f"{_quoted(text)} has an offset that no place on earth keeps")
    span = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-span if offset[0] == "-" else span)
