"""Noting who opened what: gathered while a request is answered, written before it is sent.

The request's own transaction may be rolled back; that somebody looked stays on record all the
same, and so does that somebody was refused.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flyingstart.accounts.models import User
from flyingstart.accounts.operations.openings import Opening, record_openings
from flyingstart.kernel.api import Actor, ActorKind

FILE = "file"
"""The kind of what was taken away rather than opened."""

_gathered: ContextVar[list[Opening] | None] = ContextVar("gathered", default=None)


def log_opening(
    *, kind: str, public_id: uuid.UUID, user: User, allowed: bool, at: dt.datetime
) -> None:
    """Note that somebody opened a thing (`kind`, such as "family"), or was refused it.

    Within a request it is written once the request is answered, in a transaction of its own,
    before the answer leaves; elsewhere at once.
    """
    _note(Opening(user_id=user.pk, kind=kind, thing=public_id, allowed=allowed, at=at), user)


def log_download(*, what: str, rows: int, user: User, at: dt.datetime) -> None:
    """Note that somebody took a list away as a file: which (at most 100 letters), of how many rows.

    Written like `log_opening`.
    """
    opening = Opening(
        user_id=user.pk, kind=FILE, thing=None, allowed=True, at=at, detail=what, rows=rows
    )
    _note(opening, user)


def _note(opening: Opening, user: User) -> None:
    gathered = _gathered.get()
    if gathered is None:
        actor = Actor(kind=ActorKind.USER, name=str(user), id=user.public_id)
        record_openings(openings=[opening], by=actor, at=opening.at)
    elif not any(_same(opening, other) for other in gathered):
        gathered.append(opening)


@contextmanager
def gathering() -> Iterator[list[Opening]]:
    """Openings that are noted inside, each once."""
    openings: list[Opening] = []
    token = _gathered.set(openings)
    try:
        yield openings
    finally:
        _gathered.reset(token)


def _same(one: Opening, other: Opening) -> bool:
    return dataclasses.replace(one, at=other.at) == other
