"""Names in every script, tidied to one line; what cannot be seen is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.families.text import (
    folded,
    has_direction_marks,
    plain,
    storable,
    tidy,
    tidy_paragraphs,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Mary\t Ann \n", "Mary Ann"),
        ("Zoe\u0308", "Zoë"),
        ("محمد", "محمد"),
        ("\u202eevil\u202c", "evil"),
        ("\u2067محمد\u2069", "محمد"),
        ("\u200fمحمد\u200e", "محمد"),
        ("می\u200cرویم", "می\u200cرویم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("Ann\u00adMarie", "AnnMarie"),
        ("\ufeffAda", "Ada"),
        ("A\u0000da", "A da"),
        ("\ud83d", ""),
        ("\u200b\u2060", ""),
        ("\u200d", ""),
        ("\u00a0\u2003", ""),
        ("-", "-"),
        ("李\u3000小龍", "李 小龍"),
        ("=1+1", "=1+1"),
        ("O’Neill", "O’Neill"),
        ("x" * 5_000, "x" * 5_000),
    ],
)
def test_what_can_be_seen_is_kept(written: str, kept: str) -> None:
    assert tidy(written) == kept


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)

    assert tidy(once) == once
    assert storable(once)
    assert once == once.strip()
    assert not has_direction_marks(once)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("one line", "one line"),
        (" a \r\n\r\n\r\n\tb\n", "a\n\nb"),
        ("\n\na", "a"),
        ("a\u2028b", "a\nb"),
        ("a\u202e\n\u200b\n\u202c\nb", "a\n\nb"),
    ],
)
def test_paragraphs_are_kept(written: str, kept: str) -> None:
    assert tidy_paragraphs(written) == kept


@given(st.text(alphabet=st.sampled_from("ab \n\r\t\u2028\u200b\x00é")))
def test_paragraphs_tidied_twice_are_tidied_once(text: str) -> None:
    once = tidy_paragraphs(text)

    assert tidy_paragraphs(once) == once
    assert once == once.strip()
    assert "\n\n\n" not in once
    assert storable(once)


@given(st.text())
def test_folding_twice_is_folding_once_and_knows_no_spaces(text: str) -> None:
    once = folded(text)

    assert folded(once) == once
    assert not set(once) & set(" \t\n\u00a0")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("White - British", "white: BRITISH", True),
        ("not_asked", "Not asked", True),
        ("8", "-8", False),
        ("\uff18", "8", True),
        ("WBRI", "WBR1", False),
    ],
)
def test_codes_are_compared_by_letters_and_digits(one: str, other: str, same: bool) -> None:
    assert (plain(one) == plain(other)) is same


@pytest.mark.parametrize(("text", "can"), [("Ada", True), ("A\0", False), ("\ud83d", False)])
def test_what_a_database_can_hold(text: str, can: bool) -> None:
    assert storable(text) is can
