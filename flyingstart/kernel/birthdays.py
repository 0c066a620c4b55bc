"""Birthdays: the only place that adds years or months to a date of birth.

The database keeps the same two days as generated columns (`families.Person`), so no query engine
ever adds years; a test holds both to each other on every day of a leap cycle.
"""

from __future__ import annotations

import datetime as dt


def birthday(date_of_birth: dt.date, *, age: int) -> dt.date:
    """The day on which someone turns `age`; born on 29 February, 1 March in other years."""
    year = date_of_birth.year + age
    try:
        return date_of_birth.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def fifth_birthday(date_of_birth: dt.date) -> dt.date:
    """The first day on which a child is no longer under five."""
    return birthday(date_of_birth, age=5)


def six_months_on(date_of_birth: dt.date) -> dt.date:
    """The same day number six months later, else the first of the month after that."""
    months = date_of_birth.month - 1 + 6
    year, month = date_of_birth.year + months // 12, months % 12 + 1
    try:
        return dt.date(year, month, date_of_birth.day)
    except ValueError:
        return dt.date(year + month // 12, month % 12 + 1, 1)


def age_on(date_of_birth: dt.date, day: dt.date) -> int:
    """Whole years; negative before birth."""
    before_birthday = (day.month, day.day) < (date_of_birth.month, date_of_birth.day)
    return day.year - date_of_birth.year - before_birthday
