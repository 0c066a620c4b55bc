"""Ages, costs, distances and days as a parent says them; which days a page shows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from flyingstart.activities.ages import ChildAge
from flyingstart.activities.web.public.programme import dates_words
from flyingstart.activities.web.public.spans import read_span
from flyingstart.activities.web.public.words import (
    age_words,
    cost_words,
    day_words,
    miles_words,
    time_words,
)
from flyingstart.kernel.api import clock

TODAY = dt.date(2026, 11, 26)
MORNING = dt.datetime(2026, 11, 26, 9, 30, tzinfo=clock.LONDON)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, "All ages"),
        (0, None, "All ages"),
        (0, 60, "Under 5 years"),
        (None, 12, "Under 12 months"),
        (9, 15, "9 months to under 15 months"),
        (24, 36, "2 years to under 3 years"),
        (1, 12, "1 month to under 12 months"),
        (18, None, "From 18 months"),
    ],
)
def test_ages(low: int | None, high: int | None, words: str) -> None:
    assert age_words("universal", "family", low, high) == words


def test_before_birth_and_for_adults() -> None:
    assert age_words("antenatal", "expected", None, None) == "Expecting a baby"
    assert age_words("universal", "none", None, None) == "Adults"


@pytest.mark.parametrize(
    ("pence", "words"),
    [(0, "Free"), (200, "£2 a family"), (150, "£1.50 a family"), (5, "£0.05 a family")],
)
def test_costs(pence: int, words: str) -> None:
    assert cost_words(pence) == words


def test_a_pound_sign_stays_before_its_figure_where_text_runs_from_the_right() -> None:
    with translation.override("ur"):
        assert cost_words(200) == "فی خاندان \u2066£2\u2069"


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (0.04, "less than 0.1 miles"),
        (0.1, "0.1 miles"),
        (0.64, "0.6 miles"),
        (0.96, "1 mile"),
        (1, "1 mile"),
        (2, "2 miles"),
        (9.97, "10 miles"),
        (12.4, "12 miles"),
    ],
)
def test_distances(miles: float, words: str) -> None:
    assert miles_words(miles) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "Today, Thursday 26 November"),
        (1, "Tomorrow, Friday 27 November"),
        (2, "Saturday 28 November"),
    ],
)
def test_days(days: int, words: str) -> None:
    assert day_words(TODAY + dt.timedelta(days), TODAY) == words


def test_times() -> None:
    assert time_words(MORNING, MORNING + dt.timedelta(hours=2, minutes=30)) == "9:30am to midday"
    assert time_words(MORNING, None) == "9:30am"
    assert time_words(MORNING, MORNING) == "9:30am"


def test_the_ages_of_a_child_follow_each_other_without_gaps() -> None:
    months = [month for age in ChildAge for month in age.months]

    assert months == list(range(60))


def weeks(*numbers: int) -> list[dt.date]:
    return [TODAY + dt.timedelta(7 * number) for number in numbers]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (weeks(0), "26 November"),
        (weeks(0, 1, 5), "26 November, 3 December, 31 December"),
        (weeks(0, 1, 2, 3, 4), "26 November to 24 December"),
        (weeks(0, 1, 2, 4, 5), "26 November to 31 December, not 17 December"),
        # Every other week: the days are shorter to say than what is left out.
        (weeks(0, 2, 4, 6, 8), "26 November, 10 December, 24 December, 7 January, 21 January"),
    ],
)
def test_dates_of_a_line_of_the_programme(days: list[dt.date], words: str) -> None:
    assert dates_words(days) == words


class TestSpan:
    @pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2020-01-01", "0001-01-01"])
    def test_what_makes_no_sense_is_today(self, text: str) -> None:
        span = read_span(text, at=MORNING)

        assert (span.first, span.earlier) == (TODAY, None)
        assert span.begin == MORNING

    def test_another_day_begins_at_its_midnight(self) -> None:
        span = read_span("2026-12-01", at=MORNING)

        assert span.begin == dt.datetime(2026, 12, 1, tzinfo=clock.LONDON)
        assert span.end == dt.datetime(2026, 12, 8, tzinfo=clock.LONDON)
        assert span.earlier == TODAY

    def test_nobody_pages_beyond_half_a_year(self) -> None:
        span = read_span("9999-12-31", at=MORNING)

        assert span.first == TODAY + dt.timedelta(weeks=25)
        assert span.later(span.first + dt.timedelta(6)) is None
        assert span.later(span.first) == span.first + dt.timedelta(1)

    def test_a_day_is_london_s_when_the_clocks_have_gone_forward(self) -> None:
        at = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)

        assert read_span("", at=at).first == dt.date(2026, 7, 1)
