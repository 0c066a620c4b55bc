"""Writing many sessions that are over, with their marks and headcounts, at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flyingstart.activities.models import (
    Headcount,
    Mark,
    Programme,
    Series,
    SeriesWorker,
    Session,
    SessionWorker,
)
from flyingstart.activities.operations.series import SERIES_FIELDS
from flyingstart.activities.timetable import ProgrammeDetails, SeriesDetails
from flyingstart.kernel.api import Actor, allocate_ids, copy_rows, operation

SESSION_COLUMNS = (
    *("id", "activity_id", "site_id", "room_id", "series_id", "planned_on", "starts_at", "ends_at"),
    *("capacity", "listed", "cancelled_at", "cancelled_because", "register_closed_at"),
    *("source", "ref"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PastProgramme:
    """A programme with the series that were in it."""

    details: ProgrammeDetails
    series: Sequence[SeriesDetails]


@dataclass(frozen=True, kw_only=True, slots=True)
class PastSession:
    """A session with all that is known of it: internal ids, aware times.

    One of a series names the day for which it was planned; `worker_ids` are who worked at it, the
    lead first. `marks` are `(person, family, status)`, one a person; `headcounts` are
    `(counter, count)`, one a counter. A register that is closed without either says that nobody
    came.
    """

    activity_id: int
    site_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    room_id: int | None = None
    series_id: int | None = None
    planned_on: dt.date | None = None
    capacity: int | None = None
    listed: bool = False
    worker_ids: Sequence[int] = ()
    cancelled_at: dt.datetime | None = None
    cancelled_because: str = ""
    register_closed_at: dt.datetime | None = None
    source: str = ""
    ref: str = ""
    marks: Sequence[tuple[int, int, str]] = ()
    headcounts: Sequence[tuple[str, int]] = ()


@operation
def record_programmes(
    *, programmes: Sequence[PastProgramme], by: Actor, at: dt.datetime
) -> list[list[int]]:
    """Add programmes with their series, without sessions; returns the internal ids of the series.

    Raises `django.db.IntegrityError` for what the database does not take.
    """
    made = Programme.objects.bulk_create(
        Programme(**dataclasses.asdict(past.details)) for past in programmes
    )
    pairs = list(zip(made, programmes, strict=True))
    series = [[_series(programme, details) for details in past.series] for programme, past in pairs]
    Series.objects.bulk_create(one for many in series for one in many)
    SeriesWorker.objects.bulk_create(
        SeriesWorker(series=one, worker_id=worker, is_lead=worker == details.lead_id)
        for many, past in zip(series, programmes, strict=True)
        for one, details in zip(many, past.series, strict=True)
        for worker in [details.lead_id, *details.worker_ids]
        if worker is not None
    )
    return [[one.pk for one in many] for many in series]


def _series(programme: Programme, details: SeriesDetails) -> Series:
    said = {name: getattr(details, name) for name in SERIES_FIELDS}
    return Series(programme=programme, **said | {"excluded": list(details.excluded)})


@operation
def record_sessions(*, sessions: Sequence[PastSession], by: Actor, at: dt.datetime) -> list[int]:
    """Add sessions with `COPY`; returns their internal ids, in their order.

    Raises `django.db.IntegrityError` when a ref is held, or a person or counter comes twice.
    """
    ids = allocate_ids(Session, len(sessions))
    pairs = list(zip(ids, sessions, strict=True))
    copy_rows(
        Session,
        SESSION_COLUMNS,
        ((pk, *(getattr(s, name) for name in SESSION_COLUMNS[1:])) for pk, s in pairs),
    )
    copy_rows(
        SessionWorker,
        ["session_id", "worker_id", "is_lead"],
        (
            (pk, worker, number == 0)
            for pk, session in pairs
            for number, worker in enumerate(session.worker_ids)
        ),
    )
    copy_rows(
        Mark,
        ["session_id", "person_id", "family_id", "status", "marked_at"],
        ((pk, *mark, at) for pk, session in pairs for mark in session.marks),
    )
    copy_rows(
        Headcount,
        ["session_id", "counted_by", "count"],
        ((pk, *heads) for pk, session in pairs for heads in session.headcounts),
    )
    return ids
