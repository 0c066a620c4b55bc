"""Planning sessions: when, where, and that it will not be."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.errors import (
    RoomElsewhereError,
    SessionChangedError,
    SessionTimesError,
)
from flyingstart.activities.models import Session
from flyingstart.activities.operations.locking import begun, locked, not_cancelled, stamp
from flyingstart.kernel.api import Actor, operation


@dataclass(frozen=True, kw_only=True)
class SessionDetails:
    """What a session is: internal ids, aware times."""

    activity_id: int
    site_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    room_id: int | None = None


@operation
def schedule_session(*, details: SessionDetails, by: Actor, at: dt.datetime) -> Session:
    """Plan one session. Raises `SessionTimesError` and `RoomElsewhereError`."""
    _check_times(details)
    session = Session(**asdict(details))
    _check_room(session)
    session.save()
    session.refresh_from_db()
    return session


@operation
def alter_session(
    *, session: Session, details: SessionDetails, by: Actor, at: dt.datetime
) -> Session:
    """Change what a session is; `session` as its reader saw it.

    Raises `SessionChangedError` when it was changed since, `SessionCancelledError`,
    `SessionTimesError`, `RoomElsewhereError`, and `SessionNotBegunError` when people were marked
    as present or counted and the new day has not come.
    """
    _check_times(details)
    held = not_cancelled(session)
    if held.version != session.version:
        raise SessionChangedError("Somebody changed this session in the meantime: look again.")
    for name, value in asdict(details).items():
        setattr(held, name, value)
    _check_room(held)
    if _has_been(held):
        begun(held, at)
    held.save(update_fields=[*asdict(details)])
    held.refresh_from_db()
    return held


@operation
def cancel_session(*, session: Session, by: Actor, at: dt.datetime) -> Session:
    """Say that a session does not take place; nothing of it is counted, marks are kept.

    Cancelling it again changes nothing.
    """
    return stamp(locked(session), "cancelled_at", at)


@operation
def reinstate_session(*, session: Session, by: Actor, at: dt.datetime) -> Session:
    """Take a cancellation back. A session that stands changes nothing."""
    return stamp(locked(session), "cancelled_at", None)


def _check_times(details: SessionDetails) -> None:
    times = [details.starts_at, details.ends_at or details.starts_at]
    if any(time.tzinfo is None for time in times):
        raise SessionTimesError("Times of a session need an offset.")
    if times[1] < times[0]:
        raise SessionTimesError("The session ends before it starts.")


def _check_room(session: Session) -> None:
    if session.room is None:
        return
    if session.room.site_id != session.site_id:
        raise RoomElsewhereError(f"{session.room} is not at {session.site}.")
    if session.ends_at is None or session.ends_at == session.starts_at:
        raise SessionTimesError("A session in a room of its own says when it ends.")


def _has_been(session: Session) -> bool:
    if session.register_closed_at or session.headcounts.exists():
        return True
    places = (MarkStatus.CANCELLED, MarkStatus.TAKEN_BACK)
    return session.marks.exclude(status__in=places).exists()
