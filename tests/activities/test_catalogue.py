"""Names of activities, as people write them."""

from __future__ import annotations

import pytest

from flyingstart.activities.catalogue import ActivityIndex, KnownActivity, folded

PLAY = KnownActivity(id=1, name="Stay and Play", age_from_months=0, age_to_months=60)
CAFE = KnownActivity(id=2, name="Take 5 café", age_from_months=None, age_to_months=12)
MEETING = KnownActivity(id=3, name="Volunteers’ meeting")
INDEX = ActivityIndex([(PLAY, ["SnP"]), (CAFE, []), (MEETING, [])])


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
def test_case_and_spacing_are_ignored_and_nothing_else(
    written: str, meant: KnownActivity | None
) -> None:
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


def test_folding_twice_is_folding_once() -> None:
    for text in ("Take 5 café", "Straße – ‘x’", "ﬁnance  İ"):
        assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("activity", "months", "fits"),
    [
        (PLAY, 0, True),
        (PLAY, 59, True),
        (PLAY, 60, False),
        (CAFE, -1, True),
        (CAFE, 11, True),
        (CAFE, 12, False),
        (MEETING, 400, True),
    ],
)
def test_ages_include_the_first_month_and_exclude_the_last(
    activity: KnownActivity, months: int, fits: bool
) -> None:
    assert activity.is_for(months) is fits
