"""Planning sessions one by one: when, where, who works, and that it will not be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.errors import (
    PlanError,
    ReasonMissingError,
    RoomElsewhereError,
    SessionChangedError,
    SessionTimesError,
    WorkerError,
)
from flyingstart.activities.models import Session
from flyingstart.activities.operations.bookings import promised_once, wait_for_turn
from flyingstart.activities.operations.locking import begun, locked, not_cancelled
from flyingstart.activities.operations.series import write_staff
from flyingstart.activities.queries.series import staff_by_session
from flyingstart.activities.queries.workers import names_of, people_to_ask
from flyingstart.activities.rules.clashes import Booking
from flyingstart.activities.rules.series import capacity_fault, cost_fault, gone, note_fault
from flyingstart.activities.rules.shapes import staff_of
from flyingstart.activities.timetable import Fault, Occasion
from flyingstart.families.api import tidy
from flyingstart.kernel.api import Actor, operation

LONGEST = dt.timedelta(hours=12)
LONGEST_REASON = 300

Staff = frozenset[tuple[int, bool]]


@dataclass(frozen=True, kw_only=True)
class SessionDetails:
    """What a session is: internal ids, aware times; it may go on past midnight.

    The lead need not be among `worker_ids`. `listed` sessions are shown to the public at once.
    """

    activity_id: int
    site_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    room_id: int | None = None
    capacity: int | None = None
    language: str = ""
    cost_pence: int = 0
    note: str = ""
    listed: bool = False
    lead_id: int | None = None
    worker_ids: tuple[int, ...] = ()

    @property
    def staff(self) -> Staff:
        """Who works, with whether they lead."""
        return staff_of(self.lead_id, self.worker_ids)


OWN = (
    *("activity_id", "site_id", "room_id", "starts_at", "ends_at", "capacity", "language"),
    *("cost_pence", "note", "listed"),
)


@operation
def schedule_session(
    *, details: SessionDetails, once: bool = False, by: Actor, at: dt.datetime
) -> Session:
    """Plan one session that is of no series.

    `once`: one that stands already, in everything the same, is that one: a page was sent twice.
    Raises `SessionTimesError`, `RoomElsewhereError`, `WorkerError`, `PlanError` for other fields,
    and `ClashError`.
    """
    wait_for_turn()
    session = Session()
    _take(session, details)
    _check_staff(details.staff)
    twice = _just_so(session, details.staff) if once else None
    if twice is not None:
        return twice
    with promised_once(_bookings(session, details.staff)):
        session.save()
        write_staff({session.pk: details.staff})
    session.refresh_from_db()
    return session


@operation
def alter_session(
    *, session: Session, details: SessionDetails, by: Actor, at: dt.datetime
) -> Session:
    """Change what a session is, who works included; `session` as its reader saw it.

    One of a series stays in it, and planning the series leaves it alone from then on. Raises
    `SessionChangedError` when it was changed since, `SessionCancelledError`, what
    `schedule_session` raises, and `SessionNotBegunError` when people were marked as present or
    counted and the new day has not come. The same words change nothing, also when sent twice.
    """
    wait_for_turn()
    held = not_cancelled(session)
    before = _words(held)
    _take(held, details)
    if (_words(held), details.staff) == (before, _staff(held)):
        return held
    held = _seen(session)
    _take(held, details)
    if _has_been(held):
        begun(held, at)
    return _write(held, [name.removesuffix("_id") for name in OWN], details.staff)


@operation
def move_session(
    *,
    session: Session,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None,
    site_id: int,
    room_id: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Session:
    """Hold a session at another time, in another room or at another site; the rest stays.

    `session` as its reader saw it. Raises what `alter_session` does.
    """
    wait_for_turn()
    held = _seen(session)
    held.starts_at, held.ends_at, held.site_id, held.room_id = starts_at, ends_at, site_id, room_id
    _check_times(held)
    _check_room(held)
    if _has_been(held):
        begun(held, at)
    return _write(held, ["starts_at", "ends_at", "site", "room"], _staff(held))


@operation
def staff_session(
    *,
    session: Session,
    lead_id: int | None,
    worker_ids: Iterable[int] = (),
    by: Actor,
    at: dt.datetime,
) -> Session:
    """Say who works at one session; `session` as its reader saw it.

    Who is on it already may stay, also if they cannot sign in any more. Raises
    `SessionChangedError`, `SessionCancelledError`, `WorkerError` and `ClashError`.
    """
    wait_for_turn()
    held = _seen(session)
    return _write(held, [], staff_of(lead_id, worker_ids))


@operation
def cancel_session(*, session: Session, because: str, by: Actor, at: dt.datetime) -> Session:
    """Say that a session does not take place, and why; its room and workers are free.

    The public sees that it was cancelled. Nothing of it is counted; marks are kept. Cancelling it
    again changes nothing. Raises `ReasonMissingError`.
    """
    said = tidy(because)
    if not said:
        raise ReasonMissingError(_("Say why the session is cancelled."))
    if len(said) > LONGEST_REASON:
        words = _("A reason has at most %(most)s letters.") % {"most": LONGEST_REASON}
        raise ReasonMissingError(words)
    held = locked(session)
    if held.cancelled_at is None:
        held.cancelled_at, held.cancelled_because = at, said
        held.save(update_fields=["cancelled_at", "cancelled_because"])
        held.refresh_from_db()
    return held


@operation
def reinstate_session(*, session: Session, by: Actor, at: dt.datetime) -> Session:
    """Take a cancellation back. A session that stands changes nothing.

    Raises `ClashError` when its room or a worker was promised elsewhere in the meantime.
    """
    wait_for_turn()
    held = locked(session)
    if held.cancelled_at is None:
        return held
    with promised_once(_bookings(held, _staff(held))):
        held.cancelled_at, held.cancelled_because = None, ""
        held.save(update_fields=["cancelled_at", "cancelled_because"])
    held.refresh_from_db()
    return held


def _seen(session: Session) -> Session:
    """The locked session, as its reader saw it. Raises `SessionChangedError` and if cancelled."""
    held = not_cancelled(session)
    if held.version != session.version:
        raise SessionChangedError(_("Somebody changed this session in the meantime: look again."))
    return held


def _words(session: Session) -> dict[str, object]:
    """What a session says."""
    return {name: getattr(session, name) for name in OWN}


def _just_so(session: Session, staff: Staff) -> Session | None:
    """A session of no series that stands, says just this, and has these workers."""
    same = Session.objects.filter(series=None, cancelled_at=None, **_words(session))
    return next((one for one in same.order_by("pk") if _staff(one) == staff), None)


def _take(session: Session, details: SessionDetails) -> None:
    """Set what was said, if it can be."""
    for name in OWN:
        setattr(session, name, getattr(details, name))
    session.language, session.note = tidy(details.language), tidy(details.note)
    _check_times(session)
    _check_room(session)
    faults = [
        Fault(row=None, field=field, words=words)
        for field, words in (
            ("capacity", capacity_fault(session.capacity)),
            ("cost_pence", cost_fault(session.cost_pence)),
            ("note", note_fault(session.note)),
        )
        if words is not None
    ]
    if faults:
        raise PlanError(faults)


def _write(held: Session, fields: list[str], staff: Staff) -> Session:
    old = _staff(held)
    _check_staff(staff, already={worker for worker, _ in old})
    with promised_once(_bookings(held, staff)):
        if fields:
            held.save(update_fields=fields)
        elif staff != old:
            # Who reads the session's version learns that its workers changed.
            Session.objects.filter(pk=held.pk).update(note=F("note"))
        if staff != old:
            write_staff({held.pk: staff})
    held.refresh_from_db()
    return held


def _bookings(session: Session, staff: Staff) -> list[Booking]:
    names = names_of({worker for worker, _ in staff})
    return [
        Booking(
            id=session.pk,
            occasion=Occasion(
                activity=session.activity.name,
                site=session.site.name,
                starts_at=session.starts_at,
                ends_at=session.ends_at or session.starts_at,
                public_id=session.public_id if session.pk else None,
            ),
            room=None if session.room is None else (session.room.pk, session.room.name),
            workers={worker: names[worker] for worker, _ in staff},
        )
    ]


def _staff(session: Session) -> Staff:
    return staff_by_session([session.pk]).get(session.pk, frozenset())


def _check_staff(staff: Staff, already: Iterable[int] = ()) -> None:
    asked = {worker for worker, _ in staff} - set(already)
    may = set(people_to_ask().filter(pk__in=asked).values_list("pk", flat=True))
    if lost := sorted(asked - may):
        names = names_of(lost)
        raise WorkerError(" ".join(gone(names.get(worker)) for worker in lost))


def _check_times(session: Session) -> None:
    starts_at, ends_at = session.starts_at, session.ends_at or session.starts_at
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise SessionTimesError(_("Times of a session need an offset."))
    if ends_at < starts_at:
        raise SessionTimesError(_("The session ends before it starts."))
    if ends_at - starts_at > LONGEST:
        raise SessionTimesError(_("A session lasts at most 12 hours."))


def _check_room(session: Session) -> None:
    if session.room is None:
        return
    if session.room.site_id != session.site_id:
        said = {"room": session.room, "site": session.site}
        raise RoomElsewhereError(_("%(room)s is not at %(site)s.") % said)
    if session.ends_at is None or session.ends_at == session.starts_at:
        raise SessionTimesError(_("A session in a room of its own says when it ends."))


def _has_been(session: Session) -> bool:
    if session.register_closed_at or session.headcounts.exists():
        return True
    places = (MarkStatus.CANCELLED, MarkStatus.TAKEN_BACK)
    return session.marks.exclude(status__in=places).exists()
