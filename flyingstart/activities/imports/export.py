"""What is held, in the layout of the import: imported again, it changes nothing."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from flyingstart.activities.enums import CountedBy, MarkStatus
from flyingstart.activities.models import Headcount, Session
from flyingstart.activities.queries.attendances import marks_of
from flyingstart.families.api import family_refs, person_refs
from flyingstart.kernel.api import ImportOptions, clock

BATCH = 2_000
"""Sessions read at a time, with their marks."""

SOURCE = ImportOptions().source
"""References of this source are written as they are; everything else by its public id."""

Line = dict[str, str]


def attendance_rows(now: dt.datetime) -> Iterator[Line]:
    """Every session begun by `now` of which something is known, in the order of time.

    A session to come, or one whose register is open and empty, has nothing that a file of
    attendances could say.
    """
    sessions = (
        Session.objects.filter(starts_at__lte=now)
        .select_related("activity", "site")
        .order_by("starts_at", "pk")
        .iterator(chunk_size=BATCH)
    )
    while batch := list(itertools.islice(sessions, BATCH)):
        yield from _batch_rows(batch)


def _batch_rows(sessions: Sequence[Session]) -> Iterator[Line]:
    ids = [session.pk for session in sessions]
    marks = defaultdict(list)
    for (of_session, person), mark in sorted(marks_of(ids).items()):
        if mark.status != MarkStatus.TAKEN_BACK:
            marks[of_session].append((person, mark))
    heads = defaultdict(list)
    for headcount in Headcount.objects.filter(session__in=ids).order_by("session", "counted_by"):
        heads[headcount.session_id].append(headcount)
    people = person_refs(SOURCE, {person for many in marks.values() for person, _ in many})
    families = family_refs(SOURCE, {mark.family_id for many in marks.values() for _, mark in many})
    for session in sessions:
        line = _session_line(session)
        for person, mark in marks[session.pk]:
            if person not in people:
                continue  # their record is sealed
            yield line | {
                "person_ref": people[person],
                "family_ref": families[mark.family_id],
                "status": mark.status,
            }
        for headcount in heads[session.pk]:
            yield line | _heads_line(headcount.count, headcount.counted_by)
        if session.cancelled_at:
            yield line | {"status": MarkStatus.CANCELLED.value}
        elif session.register_closed_at and not marks[session.pk] and not heads[session.pk]:
            yield line | _heads_line(0, CountedBy.US.value)


def _session_line(session: Session) -> Line:
    ours = session.source == SOURCE and session.ref
    return {
        "session_ref": session.ref if ours else str(session.public_id),
        "activity": session.activity.name,
        "site": str(session.site.name),
        "starts_at": _written(session.starts_at),
        "ends_at": _written(session.ends_at) if session.ends_at else "",
    }


def _heads_line(count: int, counted_by: str) -> Line:
    status = MarkStatus.ATTENDED.value
    return {"status": status, "headcount": str(count), "counted_by": counted_by}


def _written(instant: dt.datetime) -> str:
    """London's time with its offset, so that the hour that comes twice stays what it was."""
    return instant.astimezone(clock.LONDON).isoformat(sep=" ", timespec="seconds")
