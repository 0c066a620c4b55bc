"""What a family came to, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator

from flyingstart.activities.enums import MarkStatus
from flyingstart.families.api import Happening, HappeningKind, TimelineAsk
from flyingstart.kernel.api import fetch

# Sessions with somebody of the family, the newest first: what, where, when, who.
_CAME = """
    SELECT s.id, s.starts_at, a.name, p.name, array_agg(m.person_id ORDER BY m.person_id)
    FROM activities_mark m
    JOIN activities_session s ON s.id = m.session_id
    JOIN activities_activity a ON a.id = s.activity_id
    JOIN places_site p ON p.id = s.site_id
    WHERE m.family_id = ANY(%s) AND m.status = %s AND s.cancelled_at IS NULL
    GROUP BY s.id, a.id, p.id
    ORDER BY s.starts_at DESC, s.id DESC
    LIMIT %s
"""


def attendances(ask: TimelineAsk) -> Iterator[Happening]:
    """The sessions to which somebody came with this family. One query."""
    asked = [list(ask.families), MarkStatus.ATTENDED.value, ask.newest]
    for pk, starts_at, activity, site, people in fetch(_CAME, asked):
        yield Happening(
            key=f"session:{pk}",
            kind=HappeningKind.ATTENDANCE,
            at=starts_at,
            title=activity,
            text=site,
            about=ask.called(people),
        )
