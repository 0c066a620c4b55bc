"""Which short numbers are too easily guessed, and what wrong tries lead to: pure."""

from __future__ import annotations

import datetime as dt

LENGTH = 6
# So many wrong tries in a row stop further ones for a while, and so many for good.
STOPS_AFTER, VOID_AFTER = 5, 15
STOPPED_FOR = dt.timedelta(minutes=15)
_FIGURES = "01234567890"


def is_shaped(pin: str) -> bool:
    """Whether it is six figures."""
    return len(pin) == LENGTH and pin.isascii() and pin.isdigit()


def is_easy(pin: str) -> bool:
    """Whether others try it first: figures in a row, few of them, pairs, halves, a birthday."""
    in_row = pin in _FIGURES or pin[::-1] in _FIGURES
    repeated = pin == pin[:1] * LENGTH or pin == pin[:2] * 3 or pin == pin[:3] * 2
    return in_row or repeated or len(set(pin)) <= 2 or _is_day(pin)


def _is_day(pin: str) -> bool:
    """Day, month and year, as people write their birthday."""
    for pattern in ("%d%m%y", "%y%m%d"):
        try:
            dt.datetime.strptime(pin, pattern)  # noqa: DTZ007 - only whether it is one
        except ValueError:
            continue
        return True
    return False


def locked_until(misses: int, at: dt.datetime) -> dt.datetime | None:
    """Until when nobody may try again after so many wrong tries; None: at once."""
    return at + STOPPED_FOR if misses and misses % STOPS_AFTER == 0 else None
