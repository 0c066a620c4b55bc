"""Times of day as people write them."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)
NOON = ("midday", "noon", "12 noon")


def read_time(text: str) -> dt.time:
    """10:30, 2pm, 2.15 pm, midday. Raises `ValidationError` in words."""
    if text.strip().lower() in NOON:
        return dt.time(12)
    found = _TIME.fullmatch(text.strip())
    fault = ValidationError(_("Enter a time, like 10:30 or 2pm"), code="time")
    if found is None:
        raise fault
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise fault
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        # A bare figure may be a morning or an afternoon.
        raise fault
    try:
        return dt.time(hour, minute)
    except ValueError:
        raise fault from None
