"""School terms read off the seasons of the pack's year."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from flyingstart.town.terms import Stretch, made_up_terms, stretches
from tests.town.towns import demo

D = dt.date


def test_a_school_year_has_three_terms_with_their_half_terms() -> None:
    terms = made_up_terms(demo(), D(2025, 11, 1), D(2025, 11, 30))

    assert [(t.code, t.starts_on, t.ends_on) for t in terms] == [
        ("autumn-2025", D(2025, 9, 1), D(2025, 12, 19)),
        ("spring-2026", D(2026, 1, 3), D(2026, 4, 1)),
        ("summer-2026", D(2026, 4, 17), D(2026, 7, 21)),
    ]
    assert [(t.half_term_starts_on, t.half_term_ends_on) for t in terms] == [
        (D(2025, 10, 23), D(2025, 10, 30)),
        (D(2026, 2, 13), D(2026, 2, 19)),
        (D(2026, 5, 26), D(2026, 6, 1)),
    ]
    assert [t.name for t in terms][:1] == ["Autumn term 2025"]


def test_the_years_of_both_days_are_whole() -> None:
    terms = made_up_terms(demo(), D(2024, 8, 31), D(2025, 9, 1))

    assert [t.code for t in terms] == [
        *("autumn-2023", "spring-2024", "summer-2024"),
        *("autumn-2024", "spring-2025", "summer-2025"),
        *("autumn-2025", "spring-2026", "summer-2026"),
    ]


def test_terms_and_holidays_follow_each_other_without_a_gap() -> None:
    parts = stretches(made_up_terms(demo(), D(2025, 1, 1), D(2026, 1, 1)))

    whole = [part for part in parts if part.kind != "half term"]
    assert all(one.last + dt.timedelta(days=1) == two.first for one, two in pairwise(whole))
    assert [part.kind for part in whole[:4]] == ["term", "holiday", "term", "holiday"]
    assert Stretch("half term", D(2025, 2, 13), D(2025, 2, 19)) in parts
