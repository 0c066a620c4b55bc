"""What sessions let go of when a file says that they were at other times: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flyingstart.activities.rules.clashes import Booking, clashes_among


@dataclass(frozen=True, kw_only=True)
class Release:
    """A session, by its internal id, that keeps its room (None) or a worker no longer; and why."""

    session_id: int
    worker_id: int | None = None
    words: str


def releases_among(mine: Sequence[Booking], held: Sequence[Booking]) -> list[Release]:
    """What each of `mine` lets go of so that nothing clashes; those held keep all they have.

    Of two of mine the one that begins later lets go, so what is let go of clashes with nobody.
    """
    if not clashes_among(mine, held):
        return []
    found: list[Release] = []
    settled = list(held)
    for booking in sorted(mine, key=lambda one: (one.occasion.starts_at, one.id or 0)):
        clashes = clashes_among([booking], settled)
        said = {(clash.what, clash.id): clash.words for clash in reversed(clashes)}
        left = booking
        for (what, key), words in sorted(said.items()):
            is_room = what == "room"
            found.append(
                Release(session_id=booking.id or 0, worker_id=None if is_room else key, words=words)
            )
            left = (
                replace(left, room=None)
                if is_room
                else replace(left, workers={k: v for k, v in left.workers.items() if k != key})
            )
        settled.append(left)
    return found
