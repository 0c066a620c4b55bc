"""What must be true of what colleagues write about a family."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.errors import DayError, TextError
from flyingstart.families.text import tidy, tidy_paragraphs
from flyingstart.kernel.api import birthdays

LONGEST_NOTE = 10_000
LONGEST_WARNING = 500
LONGEST_REASON = 500


def note_text(text: str) -> str:
    """A note as it is kept, with its paragraphs. Raises `TextError`."""
    return _limited(tidy_paragraphs(text), "A note", LONGEST_NOTE)


def warning_text(text: str) -> str:
    """A warning as it is kept: short enough to be read at the door. Raises `TextError`."""
    return _limited(tidy(text), "A warning", LONGEST_WARNING)


def reason(text: str) -> str:
    """A reason as it is kept. Raises `TextError`."""
    said = tidy(text)
    if not said:
        raise TextError("Say why.")
    return _limited(said, "A reason", LONGEST_REASON)


def review_day(day: dt.date, today: dt.date) -> dt.date:
    """The day by which a warning is looked at again. Raises `DayError`."""
    if day < today:
        raise DayError("The day to look at it again is in the past.")
    if day > birthdays.birthday(today, age=1):
        raise DayError("A warning is looked at again within a year.")
    return day


def _limited(said: str, what: str, most: int) -> str:
    if not said:
        raise TextError(f"{what} says something.")
    if len(said) > most:
        raise TextError(f"{what} has at most {most:,} letters; this one has {len(said):,}.")
    return said
