"""A number that nobody should ring is told from one that somebody might."""

from __future__ import annotations

import pytest

from flyingstart.daybook.models import Duty
from flyingstart.daybook.numbers import is_placeholder


@pytest.mark.parametrize(
    "phone",
    [
        *("TBC", "to be confirmed", "?", "01999 xxxxxx", "01999 …", "n/a", "12", "-"),
        *("01632 960 001", "+44 1632 960001", "0044 (0)1632 960001", "020 7946 0123"),
        *("07700 900123", "0808 157 0001", "0306 999 0111", "0161 496 0222", "028 9649 6001"),
        *("01999 000000", "01999 555 555", "0199 912 3456", "01999 123456", "00000000"),
    ],
)
def test_placeholders(phone: str) -> None:
    """safety.md: what somebody in a hurry rings must not be made up."""
    assert is_placeholder(phone)
    assert Duty(phone=phone).number == ""


@pytest.mark.parametrize(
    "phone",
    [
        *("999", "101", "01999 555 012", "+44 1999 555012", "0199 555 0127", "020 9999 0127"),
        *("01999 555012 ext. 12", "(01999) 555012, option 2"),
    ],
)
def test_numbers(phone: str) -> None:
    assert not is_placeholder(phone)
    assert Duty(phone=phone).number == phone


def test_none_is_no_placeholder() -> None:
    assert not is_placeholder("")
    assert Duty(phone="").number == ""
