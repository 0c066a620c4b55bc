"""Short names for small shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.design.pictures.names import short_names


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Dovecote"], ["Dov"]),
        (["High Town"], ["HiT"]),
        (["Stoke-on-Sea"], ["StS"]),
        (["O’Hara"], ["O’H"]),
        (["Dovecote", "Dover"], ["Dovec", "Dover"]),
        (["Northern", "North"], ["Northe", "North"]),
        (["Ox"], ["Ox"]),
        ([""], [""]),
        ([], []),
        (["Same", "Same"], ["Sam1", "Sam2"]),
    ],
)
def test_short_names(names: list[str], expected: list[str]) -> None:
    assert short_names(names) == expected


@given(st.lists(st.text(min_size=1, max_size=20), max_size=25, unique=True))
def test_there_is_one_for_each_and_none_is_long(names: list[str]) -> None:
    short = short_names(names)

    assert len(short) == len(names)
    assert max(map(len, short), default=0) <= 9


@given(
    st.lists(
        st.text("abcdefghijkl", min_size=1, max_size=12).map(str.title), max_size=25, unique=True
    )
)
def test_no_two_are_alike(names: list[str]) -> None:
    short = short_names(names)

    assert len({*short}) == len(short)
