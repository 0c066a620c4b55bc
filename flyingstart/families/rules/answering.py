"""What must be true of who answers for a child, of orders, and of who is rung or may collect."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import Answerable
from flyingstart.families.errors import DayError, DetailError, FamiliesError, TextError
from flyingstart.families.rules.rows import is_phone
from flyingstart.families.text import tidy

LONGEST = 500


class EvidenceError(FamiliesError):
    """Parental responsibility is a “yes” only by what was seen, and on which day."""


def evidence(
    answer: Answerable, seen: str, seen_on: dt.date | None, today: dt.date
) -> tuple[str, dt.date | None]:
    """What was seen and when, as kept; a “yes” needs both. Nothing is inferred from a role.

    Raises `EvidenceError`, `TextError` and `DayError`.
    """
    said = words(seen, required=False)
    if seen_on is not None and seen_on > today:
        raise DayError("The day on which it was seen is in the future.")
    if answer is Answerable.YES and not (said and seen_on):
        raise EvidenceError(
            "“Yes” needs what you saw, such as a birth certificate, and the day. Until then it is "
            "“not known”, which stops nothing at a session."
        )
    return said, seen_on


def words(text: str, *, required: bool = True) -> str:
    """Free words in one line. Raises `TextError`."""
    said = tidy(text)
    if required and not said:
        raise TextError("Say what it is.")
    if len(said) > LONGEST:
        raise TextError(f"At most {LONGEST} letters; this has {len(said):,}.")
    return said


def phone(text: str, *, required: bool) -> str:
    """A phone number as given. Raises `DetailError`."""
    said = tidy(text)
    if (said or required) and not is_phone(said):
        raise DetailError(f"“{said}” does not look like a phone number.")
    return said


def end_day(starts_on: dt.date | None, ends_on: dt.date, today: dt.date) -> dt.date:
    """The first day no longer. Raises `DayError` for a day to come, or not after the first day."""
    if ends_on > today:
        raise DayError(f"{ends_on:%-d %B %Y} is in the future.")
    if starts_on is not None and ends_on <= starts_on:
        raise DayError("It ends after it begins.")
    return ends_on
