"""Rooms and workers are promised once: who plans takes turns, and clashes are told in words.

All clashes are looked for before anything is written. The database refuses what slips through,
such as a write that did not wait for its turn, and that is told in the same words.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from flyingstart.activities.errors import ClashError, SessionChangedError
from flyingstart.activities.models import Session
from flyingstart.activities.queries.bookings import sessions_taking_up
from flyingstart.activities.rules.clashes import Booking, clashes_among
from flyingstart.activities.timetable import Clash, Occasion

ONCE = ("session_room_once_at_a_time", "sessionworker_in_one_place")
_TURN = zlib.crc32(b"activities.timetable")


def wait_for_turn() -> None:
    """One plan is written at a time; held until the transaction ends. Comes before other locks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def find_clashes(mine: Sequence[Booking], *, but: Collection[int] = ()) -> list[Clash]:
    """The clashes of bookings with each other and with sessions held, those of `but` left out."""
    return clashes_among(mine, held_beside(mine, but=but))


def held_beside(mine: Sequence[Booking], *, but: Collection[int]) -> list[Booking]:
    """Sessions held that use rooms or workers of bookings while these last; `but` as above."""
    lasting = [one for one in mine if one.occasion.ends_at > one.occasion.starts_at]
    if not lasting:
        return []
    held = sessions_taking_up(
        rooms={one.room[0] for one in lasting if one.room},
        workers={worker for one in lasting for worker in one.workers},
        starts_at=min(one.occasion.starts_at for one in lasting),
        ends_at=max(one.occasion.ends_at for one in lasting),
        but={*but, *(one.id for one in mine if one.id is not None)},
    )
    return [booking_of(session) for session in held]


def booking_of(session: Session) -> Booking:
    """What a session takes up; without an end, nothing."""
    return Booking(
        id=session.pk,
        occasion=Occasion(
            activity=session.activity.name,
            site=session.site.name,
            starts_at=session.starts_at,
            ends_at=session.ends_at or session.starts_at,
            public_id=session.public_id,
        ),
        room=None if session.room is None else (session.room.pk, session.room.name),
        workers={one.worker_id: str(one.worker) for one in session.workers.all()},
    )


@contextmanager
def promised_once(mine: Sequence[Booking], *, but: Collection[int] = ()) -> Iterator[None]:
    """Write bookings inside: refused when they clash, before or after.

    Promises are looked at when all is written, so two rows may swap rooms. Raises `ClashError`.
    """
    if clashes := find_clashes(mine, but=but):
        raise ClashError(clashes)
    try:
        with transaction.atomic(), put_off():
            yield
    except IntegrityError as fault:
        if not any(name in str(fault) for name in ONCE):
            raise
        # Whoever was quicker has committed by now.
        if clashes := find_clashes(mine, but=but):
            raise ClashError(clashes) from fault
        raise SessionChangedError(
            _("A room or a colleague was taken in the meantime: look again.")
        ) from fault


@contextmanager
def put_off() -> Iterator[None]:
    """Let the database look at its promises about rooms and workers at the end of this.

    COPY and bulk updates of the kernel bring the look forward to themselves: before them all that
    gives way has given way.
    """
    with connection.cursor() as cursor:
        # As for the kernel's bulk writes: many rows are many triggers, each of which would look
        # through all that waits for the transaction's end.
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {', '.join(ONCE)} DEFERRED")
        yield
        cursor.execute(f"SET CONSTRAINTS {', '.join(ONCE)} IMMEDIATE")
