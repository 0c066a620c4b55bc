"""The form, the dates and the life of a postcode."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.kernel.tables.api import CellError
from flyingstart.places.models import Postcode
from flyingstart.places.rules.postcode_file import _Seen
from flyingstart.places.rules.postcodes import is_live, normal_postcode, published_day

FORMS = [
    r"[A-Z][0-9] [0-9][A-Z]{2}",
    r"[A-Z][0-9]{2} [0-9][A-Z]{2}",
    r"[A-Z]{2}[0-9] [0-9][A-Z]{2}",
    r"[A-Z]{2}[0-9][A-Z] [0-9][A-Z]{2}",
]
postcodes = st.one_of([st.from_regex(re.compile(form, re.ASCII), fullmatch=True) for form in FORMS])


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("LU1 1AA", "LU1 1AA"),
        ("lu11aa", "LU1 1AA"),
        ("  Lu1  1aA ", "LU1 1AA"),
        ("LU1\u00a01AA", "LU1 1AA"),
        ("\uff2c\uff35\uff11 \uff11\uff21\uff21", "LU1 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("B338TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN551PT", "DN55 1PT"),
        ("W1A0AX", "W1A 0AX"),
        ("EC1A1BB", "EC1A 1BB"),
    ],
)
def test_a_postcode_has_one_form_however_it_is_written(written: str, normal: str) -> None:
    assert normal_postcode(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "LU1",
        "LU1 1A",
        "LU1 1AAA",
        "LU1 AAA",
        "1LU 1AA",
        "LU1-1AA",
        "LUL 1AA",
        "LU123 1AA",
        "LU1 1A٣",
        "not a postcode",
        "NPT 0AA",
        "LU1 1AA\x00",
    ],
)
def test_what_has_not_the_form_is_none(written: str) -> None:
    assert normal_postcode(written) == ""


@given(postcodes, st.data())
def test_case_and_spaces_never_matter(text: str, data: st.DataObject) -> None:
    letters = [
        data.draw(st.sampled_from([letter.lower(), letter, f" {letter}"])) for letter in text
    ]

    assert normal_postcode("".join(letters)) == text


@given(st.text(max_size=12))
def test_the_normal_form_is_the_form_that_the_database_demands(text: str) -> None:
    normal = normal_postcode(text)

    form = next(c for c in Postcode._meta.constraints if c.name == "postcode_is_in_normal_form")
    assert normal == "" or re.fullmatch(form.condition.children[0][1], normal)  # type: ignore[attr-defined]
    assert normal_postcode(normal) == normal


@given(st.lists(postcodes, max_size=60))
def test_a_repeated_postcode_is_noticed_and_no_other(texts: list[str]) -> None:
    seen = _Seen()

    noticed = [seen.add(text) for text in texts]

    assert noticed == [text in texts[:place] for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("198001", dt.date(1980, 1, 1)),
        ("2019-05", dt.date(2019, 5, 1)),
        ("2019-05-17", dt.date(2019, 5, 17)),
        ("17/05/2019", dt.date(2019, 5, 17)),
    ],
)
def test_dates_are_months_or_days(text: str, day: dt.date) -> None:
    assert published_day(text) == day


@pytest.mark.parametrize("text", ["201913", "201900", "May 2019", "000012", "20190"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(CellError):
        published_day(text)


@pytest.mark.parametrize(
    ("introduced", "terminated", "day", "live"),
    [
        (None, None, "2020-01-01", True),
        ("2020-01-01", None, "2020-01-01", True),
        ("2020-01-02", None, "2020-01-01", False),
        (None, "2020-01-01", "2019-12-31", True),
        (None, "2020-01-01", "2020-01-01", False),
        ("2019-01-01", "2020-01-01", "2019-06-01", True),
    ],
)
def test_a_postcode_is_live_from_its_first_day_and_not_on_the_last(
    introduced: str | None, terminated: str | None, day: str, live: bool
) -> None:
    dates = [dt.date.fromisoformat(text) if text else None for text in (introduced, terminated)]

    assert is_live(dates[0], dates[1], dt.date.fromisoformat(day)) is live
