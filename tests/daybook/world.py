"""Somebody raises a worry, somebody reads it; what the database shows to whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from flyingstart.accounts.api import User
from flyingstart.daybook.api import ConcernKind, raise_concern
from flyingstart.kernel.api import Actor, ActorKind, fetch
from flyingstart.kernel.middleware import ACTOR_SETTING

AT = dt.datetime(2026, 3, 6, 10, 0, tzinfo=dt.UTC)  # a Friday
TABLES = (
    *("daybook_concern", "daybook_concernevent"),
    *("daybook_concernstep", "daybook_concernstepevent"),
    "daybook_concernreceipt",
)


def actor(user: User) -> Actor:
    """Somebody, as operations take them."""
    user.refresh_from_db()
    return Actor(kind=ActorKind.USER, name=user.name, id=user.public_id)


@contextmanager
def seen_by(user: User | None) -> Iterator[Actor | None]:
    """What is read and written meanwhile is theirs, as in a request; None: nobody's."""
    by = actor(user) if user else None
    _tell(str(by.id) if by else "")
    try:
        yield by
    finally:
        _tell("")


def _tell(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [ACTOR_SETTING, value])


def raised_by(
    user: User, *, kind: ConcernKind = ConcernKind.CHILD, name: str = "Stan", at: dt.datetime = AT
) -> uuid.UUID:
    """The key of a worry that somebody raised."""
    key = uuid.uuid4()
    with seen_by(user) as by:
        raise_by(by, concern_id=key, kind=kind, name=name, at=at)
    return key


def raise_by(by: Actor | None, **changes: Any) -> None:
    """A worry about a child with a bruise, but for what is named."""
    words = {"concern_id": uuid.uuid4(), "kind": ConcernKind.CHILD, "name": "Stan"}
    rest = {"seen": "A bruise", "danger_now": False, "at": AT}
    raise_concern(**{**words, **rest, "by": by, **changes})


def rows_seen() -> list[int]:
    """How many rows of each of `TABLES` the database shows now, asked in plain SQL."""
    return [fetch(f"SELECT count(*) FROM {table}", [])[0][0] for table in TABLES]
