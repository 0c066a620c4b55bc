"""What a reader of a published programme sees of a session: plain values, kept for good."""

from __future__ import annotations

from typing import Any

from flyingstart.activities.models import Session
from flyingstart.kernel.api import clock


def edition_row(session: Session) -> dict[str, Any]:
    """A session as JSON keeps it; its activity, site and room had better be fetched.

    Keys: `session` (public id), `activity`, `site`, `room` (or ""), `starts_at` and `ends_at` (ISO
    8601, London's time with offset; the end may be None), `age_from_months`, `age_to_months` (too
    old; either may be None), `cost_pence`, `language`, `note`.
    """
    ends_at = session.ends_at
    return {
        "session": str(session.public_id),
        "activity": session.activity.name,
        "site": session.site.name,
        "room": session.room.name if session.room else "",
        "starts_at": session.starts_at.astimezone(clock.LONDON).isoformat(),
        "ends_at": ends_at.astimezone(clock.LONDON).isoformat() if ends_at else None,
        "age_from_months": session.activity.age_from_months,
        "age_to_months": session.activity.age_to_months,
        "cost_pence": session.cost_pence,
        "language": session.language,
        "note": session.note,
    }
