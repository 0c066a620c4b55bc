"""Writes what a file of attendances would do: a fixed number of statements, by `COPY`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

from flyingstart.activities.models import Headcount, Mark, Session
from flyingstart.activities.operations.bookings import wait_for_turn
from flyingstart.activities.operations.releases import (
    bind_workers,
    free_workers,
    let_go,
    releases_of,
)
from flyingstart.activities.queries.attendances import headcount_ids, mark_ids
from flyingstart.activities.rules.register import PlannedSession
from flyingstart.kernel.api import allocate_ids, copy_rows, update_rows

Key = tuple[int, Any]
OWN = ("activity_id", "site_id", "starts_at", "ends_at")


def write_plan(plan: Sequence[PlannedSession], *, source: str, at: dt.datetime) -> None:
    """Make and update sessions of a source, inside the transaction of the import.

    A session that is made has its register closed; the register of one held stays as it is, and a
    cancellation is never taken back. A mark that somebody made since the plan is updated.
    """
    held = sorted(session.held.id for session in plan if session.held)
    if held:
        wait_for_turn()
    _lock(held)
    ids = _write_sessions(plan, source, at)
    marks = (
        ((pk, person), (mark.family_id, mark.status, at))
        for pk, session in zip(ids, plan, strict=True)
        for person, mark in session.marks.items()
    )
    _write(
        Mark,
        ("session_id", "person_id"),
        ("family_id", "status", "marked_at"),
        mark_ids(held),
        marks,
    )
    heads = (
        ((pk, counter.value), (count, at))
        for pk, session in zip(ids, plan, strict=True)
        for counter, count in session.headcounts.items()
    )
    keys, values = ("session_id", "counted_by"), ("count", "counted_at")
    _write(Headcount, keys, values, headcount_ids(held), heads)


def _lock(held: Collection[int]) -> None:
    """Hold the sessions as those do who mark, so that nobody marks between reading and writing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM activities_session WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [list(held)],
        )


def _write_sessions(plan: Sequence[PlannedSession], source: str, at: dt.datetime) -> list[int]:
    """Write the sessions' own rows; returns their ids in the order of the plan."""
    fresh = iter(allocate_ids(Session, sum(session.held is None for session in plan)))
    ids = [session.held.id if session.held else next(fresh) for session in plan]
    pairs = list(zip(ids, plan, strict=True))
    copy_rows(
        Session,
        ["id", *OWN, "cancelled_at", "register_closed_at", "source", "ref"],
        (
            (pk, *session.details, at if session.cancelled else None, at, source, session.ref)
            for pk, session in pairs
            if session.held is None
        ),
    )
    cancelled = [p for p, s in pairs if s.held and s.cancelled and not s.held.cancelled]
    Session.objects.filter(pk__in=cancelled, cancelled_at=None).update(cancelled_at=at)
    _alter(plan)
    return ids


def _alter(plan: Sequence[PlannedSession]) -> None:
    """Change sessions' own rows; what their times take from others they let go of first."""
    altered = [
        (session.held.id, session)
        for session in plan
        if session.held and session.held.details != session.details
    ]
    if not altered:
        return
    ids = [pk for pk, _ in altered]
    let_go(releases_of(plan))
    free_workers(ids)
    update_rows(Session, ["id", *OWN], ((pk, *session.details) for pk, session in altered))
    bind_workers(ids)


def _write(
    model: type[models.Model],
    keys: Sequence[str],
    values: Sequence[str],
    held: Mapping[Key, int],
    rows: Iterable[tuple[Key, tuple[Any, ...]]],
) -> None:
    """Insert rows whose key is not held, update those whose key is."""
    updates: list[tuple[Any, ...]] = []

    def inserts() -> Iterable[tuple[Any, ...]]:
        for key, row in rows:
            if key in held:
                updates.append((held[key], *row))
            else:
                yield (*key, *row)

    copy_rows(model, [*keys, *values], inserts())
    if updates:
        update_rows(model, ["id", *values], updates)
