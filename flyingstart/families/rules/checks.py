"""What must be true of what people enter on a screen; a file is judged by its own rules."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.codes import CodeIndex, no_answer
from flyingstart.families.enums import DetailKind, Role
from flyingstart.families.errors import (
    BirthDateError,
    DayError,
    DetailError,
    DueDateError,
    NameMissingError,
    NhsNumberError,
    UnknownCodeError,
)
from flyingstart.families.queries.held import Answers, Lines
from flyingstart.families.rules.oddities import EARLIEST_DUE, LATEST_DUE
from flyingstart.families.rules.rows import is_email, is_phone
from flyingstart.families.text import tidy
from flyingstart.kernel.api import birthdays
from flyingstart.kernel.tables.api import CellError, check_nhs_number
from flyingstart.places.api import normal_postcode

OF_AGE = 18
EARLIEST_BIRTH = dt.date(1900, 1, 1)


def not_future(day: dt.date, today: dt.date) -> dt.date:
    """Raises `DayError` for a day to come."""
    if day > today:
        raise DayError(f"{day:%-d %B %Y} is in the future.")
    return day


def birth_date(born: dt.date | None, role: str, day: dt.date, today: dt.date) -> None:
    """A birth date beside a role that is taken on a day; at the door a name is enough.

    Raises `BirthDateError`.
    """
    if born is None:
        return
    if born > today:
        raise BirthDateError("The birth date is in the future.")
    if born < EARLIEST_BIRTH:
        raise BirthDateError("The birth date is too long ago.")
    if role == Role.CHILD and birthdays.birthday(born, age=OF_AGE) <= day:
        raise BirthDateError(f"A child is under {OF_AGE}.")


def checked_answers(given: Answers, ethnicities: CodeIndex, languages: CodeIndex) -> Answers:
    """Answers in the form in which they are kept.

    Raises `NameMissingError`, `NhsNumberError` and `UnknownCodeError`.
    """
    names = tidy(given.given_name), tidy(given.family_name)
    if not any(names):
        raise NameMissingError("A person has at least one name.")
    return given._replace(
        given_name=names[0],
        family_name=names[1],
        sex=tidy(given.sex),
        ethnicity=ethnicity_code(given.ethnicity, ethnicities),
        spoken_language=language_label(given.spoken_language, languages),
        nhs_number=nhs_number(given.nhs_number),
        gp_practice=tidy(given.gp_practice),
        setting=tidy(given.setting),
    )


def ethnicity_code(text: str, known: CodeIndex) -> str:
    """The code that is meant, or a way of having no answer. Raises `UnknownCodeError`."""
    text = tidy(text)
    entry = known.find(text)
    code = entry.code if entry else no_answer(text)
    if text and code is None:
        raise UnknownCodeError(f"“{text}” is not in the list of ethnicities.")
    return code or ""


def language_label(text: str, known: CodeIndex) -> str:
    """The list's label of a language; one that no list knows is kept as written."""
    text = tidy(text)
    entry = known.find(text)
    return entry.label if entry else no_answer(text) or text


def nhs_number(text: str) -> str:
    """Ten digits that pass modulus 11, or "". Raises `NhsNumberError`."""
    if not text.strip():
        return ""
    try:
        return check_nhs_number(text)
    except CellError as fault:
        words = str(fault)
        raise NhsNumberError(f"{words[0].upper()}{words[1:]}.") from None


def address_lines(line_1: str, line_2: str, town: str, postcode: str) -> Lines:
    """An address in the form in which it is kept; an unknown postcode is kept as written."""
    written = tidy(postcode)
    return Lines(tidy(line_1), tidy(line_2), tidy(town), written, normal_postcode(written))


def contact_value(kind: DetailKind, text: str) -> str:
    """A phone number or email address, or "". Raises `DetailError`."""
    value = tidy(text)
    is_right = is_phone if kind == DetailKind.PHONE else is_email
    if value and not is_right(value):
        what = "a phone number" if kind == DetailKind.PHONE else "an email address"
        raise DetailError(f"“{value}” does not look like {what}.")
    return value


def due_date(due_on: dt.date, today: dt.date) -> dt.date:
    """Raises `DueDateError` for a day too far from today."""
    if not EARLIEST_DUE <= due_on - today <= LATEST_DUE:
        raise DueDateError("A due date is at most six weeks past and nine months ahead.")
    return due_on
