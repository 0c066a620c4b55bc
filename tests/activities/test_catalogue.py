"""What an import needs to know of the catalogue."""

from __future__ import annotations

import pytest

from flyingstart.activities.catalogue import KnownActivity

PLAY = KnownActivity(id=1, name="Stay and Play", age_from_months=0, age_to_months=60)
CAFE = KnownActivity(id=2, name="Take 5 café", age_from_months=None, age_to_months=12)
MEETING = KnownActivity(id=3, name="Volunteers’ meeting")


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
