"""Who writes to a session holds its row, so that two tablets and an import take turns."""

from __future__ import annotations

import datetime as dt

from flyingstart.activities.errors import (
    RegisterClosedError,
    SessionCancelledError,
    SessionNotBegunError,
)
from flyingstart.activities.models import Session
from flyingstart.kernel.api import clock


def locked(session: Session) -> Session:
    """The session as it is now, held until the transaction ends; new marks may point at it."""
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def open_register(session: Session, at: dt.datetime, *, ahead: bool = False) -> Session:
    """The locked session, its register open and its day come, unless `ahead` will do.

    Raises `SessionCancelledError`, `RegisterClosedError` and `SessionNotBegunError`.
    """
    held = not_cancelled(session)
    if held.register_closed_at:
        raise RegisterClosedError("The register of this session is closed; reopen it first.")
    if not ahead:
        begun(held, at)
    return held


def stamp(session: Session, field: str, at: dt.datetime | None) -> Session:
    """Say of a locked session since when something is so, or (None) that it is not.

    What is so already keeps its time.
    """
    if (getattr(session, field) is None) != (at is None):
        setattr(session, field, at)
        session.save(update_fields=[field])
        session.refresh_from_db()
    return session


def not_cancelled(session: Session) -> Session:
    """The locked session. Raises `SessionCancelledError`."""
    held = locked(session)
    if held.cancelled_at:
        raise SessionCancelledError("This session was cancelled.")
    return held


def begun(session: Session, at: dt.datetime) -> None:
    """Raises `SessionNotBegunError` before the session's day; people may come early on it."""
    day = clock.london_day(session.starts_at)
    if clock.london_day(at) < day:
        raise SessionNotBegunError(f"This session is on {day:%-d %B %Y}, which has not come.")
