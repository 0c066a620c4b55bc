"""On which days a series runs, held against a reading day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.activities.api import (
    ClockChangeError,
    Pattern,
    SeriesDetails,
    TermsMissingError,
    bank_holidays,
    days_of,
)
from flyingstart.activities.rules.times import london_moment
from flyingstart.places.api import Term
from tests.activities.planning.plans import MONDAYS, make_terms

TERMS = make_terms()
FIRST, LAST = TERMS[0].starts_on, TERMS[-1].ends_on
HOLIDAYS = bank_holidays("E", FIRST, LAST)
WEEK = dt.timedelta(weeks=1)


def series(**changes: Any) -> SeriesDetails:
    said: dict[str, Any] = {
        "activity_id": 1,
        "site_id": 1,
        "weekday": 1,
        "starts": dt.time(10),
        "ends": dt.time(11),
        "first_on": dt.date(2020, 1, 6),
        "last_on": dt.date(2020, 4, 3),
    }
    return SeriesDetails(**(said | changes))


def day_by_day(
    details: SeriesDetails, terms: Sequence[Term], free: Collection[dt.date]
) -> list[dt.date] | None:
    """The same by looking at each day by itself; None when the terms of one are not known."""
    found: list[dt.date] = []
    weeks = -1
    for number in range((details.last_on - details.first_on).days + 1):
        day = details.first_on + dt.timedelta(days=number)
        if day.isoweekday() != details.weekday:
            continue
        weeks += 1
        if weeks % details.every_weeks or day in free or day in details.excluded:
            continue
        school = at_school(day, terms)
        if details.pattern == Pattern.ALL_YEAR:
            found.append(day)
        elif school is None:
            return None
        elif school == (details.pattern == Pattern.TERM_TIME):
            found.append(day)
    return found


def at_school(day: dt.date, terms: Sequence[Term]) -> bool | None:
    for term in terms:
        if term.starts_on <= day <= term.ends_on:
            away = term.half_term_starts_on, term.half_term_ends_on
            return not (away[0] and away[1] and away[0] <= day <= away[1])
    before = [term.ends_on for term in terms if term.ends_on < day]
    after = [term.starts_on for term in terms if term.starts_on > day]
    if not before or not after or (min(after) - max(before)).days > 70:
        return None
    return False


near = st.dates(FIRST - 2 * WEEK, LAST + 2 * WEEK)


@st.composite
def asked(draw: st.DrawFn) -> tuple[SeriesDetails, list[Term]]:
    first, last = sorted((draw(near), draw(near)))
    details = series(
        weekday=draw(st.integers(1, 7)),
        every_weeks=draw(st.sampled_from([1, 1, 2, 3, 13])),
        pattern=draw(st.sampled_from(Pattern)),
        first_on=first,
        last_on=last,
        excluded=tuple(draw(st.lists(near, max_size=30))),
    )
    terms = draw(st.sampled_from([TERMS, TERMS[::-1], TERMS[:1], TERMS[::2], []]))
    return details, list(terms)


@settings(max_examples=50)
@given(asked())
def test_the_days_are_those_of_a_reading_day_by_day(
    question: tuple[SeriesDetails, list[Term]],
) -> None:
    details, terms = question

    expected = day_by_day(details, terms, HOLIDAYS)

    if expected is None:
        with pytest.raises(TermsMissingError):
            days_of(details, terms, HOLIDAYS)
    else:
        assert days_of(details, terms, HOLIDAYS) == expected


def test_mondays_in_term_leave_the_half_term_out() -> None:
    assert days_of(series(), TERMS, HOLIDAYS) == MONDAYS


def test_every_other_week_is_counted_through_the_half_term() -> None:
    assert days_of(series(every_weeks=2), TERMS, HOLIDAYS) == [
        dt.date(2020, *day) for day in ((1, 6), (1, 20), (2, 3), (3, 2), (3, 16), (3, 30))
    ]


def test_holidays_are_half_terms_and_the_weeks_between_terms() -> None:
    friday = series(weekday=2, pattern=Pattern.HOLIDAYS, last_on=dt.date(2020, 5, 29))

    assert days_of(friday, TERMS, HOLIDAYS) == [
        dt.date(2020, *day) for day in ((2, 18), (4, 7), (4, 14), (5, 26))
    ]


def test_bank_holidays_and_days_that_were_excluded_are_left_out() -> None:
    # The early May bank holiday of 2020 was moved to the Friday of VE Day.
    may = series(first_on=dt.date(2020, 5, 1), last_on=dt.date(2020, 5, 24), weekday=5)

    assert days_of(may, TERMS, HOLIDAYS) == [
        dt.date(2020, 5, 1),
        dt.date(2020, 5, 15),
        dt.date(2020, 5, 22),
    ]
    without = series(excluded=tuple(MONDAYS[1:]))
    assert days_of(without, TERMS, HOLIDAYS) == MONDAYS[:1]


@pytest.mark.parametrize(
    ("terms", "days", "words"),
    [
        ([], ("2020-01-06", "2020-04-03"), "No school terms are held"),
        (TERMS, ("2020-07-20", "2020-07-31"), "are held until 21 July 2020 only, .* 27 July 2020"),
        (TERMS, ("2019-08-20", "2019-09-10"), "are held from 3 September 2019 only, .* 26 August"),
        (TERMS[::2], ("2020-01-06", "2020-04-03"), "between 20 December 2019 and 20 April 2020"),
    ],
)
def test_where_terms_are_missing_it_is_said_and_nothing_is_guessed(
    terms: list[Term], days: tuple[str, str], words: str
) -> None:
    first, last = map(dt.date.fromisoformat, days)
    free = bank_holidays("W", first, last) if first.month == 1 else {}

    with pytest.raises(TermsMissingError, match=words):
        days_of(series(first_on=first, last_on=last), terms, free)
    # All year round asks for none.
    whole = series(first_on=first, last_on=last, pattern=Pattern.ALL_YEAR)
    assert days_of(whole, terms, free)


class TestBankHolidays:
    def test_they_are_of_the_authoritys_country(self) -> None:
        april = dt.date(2026, 4, 1), dt.date(2026, 4, 30)

        assert bank_holidays("E", *april) == {
            dt.date(2026, 4, 3): "Good Friday",
            dt.date(2026, 4, 6): "Easter Monday",
        }
        assert bank_holidays("W", *april) == bank_holidays("E", *april)
        assert bank_holidays("S", *april) == {dt.date(2026, 4, 3): "Good Friday"}
        assert bank_holidays("", *april) == bank_holidays("E", *april)

    def test_one_on_a_weekend_is_made_good_on_a_weekday(self) -> None:
        assert set(bank_holidays("E", dt.date(2026, 12, 20), dt.date(2027, 1, 4))) == {
            *(dt.date(2026, 12, 25), dt.date(2026, 12, 26), dt.date(2026, 12, 28)),
            dt.date(2027, 1, 1),
        }


class TestTheClock:
    def test_the_hour_stays_when_the_clocks_change(self) -> None:
        winter, summer = dt.date(2020, 3, 27), dt.date(2020, 3, 30)

        assert london_moment(winter, dt.time(10)) == dt.datetime(2020, 3, 27, 10, tzinfo=dt.UTC)
        assert london_moment(summer, dt.time(10)) == dt.datetime(2020, 3, 30, 9, tzinfo=dt.UTC)

    @pytest.mark.parametrize("time", [dt.time(0, 59), dt.time(2)])
    def test_times_beside_the_jump_are_times(self, time: dt.time) -> None:
        for day in (dt.date(2020, 3, 29), dt.date(2020, 10, 25)):
            assert london_moment(day, time).astimezone(dt.UTC).tzinfo == dt.UTC

    def test_an_hour_that_never_comes_is_refused(self) -> None:
        with pytest.raises(ClockChangeError, match=r"forward on 29 March 2020: there is no 1:30am"):
            london_moment(dt.date(2020, 3, 29), dt.time(1, 30))

    def test_an_hour_that_comes_twice_is_refused(self) -> None:
        with pytest.raises(ClockChangeError, match=r"back on 25 October 2020: 1am comes twice"):
            london_moment(dt.date(2020, 10, 25), dt.time(1))
