"""What somebody typed, as understood."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.families.queries.asked import Kind, read
from tests.depth import worlds

THIRD_OF_FEBRUARY = dt.date(2023, 2, 3)


def born(text: str) -> list[tuple[int, int, dt.date | None, dt.date | None]]:
    """The birth dates that a text may mean: tokens, first day, first day no longer."""
    return [
        (term.first, term.last, term.since, term.until)
        for term in read(text).terms
        if term.kind is Kind.BORN
    ]


def values(text: str, kind: Kind) -> list[tuple[int, int, str]]:
    """The terms of a kind: tokens and value."""
    return [(t.first, t.last, t.value) for t in read(text).terms if t.kind is kind]


@pytest.mark.parametrize(
    "text",
    [
        *("03/02/2023", "3/2/2023", "3.2.23", "3-2-23", "03.02.2023", "2023-02-03", "2023/2/3"),
        *("03022023", "٣/٢/٢٠٢٣"),
    ],
)
def test_a_date_in_one_word(text: str) -> None:
    assert born(text) == [(0, 0, THIRD_OF_FEBRUARY, dt.date(2023, 2, 4))]


@pytest.mark.parametrize(
    "text",
    ["3 Feb 2023", "3rd february 2023", "03 FEB 23", "Feb 3 2023", "february 3rd 2023", "3 2 2023"],
)
def test_a_date_in_three_words(text: str) -> None:
    assert (0, 2, THIRD_OF_FEBRUARY, dt.date(2023, 2, 4)) in born(text)


@pytest.mark.parametrize("text", ["02/2023", "2.2023", "2023-02"])
def test_a_month_in_one_word(text: str) -> None:
    assert born(text) == [(0, 0, dt.date(2023, 2, 1), dt.date(2023, 3, 1))]


@pytest.mark.parametrize("text", ["feb 2023", "February 2023"])
def test_a_month_in_two_words(text: str) -> None:
    assert (0, 1, dt.date(2023, 2, 1), dt.date(2023, 3, 1)) in born(text)


def test_december_ends_with_the_year() -> None:
    assert born("12/2023") == [(0, 0, dt.date(2023, 12, 1), dt.date(2024, 1, 1))]


def test_september_in_four_letters() -> None:
    assert (0, 1, dt.date(2021, 9, 1), dt.date(2021, 10, 1)) in born("sept 2021")


def test_a_year() -> None:
    assert born("2023") == [(0, 0, dt.date(2023, 1, 1), dt.date(2024, 1, 1))]


def test_a_year_may_be_digits_of_a_number_as_well() -> None:
    assert values("2023", Kind.NUMBER) == [(0, 0, "2023")]


def test_two_figures_of_a_year_are_the_nearest() -> None:
    assert born("1.1.49") == [(0, 0, dt.date(2049, 1, 1), dt.date(2049, 1, 2))]
    assert born("1.1.50") == [(0, 0, dt.date(1950, 1, 1), dt.date(1950, 1, 2))]


def test_a_month_before_the_day_is_seen_by_its_figure() -> None:
    assert born("02/13/2023") == [(0, 0, dt.date(2023, 2, 13), dt.date(2023, 2, 14))]


@pytest.mark.parametrize("text", ["31/02/2023", "0/1/2023", "99.99.2023", "32 feb 2023"])
def test_a_day_that_never_was(text: str) -> None:
    assert not [span for span in born(text) if span[0] == 0]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("07700 900123", (0, 1, "07700900123")),
        ("07700 900 123", (0, 2, "07700900123")),
        ("+44 7700 900123", (0, 2, "07700900123")),
        ("+44 (0)7700 900123", (0, 2, "07700900123")),
        ("00447700900123", (0, 0, "07700900123")),
        ("(01582) 555-123", (0, 1, "01582555123")),
        ("999 123 4567", (0, 2, "9991234567")),
        ("٠٧٧٠٠٩٠٠١٢٣", (0, 0, "07700900123")),
    ],
)
def test_a_number_in_pieces(text: str, whole: tuple[int, int, str]) -> None:
    assert whole in values(text, Kind.NUMBER)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("lu1", (0, 0, "LU1")),
        ("LU1 2AB", (0, 1, "LU12AB")),
        ("lu12ab", (0, 0, "LU12AB")),
        ("lu1 2", (0, 0, "LU1")),
        ("e2", (0, 0, "E2")),
        ("w1a 1aa", (0, 1, "W1A1AA")),
    ],
)
def test_a_postcode(text: str, place: tuple[int, int, str]) -> None:
    assert place in values(text, Kind.POSTCODE)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Smith-Jones", ("smith", "jones")),
        ("O'Brien", ("o'brien",)),
        ("Khan, Ali", ("khan", "ali")),
        ("  nguyen   lu1 ", ("nguyen", "lu1")),
        ("মোহাম্মদ আলী", ("মোহাম্মদ", "আলী")),
        ("a\u202eli\u0000 khan", ("ali", "khan")),
        ("%_'\"", ()),
        ("\u00aaB Jör\u0308g", ("ab", "jorg")),
        ("", ()),
    ],
)
def test_tokens(text: str, tokens: tuple[str, ...]) -> None:
    assert read(text).tokens == tuple(unicodedata.normalize("NFKD", token) for token in tokens)


@pytest.mark.parametrize("text", ["l", "a b", "O'"])
def test_one_letter_is_refused_in_words(text: str) -> None:
    assert read(text).refusal == "One letter finds nothing: type two letters of a name or more."


def test_one_chinese_sign_is_a_whole_name() -> None:
    assert values("李", Kind.NAME) == [(0, 0, "李")]


def test_two_letters_only_narrow_what_longer_words_find() -> None:
    asked = read("jo khan")
    assert asked.short == (0,)
    assert values("jo khan", Kind.NAME) == [(0, 1, "jokhan"), (1, 1, "khan")]


def test_two_letters_alone_are_looked_for() -> None:
    assert read("li xu").short == ()


def test_md_is_a_whole_name() -> None:
    assert read("md khan").short == ()


def test_few_digits_are_refused_in_words() -> None:
    assert read("khan 12").refusal == (
        "“12” is too short to look for: type four digits or more, or a date."
    )


def test_too_much_is_refused_in_words() -> None:
    assert read("a" * 10_000).refusal == "That is too much to look for at once."
    assert read("ab " * 9).refusal == "Look for fewer words at once."


@given(st.text(max_size=300))
@settings(max_examples=worlds(100, many=300))
def test_every_token_is_answered_or_the_text_refused(text: str) -> None:
    asked = read(text)
    answered = {token for term in asked.terms for token in term.tokens} | set(asked.short)
    assert asked.refusal or answered == set(range(len(asked.tokens)))


@pytest.mark.parametrize("text", ["3 feb ፩፩", "31/12/9999", "9999-12-31", "0000-01-01", "12/9999"])
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert born(text) == []
