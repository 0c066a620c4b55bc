"""A time of day as people write it: the 72 hours of a breach run from it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from flyingstart.privacy.web.base import read_time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("10:30", dt.time(10, 30)),
        ("9.05", dt.time(9, 5)),
        (" 2pm ", dt.time(14)),
        ("2:15 PM", dt.time(14, 15)),
        ("12am", dt.time(0)),
        ("12pm", dt.time(12)),
        ("0:00", dt.time(0)),
        ("23:59", dt.time(23, 59)),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, time: dt.time) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["", "10", "24:00", "9:60", "noon", "0pm", "13am", "14pm"])
def test_what_is_no_time_is_asked_again(text: str) -> None:
    """Midnight for “0pm” and one in the afternoon for “13am” would move the 72 hours unsaid."""
    with pytest.raises(ValidationError, match="Write a time such as"):
        read_time(text)
