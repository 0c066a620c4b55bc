"""What must be true of signs that screens obey, and of objections; pure."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.errors import DayError
from flyingstart.families.rules.keeping import review_day
from flyingstart.families.text import tidy_paragraphs


def alert_review(day: dt.date | None, today: dt.date) -> dt.date:
    """The day by which a sign is looked at again. Raises `DayError`."""
    if day is None:
        raise DayError("Say by when it is looked at again.")
    return review_day(day, today)


def words(text: str) -> str:
    """Free words as they are kept, "" for none."""
    return tidy_paragraphs(text)
