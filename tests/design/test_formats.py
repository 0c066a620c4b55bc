"""Figures, dates and times in words."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.design import formats
from flyingstart.design.enums import Kind

UTC = dt.UTC


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0, 0, "0"),
        (7, 0, "7"),
        (12345, 0, "12,345"),
        (1234567.891, 2, "1,234,567.89"),
        (-3, 0, "−3"),
        (-0.4, 0, "0"),
        (-0.04, 1, "0.0"),
        (Decimal("2.50"), 1, "2.5"),
        (None, 0, "–"),
        (float("nan"), 0, "–"),
        (float("inf"), 0, "–"),
    ],
)
def test_numbers(value: float | None, places: int, expected: str) -> None:
    assert formats.number(value, places) == expected


@pytest.mark.parametrize(
    ("ratio", "places", "expected"),
    [
        (0.452, 1, "45.2%"),
        (0, 1, "0.0%"),
        (1, 0, "100%"),
        (12.5, 0, "1,250%"),
        (-0.031, 1, "−3.1%"),
        (None, 1, "–"),
        (float("nan"), 1, "–"),
    ],
)
def test_percentages(ratio: float | None, places: int, expected: str) -> None:
    assert formats.percent(ratio, places) == expected


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_says_the_value_it_rounds_to(value: float, places: int) -> None:
    text = formats.number(value, places)

    assert float(text.replace(",", "").replace("−", "-")) == round(float(f"{value:.{places}f}"), 9)
    assert re.fullmatch(r"−?\d{1,3}(,\d{3})*(\.\d+)?", text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.date(2026, 11, 24), "24 November 2026"),
        (dt.date(2024, 2, 29), "29 February 2024"),
        # An hour before midnight in Greenwich is the next day in a London summer.
        (dt.datetime(2026, 7, 31, 23, 30, tzinfo=UTC), "1 August 2026"),
        (None, "–"),
    ],
)
def test_dates(value: dt.date | None, expected: str) -> None:
    assert formats.date(value) == expected


def test_a_weekday_leaves_the_year_out() -> None:
    assert formats.weekday(dt.date(2026, 3, 3)) == "Tuesday 3 March"
    assert formats.weekday(None) == "–"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.time(10, 0), "10am"),
        (dt.time(14, 30), "2:30pm"),
        (dt.time(9, 5), "9:05am"),
        (dt.time(12, 0), "midday"),
        (dt.time(12, 15), "12:15pm"),
        (dt.time(0, 0), "12am"),
        (dt.time(0, 20), "12:20am"),
        (dt.datetime(2026, 7, 1, 9, 0, tzinfo=UTC), "10am"),
        (dt.datetime(2026, 1, 1, 9, 0, tzinfo=UTC), "9am"),
        (None, "–"),
    ],
)
def test_times(value: dt.time | dt.datetime | None, expected: str) -> None:
    assert formats.time(value) == expected


def test_moments() -> None:
    moment = dt.datetime(2026, 3, 3, 10, 0, tzinfo=UTC)

    assert formats.moment(moment) == "Tuesday 3 March 2026, 10am"
    assert formats.moment(None) == "–"


@pytest.mark.parametrize(
    ("value", "kind", "places", "expected"),
    [
        (None, Kind.NUMBER, None, "–"),
        ("fewer than 5", Kind.NUMBER, None, "fewer than 5"),
        ("", Kind.TEXT, None, ""),
        (1234, Kind.NUMBER, None, "1,234"),
        (1.5, Kind.NUMBER, 1, "1.5"),
        (0.5, Kind.RATIO, None, "50.0%"),
        (0.5, Kind.RATIO, 0, "50%"),
        (dt.date(2026, 1, 2), Kind.DATE, None, "2 January 2026"),
        (dt.datetime(2026, 1, 2, 9, tzinfo=UTC), Kind.MOMENT, None, "Friday 2 January 2026, 9am"),
    ],
)
def test_words_by_kind(value: formats.Value, kind: Kind, places: int | None, expected: str) -> None:
    assert formats.words(value, kind, places) == expected


def test_in_urdu_signs_stay_on_their_side_of_a_figure() -> None:
    with translation.override("ur"):
        assert formats.percent(0.452) == "\u206645.2%\u2069"
        assert formats.percent(-0.452) == "\u2066−45.2%\u2069"
        assert formats.number(-3) == "\u2066−3\u2069"
        assert formats.number(12345) == "12,345"
        assert formats.number(None) == "–"


def test_in_urdu_days_and_times_are_said_in_urdu() -> None:
    moment = dt.datetime(2026, 3, 3, 10, 0, tzinfo=UTC)

    with translation.override("ur"):
        assert formats.moment(moment) == "منگل 3 مارچ 2026، صبح 10 بجے"
        assert formats.time(dt.time(14, 30)) == "بعد از دوپہر 2:30 بجے"
        assert formats.time(dt.time(12, 0)) == "دوپہر 12 بجے"
