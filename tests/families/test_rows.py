"""One row of a file of registrations: what it says, the words when it cannot be taken, and what is
kept though it is strange."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.families.queries.held import Lines
from flyingstart.families.rules.person import PlannedPerson
from flyingstart.kernel.api import Problem
from flyingstart.kernel.intake.api import Outcome, Verdict
from tests.families.store import Store

AS_OF = dt.date(2020, 1, 20)
ADULT = {
    "family_ref": "F1",
    "person_ref": "P1",
    "role": "parent",
    "given_name": "Ada",
    "date_of_birth": "1990-05-05",
}
CHILD = ADULT | {"person_ref": "P2", "role": "child", "date_of_birth": "2018-02-28"}


def judged(cells: dict[str, str]) -> Verdict[PlannedPerson]:
    return Store().check([cells], AS_OF)


def kept(**cells: str) -> tuple[Store, list[Problem]]:
    store = Store()
    verdict = store.take([ADULT | cells], AS_OF)
    assert verdict.errors == []
    return store, verdict.warnings


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (ADULT | {"family_ref": ""}, "family_ref", "the reference is missing"),
        (ADULT | {"person_ref": ""}, "person_ref", "the reference is missing"),
        (
            ADULT | {"person_ref": "x" * 201},
            "person_ref",
            f"“{'x' * 60}…” is longer than 200 letters",
        ),
        (
            ADULT | {"family_ref": "a\0b"},
            "family_ref",
            "the reference holds a character that cannot be kept",
        ),
        (
            ADULT | {"role": ""},
            "role",
            "the role is missing: child, parent, carer, expectant_parent, other",
        ),
        (
            ADULT | {"role": "uncle"},
            "role",
            "“uncle” is not a role: child, parent, carer, expectant_parent, other",
        ),
        (ADULT | {"given_name": ""}, "family_name", "there is no name"),
        (ADULT | {"given_name": "\u202e\u200b"}, "family_name", "there is no name"),
        (
            ADULT | {"date_of_birth": "2018-02-29"},
            "date_of_birth",
            "“2018-02-29” is no possible date",
        ),
        (
            ADULT | {"date_of_birth": "soon"},
            "date_of_birth",
            "“soon” is not a date: write 2019-03-04 or 04/03/2019",
        ),
        (ADULT | {"date_of_birth": "02/01/2026"}, "date_of_birth", "02/01/2026 is in the future"),
        (ADULT | {"registered_on": "2026-01-02"}, "registered_on", "02/01/2026 is in the future"),
        (
            ADULT | {"registered_on": "13/13/2019"},
            "registered_on",
            "“13/13/2019” is no possible date",
        ),
        (ADULT | {"left_on": "2019-02-29"}, "left_on", "“2019-02-29” is no possible date"),
        (ADULT | {"due_date": "31/06/2020"}, "due_date", "“31/06/2020” is no possible date"),
        (ADULT | {"nhs_number": "999 000 001"}, "nhs_number", "an NHS number has ten digits"),
        (
            ADULT | {"nhs_number": "999 000 0019"},
            "nhs_number",
            "this is no NHS number: its last digit does not fit the others",
        ),
        (CHILD | {"date_of_birth": ""}, "date_of_birth", "a child needs a birth date"),
        (
            CHILD | {"date_of_birth": "1980-01-01"},
            "date_of_birth",
            "a child aged 40 on 20/01/2020",
        ),
        (
            CHILD | {"date_of_birth": "2002-01-20"},
            "date_of_birth",
            "a child aged 18 on 20/01/2020",
        ),
        (
            CHILD | {"date_of_birth": "2000-02-29", "registered_on": "2018-03-01"},
            "date_of_birth",
            "a child aged 18 on 01/03/2018",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    cells: dict[str, str], column: str, words: str
) -> None:
    verdict = judged(cells)

    assert verdict.errors == [Problem(2, column, words)]
    assert verdict.outcomes == [Outcome.REJECTED]
    assert verdict.warnings == []
    assert verdict.plan == []


def test_every_fault_of_a_row_is_named() -> None:
    verdict = judged({"role": "x", "date_of_birth": "x", "nhs_number": "1", "left_on": "x"})

    assert [problem.column for problem in verdict.errors] == [
        "family_ref",
        "person_ref",
        "role",
        "family_name",
        "date_of_birth",
        "nhs_number",
        "left_on",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        CHILD | {"date_of_birth": "2002-01-21"},
        CHILD | {"date_of_birth": "2000-02-29", "registered_on": "2018-02-28"},
        CHILD | {"date_of_birth": "1999-01-01", "registered_on": "2016-12-31"},
        ADULT | {"date_of_birth": "2026-01-01", "registered_on": "2026-01-01"},
        ADULT | {"date_of_birth": ""},
        ADULT | {"given_name": "", "family_name": "Example"},
    ],
)
def test_what_is_just_right_is_taken(cells: dict[str, str]) -> None:
    assert judged(cells).outcomes == [Outcome.NEW]


@pytest.mark.parametrize(
    ("column", "written", "field", "value"),
    [
        ("role", "Expectant Parent", None, "expectant_parent"),
        ("role", "EXPECTANT-PARENT", None, "expectant_parent"),
        ("sex", "f", "sex", "F"),
        ("sex", "Male", "sex", "M"),
        ("sex", "Not known", "sex", "unknown"),
        ("sex", "", "sex", ""),
        ("ethnicity", "white  BRITISH", "ethnicity", "WBRI"),
        ("ethnicity", "White - British", "ethnicity", "WBRI"),
        ("ethnicity", "13", "ethnicity", "WBRI"),
        ("ethnicity", "refused", "ethnicity", "refused"),
        ("ethnicity", "REFU", "ethnicity", "refused"),
        ("ethnicity", "nobt", "ethnicity", "not_asked"),
        ("ethnicity", "not asked", "ethnicity", "not_asked"),
        ("ethnicity", "Unknown", "ethnicity", "unknown"),
        ("ethnicity", "", "ethnicity", ""),
        ("language", "PL", "spoken_language", "Polish"),
        ("language", "polish", "spoken_language", "Polish"),
        ("interpreter_needed", "Y", "interpreter_needed", True),
        ("interpreter_needed", "FALSE", "interpreter_needed", False),
        ("interpreter_needed", "", "interpreter_needed", None),
        ("contact_by_sms", "✓", "contact_by_sms", True),
        ("contact_by_email", "no", "contact_by_email", False),
        ("nhs_number", "999-000-0018", "nhs_number", "9990000018"),
        ("date_of_birth", "05/05/1990", "date_of_birth", dt.date(1990, 5, 5)),
        ("date_of_birth", "1990-05-05 00:00:00", "date_of_birth", dt.date(1990, 5, 5)),
        ("given_name", "محمد", "given_name", "محمد"),
        ("given_name", "x" * 300, "given_name", "x" * 300),
        ("given_name", "=HYPERLINK(1)", "given_name", "=HYPERLINK(1)"),
        ("given_name", "🌟", "given_name", "🌟"),
        ("gp_practice", " High Street\nSurgery ", "gp_practice", "High Street Surgery"),
        ("setting", "Nursery", "setting", "Nursery"),
    ],
)
def test_a_cell_means_what_people_mean(
    column: str, written: str, field: str | None, value: object
) -> None:
    store, warnings = kept(**{column: written})

    state = store["P1"]
    assert (getattr(state.answers, field) if field else state.ties[0].role) == value
    assert warnings == []


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"sex": "X"}, "sex", "“X” is not F, M, other or unknown; it is kept as written"),
        ({"ethnicity": "Martian"}, "ethnicity", "“Martian” is in no list; it is kept as written"),
        ({"language": "Klingon"}, "language", "“Klingon” is in no list; it is kept as written"),
        (
            {"interpreter_needed": "maybe"},
            "interpreter_needed",
            "“maybe” is neither yes nor no; nothing is kept",
        ),
        ({"phone": "ring Jo"}, "phone", "“ring Jo” does not look like one; it is kept as written"),
        ({"email": "a@b"}, "email", "“a@b” does not look like one; it is kept as written"),
        ({"postcode": "LU9 9ZZ"}, "postcode", "the postcode LU9 9ZZ is not known; it is kept"),
        ({"postcode": "home"}, "postcode", "“home” is no postcode; it is kept as written"),
        (
            {"registered_on": "2019-05-01", "left_on": "2019-04-01"},
            "left_on",
            "left before being registered on 01/05/2019",
        ),
        (
            {"registered_on": "1989-01-01"},
            "registered_on",
            "registered before birth on 05/05/1990",
        ),
        (
            {"date_of_birth": "2012-01-01"},
            "date_of_birth",
            "8 years old when registered, and parent",
        ),
        ({"date_of_birth": "1901-01-01"}, "date_of_birth", "119 years old when registered"),
        (
            {"role": "expectant_parent", "due_date": "2020-12-01"},
            "due_date",
            "more than nine months ahead",
        ),
        (
            {"role": "expectant_parent", "due_date": "2019-12-01"},
            "due_date",
            "more than six weeks past",
        ),
        ({"due_date": "2020-03-01"}, "due_date", "a due date of a person whose role is parent"),
        (
            {"given_name": "\u202eadA"},
            "given_name",
            "hidden marks of the direction of writing are left out",
        ),
    ],
)
def test_what_is_merely_strange_is_kept_and_remarked(
    cells: dict[str, str], column: str, words: str
) -> None:
    _, warnings = kept(**cells)

    assert warnings == [Problem(2, column, words)]


@pytest.mark.parametrize("phone", ["07700 900123", "+44 7700 900123", "(01582) 900-123"])
def test_a_phone_number_is_kept_as_given(phone: str) -> None:
    store, warnings = kept(phone=phone)

    assert store["P1"].details == {"phone": phone}
    assert warnings == []


def test_an_address_keeps_its_postcode_as_written_beside_its_normal_form() -> None:
    store, _ = kept(address_line_1="1 High Street", postcode="lu91aa")

    (home,) = store["P1"].homes
    assert home.lines == Lines("1 High Street", "", "", "lu91aa", "LU9 1AA")
