"""Names, as people write them."""

from __future__ import annotations

import pytest

from flyingstart.kernel.api import NameIndex, folded

PLAY, CAFE, MEETING = 1, 2, 3
INDEX = NameIndex(
    [
        (PLAY, "Stay and Play", ["SnP"]),
        (CAFE, "Take 5 café", []),
        (MEETING, "Volunteers’ meeting", ["stay and play"]),
    ]
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Stay and Play", PLAY),
        ("STAY AND PLAY", PLAY),
        ("stayandplay", PLAY),
        ("  Stay\u00a0and \t Play ", PLAY),
        ("snp", PLAY),
        ("Take 5 cafe\u0301", CAFE),
        ("TAKE 5 CAFÉ", CAFE),
        ("Volunteers' Meeting", MEETING),
        ("Volunteers' Meetings", None),
        ("Stay or Play", None),
        ("Take 5 cafe", None),
        ("", None),
    ],
)
def test_case_and_spacing_are_ignored_and_nothing_else(written: str, meant: int | None) -> None:
    assert INDEX.find(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Stay and Plya", "Stay and Play"),
        ("take five cafe", "Take 5 café"),
        ("SnPs", "Stay and Play"),
        ("Xylophone", None),
        ("", None),
        ("Stay and Play" * 100, None),
    ],
)
def test_the_nearest_name_is_suggested_when_one_is_near(written: str, meant: str | None) -> None:
    assert INDEX.nearest(written) == meant


@pytest.mark.parametrize(
    ("written", "likest"),
    [
        ("Stay and Plya", "Stay and Play"),
        ("Xyl play", "Stay and Play"),
        ("take 5" + "é" * 1000, "Take 5 café"),
    ],
)
def test_the_likest_name_is_found_however_far_it_is(written: str, likest: str) -> None:
    assert INDEX.nearest_of_all(written) == likest


def test_among_no_names_there_is_no_likest() -> None:
    assert NameIndex[int]([]).nearest_of_all("Stay and Play") is None


def test_folding_twice_is_folding_once() -> None:
    for text in ("Take 5 café", "Straße – ‘x’", "ﬁnance  İ"):
        assert folded(folded(text)) == folded(text)


def test_all_things_are_there_in_the_order_given() -> None:
    assert INDEX.things == [PLAY, CAFE, MEETING]
