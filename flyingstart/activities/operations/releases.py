"""Rooms and workers of sessions whose times a file changes: let go of where they are taken.

A file says what was. It is never refused for a plan that says otherwise: the session is kept as
the file has it, and gives up what it cannot have had, with a warning in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from flyingstart.activities.models import Session, SessionWorker
from flyingstart.activities.operations.bookings import booking_of, held_beside
from flyingstart.activities.rules.register import PlannedSession
from flyingstart.activities.rules.releases import Release, releases_among


def releases_of(plan: Sequence[PlannedSession]) -> list[Release]:
    """What the sessions of a plan let go of. One query where no such session has any."""
    moving = {
        session.held.id: session
        for session in plan
        if session.held and session.held.details != session.details
    }
    found: list[Release] = []
    altered = []
    for session in _with_something(moving):
        details = moving[session.pk].details
        if words := _why_no_room(session, moving[session.pk]):
            found.append(Release(session_id=session.pk, words=words))
            session.room = None
        session.activity_id, session.site_id = details.activity_id, details.site_id
        session.starts_at, session.ends_at = details.starts_at, details.ends_at
        if session.cancelled_at is None and not moving[session.pk].cancelled:
            altered.append(session)
    mine = [booking_of(session) for session in altered]
    gone = {session.held.id for session in plan if session.held and session.cancelled}
    return found + releases_among(mine, held_beside(mine, but=gone | moving.keys()))


def let_go(releases: Iterable[Release]) -> None:
    """Take rooms and workers from sessions."""
    rooms = [one.session_id for one in releases if one.worker_id is None]
    Session.objects.filter(pk__in=rooms).update(room=None)
    for one in releases:
        if one.worker_id is not None:
            SessionWorker.objects.filter(session=one.session_id, worker=one.worker_id).delete()


def free_workers(sessions: Sequence[int]) -> None:
    """Let the workers of sessions be nowhere, until `bind_workers`: times may change in turn."""
    SessionWorker.objects.filter(session__in=sessions, during__isnull=False).update(during=None)


def bind_workers(sessions: Sequence[int]) -> None:
    """Let the workers of sessions be where their sessions are: the database looks it up."""
    SessionWorker.objects.filter(session__in=sessions, during=None).update(session=F("session"))


def _with_something(moving: Mapping[int, PlannedSession]) -> list[Session]:
    workers = SessionWorker.objects.filter(session=OuterRef("pk"))
    return list(
        Session.objects.filter(Q(room__isnull=False) | Q(Exists(workers)), pk__in=moving)
        .select_related("activity", "site", "room")
        .prefetch_related(Prefetch("workers", SessionWorker.objects.select_related("worker")))
        .order_by("pk")
    )


def _why_no_room(session: Session, planned: PlannedSession) -> str:
    starts_at, ends_at = planned.details.starts_at, planned.details.ends_at
    if session.room is None:
        return ""
    if session.site_id != planned.details.site_id:
        return f"{session.room.name} is at another site"
    if ends_at is None or ends_at <= starts_at:
        return f"in {session.room.name} it would have to end after it starts"
    return ""
