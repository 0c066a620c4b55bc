"""One row of a file of registrations: what it says, by itself.

Cells are text as people write it. Faults and remarks are `(column, words)`; the words are for the
person who sent the file. Each different text is read once.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from typing import NamedTuple

from flyingstart.families.codes import CodeIndex, no_answer
from flyingstart.families.enums import Role, Sex
from flyingstart.families.queries.held import Answers, Held, Lines
from flyingstart.families.rules.days import Day
from flyingstart.families.text import has_direction_marks, plain, storable, tidy
from flyingstart.kernel.intake.api import Remark, quoted
from flyingstart.kernel.tables.api import CellError, check_nhs_number, read_date, read_yes_no
from flyingstart.places.api import normal_postcode

LONGEST_REF = 200
ROLES = {plain(role.value): role.value for role in Role}
SEXES = {
    **dict.fromkeys(("f", "female", "girl", "woman"), Sex.FEMALE.value),
    **dict.fromkeys(("m", "male", "boy", "man"), Sex.MALE.value),
    "other": Sex.OTHER.value,
    **dict.fromkeys(("unknown", "notknown"), Sex.UNKNOWN.value),
}
_PHONE = re.compile(r"\+?[0-9]{10,15}")
_PHONE_SIGNS = re.compile(r"[\s().\-/]")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")


class RegistrationRow(NamedTuple):
    """The cells of a row and its number in the spreadsheet."""

    number: int
    family_ref: str
    person_ref: str
    role: str
    given_name: str
    family_name: str
    date_of_birth: str
    due_date: str
    sex: str
    ethnicity: str
    language: str
    interpreter_needed: str
    phone: str
    email: str
    address_line_1: str
    address_line_2: str
    town: str
    postcode: str
    nhs_number: str
    gp_practice: str
    setting: str
    registered_on: str
    left_on: str
    contact_by_sms: str
    contact_by_email: str


class Said(NamedTuple):
    """What a row says; what it does not say is "" or None. `role` is "" when it is at fault."""

    role: str
    answers: Answers
    lines: Lines
    due_on: Day | None
    phone: str
    email: str
    registered_on: Day | None
    left_on: Day | None


class Reading(NamedTuple):
    """What a row says, why it cannot be taken, and what is strange about it if it is taken."""

    said: Said
    faults: list[Remark]
    remarks: list[Remark]


class RowReader:
    """Reads rows against the code lists and postcodes held."""

    def __init__(self, held: Held, today: dt.date) -> None:
        self._held, self._today = held, today
        self._dates = functools.cache(_date)
        self._ethnicity = functools.cache(self._read_ethnicity)
        self._language = functools.cache(self._read_language)
        self._postcode = functools.cache(normal_postcode)
        self._yes_no = functools.cache(_yes_no)
        self._plain = functools.cache(plain)

    def read(self, row: RegistrationRow) -> Reading:
        """What a row says."""
        faults: list[Remark] = []
        remarks: list[Remark] = []
        _check_ref("family_ref", row.family_ref, faults)
        _check_ref("person_ref", row.person_ref, faults)
        said = Said(
            role=_role(row.role, self._plain(row.role), faults),
            answers=self._answers(row, faults, remarks),
            lines=self._lines(row, remarks),
            due_on=self._day("due_date", row.due_date, faults),
            phone=_checked("phone", tidy(row.phone), is_phone, remarks),
            email=_checked("email", tidy(row.email), is_email, remarks),
            registered_on=self._past("registered_on", row.registered_on, faults),
            left_on=self._day("left_on", row.left_on, faults),
        )
        return Reading(said, faults, remarks)

    def _answers(
        self, row: RegistrationRow, faults: list[Remark], remarks: list[Remark]
    ) -> Answers:
        given, family = tidy(row.given_name), tidy(row.family_name)
        if not given and not family:
            faults.append(Remark("family_name", "there is no name"))
        for column, text in (("given_name", row.given_name), ("family_name", row.family_name)):
            if has_direction_marks(text):
                words = "hidden marks of the direction of writing are left out"
                remarks.append(Remark(column, words))
        ethnicity, strange = self._ethnicity(row.ethnicity)
        _remark("ethnicity", strange, remarks)
        language, strange = self._language(row.language)
        _remark("language", strange, remarks)
        return Answers(
            given_name=given,
            family_name=family,
            date_of_birth=self._past("date_of_birth", row.date_of_birth, faults),
            sex=_sex(row.sex, self._plain(row.sex), remarks),
            ethnicity=ethnicity,
            spoken_language=language,
            interpreter_needed=self._answer("interpreter_needed", row.interpreter_needed, remarks),
            nhs_number=_nhs_number(row.nhs_number, faults),
            gp_practice=tidy(row.gp_practice),
            setting=tidy(row.setting),
            contact_by_sms=self._answer("contact_by_sms", row.contact_by_sms, remarks),
            contact_by_email=self._answer("contact_by_email", row.contact_by_email, remarks),
        )

    def _lines(self, row: RegistrationRow, remarks: list[Remark]) -> Lines:
        written = tidy(row.postcode)
        normal = self._postcode(written) if written else ""
        if written and not normal:
            words = f"{quoted(written)} is no postcode; it is kept as written"
            remarks.append(Remark("postcode", words))
        elif written and normal not in self._held.known_postcodes:
            remarks.append(Remark("postcode", f"the postcode {normal} is not known; it is kept"))
        line_1, line_2 = tidy(row.address_line_1), tidy(row.address_line_2)
        return Lines(line_1, line_2, tidy(row.town), written, normal)

    def _past(self, column: str, text: str, faults: list[Remark]) -> Day | None:
        day = self._day(column, text, faults)
        if day is not None and day > self._today:
            faults.append(Remark(column, f"{day:%d/%m/%Y} is in the future"))
        return day

    def _day(self, column: str, text: str, faults: list[Remark]) -> Day | None:
        if not text:
            return None
        day, fault = self._dates(text)
        if day is None:
            faults.append(Remark(column, fault))
        return day

    def _answer(self, column: str, text: str, remarks: list[Remark]) -> bool | None:
        if not text:
            return None
        answer = self._yes_no(text)
        if answer is None:
            words = f"{quoted(text)} is neither yes nor no; nothing is kept"
            remarks.append(Remark(column, words))
        return answer

    def _read_ethnicity(self, text: str) -> tuple[str, str]:
        return _coded(text, self._held.ethnicities, by_label=False)

    def _read_language(self, text: str) -> tuple[str, str]:
        return _coded(text, self._held.languages, by_label=True)


def _coded(text: str, known: CodeIndex, *, by_label: bool) -> tuple[str, str]:
    """What is kept of an answer from a code list, and what is strange about it."""
    text = tidy(text)
    if not text:
        return "", ""
    entry = known.find(text)
    if entry is not None:
        return entry.label if by_label else entry.code, ""
    answer = no_answer(text)
    if answer is not None:
        return answer, ""
    strange = f"{quoted(text)} is in no list; it is kept as written" if len(known) else ""
    return text, strange


def _check_ref(column: str, ref: str, faults: list[Remark]) -> None:
    if not ref:
        faults.append(Remark(column, "the reference is missing"))
    elif len(ref) > LONGEST_REF:
        faults.append(Remark(column, f"{quoted(ref)} is longer than {LONGEST_REF} letters"))
    elif not storable(ref):
        faults.append(Remark(column, "the reference holds a character that cannot be kept"))


def _role(text: str, meant: str, faults: list[Remark]) -> str:
    role = ROLES.get(meant, "")
    if not role:
        known = ", ".join(ROLES.values())
        words = f"{quoted(text)} is not a role" if text else "the role is missing"
        faults.append(Remark("role", f"{words}: {known}"))
    return role


def _sex(text: str, meant: str, remarks: list[Remark]) -> str:
    if not text:
        return ""
    sex = SEXES.get(meant)
    if sex is None:
        words = f"{quoted(text)} is not F, M, other or unknown; it is kept as written"
        remarks.append(Remark("sex", words))
        return tidy(text)
    return sex


def _nhs_number(text: str, faults: list[Remark]) -> str:
    if not text:
        return ""
    try:
        return check_nhs_number(text)
    except CellError as fault:
        faults.append(Remark("nhs_number", str(fault)))
        return ""


def _checked(column: str, text: str, is_right: Callable[[str], bool], remarks: list[Remark]) -> str:
    if text and not is_right(text):
        words = f"{quoted(text)} does not look like one; it is kept as written"
        remarks.append(Remark(column, words))
    return text


def is_phone(text: str) -> bool:
    """Whether it has the form of a phone number."""
    return _PHONE.fullmatch(_PHONE_SIGNS.sub("", text)) is not None


def is_email(text: str) -> bool:
    """Whether it has the form of an email address."""
    return _EMAIL.fullmatch(text) is not None


def _remark(column: str, words: str, remarks: list[Remark]) -> None:
    if words:
        remarks.append(Remark(column, words))


def _date(text: str) -> tuple[Day | None, str]:
    try:
        return read_date(text), ""
    except CellError as fault:
        return None, str(fault)


def _yes_no(text: str) -> bool | None:
    try:
        return read_yes_no(text)
    except CellError:
        return None
