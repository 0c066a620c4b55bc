"""Writing many sessions that are over, with their marks and headcounts, at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flyingstart.activities.models import Headcount, Mark, Session
from flyingstart.kernel.api import Actor, allocate_ids, copy_rows, operation

SESSION_COLUMNS = (
    *("id", "activity_id", "site_id", "starts_at", "ends_at", "cancelled_at"),
    *("register_closed_at", "source", "ref"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PastSession:
    """A session with all that is known of it: internal ids, aware times.

    `marks` are `(person, family, status)`, one a person; `headcounts` are `(counter, count)`, one
    a counter. A register that is closed without either says that nobody came.
    """

    activity_id: int
    site_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None
    register_closed_at: dt.datetime | None = None
    source: str = ""
    ref: str = ""
    marks: Sequence[tuple[int, int, str]] = ()
    headcounts: Sequence[tuple[str, int]] = ()


@operation
def record_sessions(*, sessions: Sequence[PastSession], by: Actor, at: dt.datetime) -> list[int]:
    """Add sessions with `COPY`; returns their internal ids, in their order.

    Raises `django.db.IntegrityError` when a ref is held, or a person or counter comes twice.
    """
    ids = allocate_ids(Session, len(sessions))
    pairs = list(zip(ids, sessions, strict=True))
    copy_rows(
        Session,
        SESSION_COLUMNS,
        ((pk, *(getattr(s, name) for name in SESSION_COLUMNS[1:])) for pk, s in pairs),
    )
    copy_rows(
        Mark,
        ["session_id", "person_id", "family_id", "status", "marked_at"],
        ((pk, *mark, at) for pk, session in pairs for mark in session.marks),
    )
    copy_rows(
        Headcount,
        ["session_id", "counted_by", "count"],
        ((pk, *heads) for pk, session in pairs for heads in session.headcounts),
    )
    return ids
