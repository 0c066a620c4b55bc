"""Words of danger: found in three languages, whole or by their stems, however they are typed."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from flyingstart.families.rules.risk import in_words, is_risky
from flyingstart.families.working_days import working_days_since

PACK = Path(__file__).resolve().parents[3] / "authorities" / "luton"
with (PACK / "risk_words.csv").open(encoding="utf-8") as _file:
    WORDS = [row["word"] for row in csv.DictReader(_file)]


@pytest.mark.parametrize(
    "text",
    [
        "He hurts me",
        "I AM SCARED!",
        "he hit me last night",
        "I can’t cope any more",
        "we are not  safe here",
        "my son is bruised",
        "وہ مجھے مارتا ہے",
        "بچے خطرے میں ہیں",
        "مجھے ڈر لگتا ہے",
        "On mnie bije, boję się",
        "ZABIJE mnie",
        "Pobiłeś mnie",
        "to jest przemocą",
    ],
)
def test_words_of_danger_are_found(text: str) -> None:
    assert is_risky(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "What time is baby massage?",
        "White coat left at the hall",
        "We are safe, not here though",
        "کل کا وقت کیا ہے",
        "O której zaczyna się zabawa?",
        "",
        "👶🏽",
    ],
)
def test_other_words_are_not(text: str) -> None:
    assert not is_risky(text, WORDS)


def test_letters_of_two_keyboards_are_one_letter() -> None:
    assert in_words("\u0643\u064a") == in_words("\u06a9\u06cc")
    assert in_words("BOJĘ Łódź") == ["boje", "lodz"]


def test_an_entry_without_letters_is_in_nothing() -> None:
    assert not is_risky("anything", ["", "*", "--"])


@pytest.mark.parametrize(
    ("came", "now", "days"),
    [
        ((4, 9), (4, 23), 0),
        ((4, 9), (5, 0), 1),
        ((6, 12), (9, 9), 1),
        ((6, 12), (8, 9), 0),
        ((7, 12), (10, 9), 2),
        ((4, 9), (18, 9), 10),
    ],
)
def test_weekends_are_no_working_days(
    came: tuple[int, int], now: tuple[int, int], days: int
) -> None:
    """March 2026: the 4th is a Wednesday, the 6th a Friday."""
    moments = [dt.datetime(2026, 3, *at, tzinfo=dt.UTC) for at in (came, now)]

    assert working_days_since(*moments) == days
