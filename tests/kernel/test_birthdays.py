"""Birthdays against a rule written another way."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.kernel.api import birthdays

births = st.dates(dt.date(1940, 1, 1), dt.date(2060, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("born", "fifth"),
    [
        ("2014-02-10", "2019-02-10"),
        ("2016-02-29", "2021-03-01"),
        ("2015-12-31", "2020-12-31"),
    ],
)
def test_fifth_birthday(born: str, fifth: str) -> None:
    assert birthdays.fifth_birthday(day(born)) == day(fifth)


@pytest.mark.parametrize(
    ("born", "six_months"),
    [
        ("2019-01-15", "2019-07-15"),
        ("2018-08-31", "2019-03-01"),
        ("2018-08-29", "2019-03-01"),
        ("2019-08-29", "2020-02-29"),
        ("2019-08-30", "2020-03-01"),
        ("2019-03-31", "2019-10-01"),
        ("2019-12-31", "2020-07-01"),
        ("2019-06-30", "2019-12-30"),
    ],
)
def test_six_months_on(born: str, six_months: str) -> None:
    assert birthdays.six_months_on(day(born)) == day(six_months)


@given(births, st.integers(0, 90))
def test_age_is_reached_on_the_birthday_and_not_the_day_before(born: dt.date, age: int) -> None:
    on = birthdays.birthday(born, age=age)

    assert birthdays.age_on(born, on) == age
    assert birthdays.age_on(born, on - dt.timedelta(days=1)) == age - 1


@given(births)
def test_six_months_on_is_the_first_day_with_that_number_or_the_first_of_the_month_after(
    born: dt.date,
) -> None:
    months = [born + dt.timedelta(days=n) for n in range(150, 220)]
    target = (born.month - 1 + 6) % 12 + 1
    same_number = [d for d in months if d.month == target and d.day == born.day]
    month_after = [d for d in months if d.month == target % 12 + 1 and d.day == 1]

    assert birthdays.six_months_on(born) == (same_number or month_after)[0]
