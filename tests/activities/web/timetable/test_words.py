"""Ages, prices and times as they stand on pages of the timetable."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.activities.api import Session
from flyingstart.activities.web.staff.timetable.pounds import pounds_written, read_pounds
from flyingstart.activities.web.staff.timetable.words import ages_words, cost_words, times

TEN, ELEVEN = (dt.datetime(2026, 3, 4, hour, tzinfo=dt.UTC) for hour in (10, 11))


@pytest.mark.parametrize(
    ("first", "until", "words"),
    [
        (None, None, ""),
        (0, None, ""),
        (None, 1, "children under 1 month"),
        (0, 12, "children under 12 months"),
        (None, 60, "children under 5 years"),
        (24, None, "children from 2 years"),
        (6, 30, "children from 6 months to under 30 months"),
    ],
)
def test_for_which_children(first: int | None, until: int | None, words: str) -> None:
    assert ages_words(first, until) == words


@pytest.mark.parametrize(
    ("pence", "words", "box"),
    [(0, "Free", ""), (200, "£2 a family", "2"), (250, "£2.50 a family", "2.50")],
)
def test_what_a_family_pays_is_read_back_from_its_box(pence: int, words: str, box: str) -> None:
    assert (cost_words(pence), pounds_written(pence)) == (words, box)
    assert read_pounds(box) == pence


@pytest.mark.parametrize(
    ("ends_at", "words"), [(None, "10am"), (TEN, "10am"), (ELEVEN, "10am to 11am")]
)
def test_from_when_to_when(ends_at: dt.datetime | None, words: str) -> None:
    assert times(Session(starts_at=TEN, ends_at=ends_at)) == words
