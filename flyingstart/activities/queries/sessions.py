"""Sessions as held."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Min

from flyingstart.activities.models import Session
from flyingstart.kernel.api import clock


def first_and_last_day(*, until: dt.datetime) -> tuple[dt.date, dt.date] | None:
    """The London days of the first and last session begun by an instant; None without any."""
    held = Session.objects.filter(starts_at__lte=until)
    found = held.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    if found["first"] is None:
        return None
    return clock.london_day(found["first"]), clock.london_day(found["last"])
