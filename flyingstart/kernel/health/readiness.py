"""Whether this process can do its work: asked by monitoring, told without personal data."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import DatabaseError

from flyingstart.kernel.migrating import pending_migrations

NOT_REACHABLE, NOT_UP_TO_DATE, STUCK = (
    "database not reachable",
    "tables not up to date",
    "queue stuck",
)
# Anybody may ask, as often as they like; the answer costs something.
KEPT_SECONDS = 5.0


@dataclass
class _Answer:
    """What was found last, and until when it holds."""

    words: str = ""
    until: float = 0.0


_last = _Answer()


def why_not_ready() -> str:
    """The first thing that is missing; blank when nothing is."""
    if time.monotonic() >= _last.until:
        _last.words = _examined()
        _last.until = time.monotonic() + KEPT_SECONDS
    return _last.words


def forget() -> None:
    """Ask anew next time."""
    _last.until = 0.0


def _examined() -> str:
    # Its tables are Django's, which is not ready when this is imported.
    from flyingstart.kernel.health.queue import late_jobs

    try:
        if pending_migrations():
            return NOT_UP_TO_DATE
        return STUCK if late_jobs().exists() else ""
    except DatabaseError:
        return NOT_REACHABLE
