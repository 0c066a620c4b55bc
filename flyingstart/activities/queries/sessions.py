"""Sessions as held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Max, Min

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Session
from flyingstart.families.facts import FAMILY_ROOTS
from flyingstart.kernel.api import clock, fetch

# Put together of our own constants.
_LAST_CAME = f"""
    SELECT coalesce(f.root, m.family_id), max((s.starts_at AT TIME ZONE 'Europe/London')::date)
    FROM activities_mark m LEFT JOIN {FAMILY_ROOTS} f ON f.id = m.family_id
    JOIN activities_session s ON s.id = m.session_id
    WHERE m.status = %s AND s.cancelled_at IS NULL AND coalesce(f.root, m.family_id) = ANY(%s)
    GROUP BY 1
"""  # noqa: S608


def first_and_last_day(*, until: dt.datetime) -> tuple[dt.date, dt.date] | None:
    """The London days of the first and last session begun by an instant; None without any."""
    held = Session.objects.filter(starts_at__lte=until)
    found = held.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    if found["first"] is None:
        return None
    return clock.london_day(found["first"]), clock.london_day(found["last"])


def last_came(*, family_ids: Collection[int]) -> dict[int, dt.date]:
    """The London day of the last session to which anybody of a family came.

    A family speaks for those merged into it; families that never came are left out.
    """
    return dict(fetch(_LAST_CAME, [MarkStatus.ATTENDED.value, list(family_ids)]))
