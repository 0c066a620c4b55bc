"""Series and sessions of the timetable, as held: a fixed number of queries each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from flyingstart.activities.enums import MarkStatus, Pattern
from flyingstart.activities.models import (
    Headcount,
    Mark,
    Programme,
    RegisterEntry,
    RegisterEvent,
    Series,
    SeriesWorker,
    Session,
    SessionWorker,
)
from flyingstart.activities.timetable import SeriesDetails
from flyingstart.kernel.api import clock


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """A series of a programme with what its page shows: `sessions` stand, `cancelled` do not."""

    series: Series
    details: SeriesDetails
    lead: str
    workers: tuple[str, ...]
    sessions: int
    cancelled: int


@dataclass(frozen=True, kw_only=True)
class Register:
    """What a register says, for who is about to cancel its session."""

    people: int
    heads: int

    @property
    def is_empty(self) -> bool:
        """Whether nobody came, as far as is known."""
        return not self.people and not self.heads


def series_of(programme: Programme) -> QuerySet[Series]:
    """The series of a programme in the order of the week, with all that their rows show."""
    return (
        programme.series.select_related("activity", "site", "room")
        .prefetch_related(
            Prefetch("workers", SeriesWorker.objects.select_related("worker").order_by("pk"))
        )
        .order_by("weekday", "starts", "site__name", "pk")
    )


def details_of(series: Series) -> SeriesDetails:
    """What a series is; its workers had better be fetched."""
    staff = sorted((one.worker_id, one.is_lead) for one in series.workers.all())
    return SeriesDetails(
        activity_id=series.activity_id,
        site_id=series.site_id,
        room_id=series.room_id,
        weekday=series.weekday,
        starts=series.starts,
        ends=series.ends,
        first_on=series.first_on,
        last_on=series.last_on,
        every_weeks=series.every_weeks,
        pattern=Pattern(series.pattern),
        excluded=tuple(series.excluded),
        capacity=series.capacity,
        language=series.language,
        cost_pence=series.cost_pence,
        note=series.note,
        listed=series.listed,
        lead_id=next((worker for worker, is_lead in staff if is_lead), None),
        worker_ids=tuple(worker for worker, is_lead in staff if not is_lead),
    )


def grid_of(programme: Programme) -> list[GridRow]:
    """The rows of a programme's grid, in the order of the week. Two queries."""
    stands = Q(sessions__cancelled_at=None)
    found = series_of(programme).annotate(
        standing=Count("sessions", filter=stands), gone=Count("sessions", filter=~stands)
    )
    return [
        GridRow(
            series=series,
            details=details_of(series),
            lead=next((str(one.worker) for one in series.workers.all() if one.is_lead), ""),
            workers=tuple(str(one.worker) for one in series.workers.all() if not one.is_lead),
            sessions=series.standing,
            cancelled=series.gone,
        )
        for series in found
    ]


def sessions_between(
    first: dt.date,
    last: dt.date,
    *,
    neighbourhood_id: int | None = None,
    site_id: int | None = None,
) -> QuerySet[Session]:
    """Sessions that begin on London days from `first` to `last`, both included, by their times.

    With activity, site, neighbourhood, room, programme and workers (the lead first): two queries.
    Cancelled ones are among them.
    """
    found = with_workers(
        Session.objects.filter(
            starts_at__gte=clock.london_midnight(first),
            starts_at__lt=clock.london_midnight(last + dt.timedelta(days=1)),
        )
        .select_related("activity", "site__neighbourhood", "room__site", "series__programme")
        .defer("site__neighbourhood__geometry")
    ).order_by("starts_at", "site__name", "pk")
    if neighbourhood_id is not None:
        found = found.filter(site__neighbourhood=neighbourhood_id)
    return found if site_id is None else found.filter(site=site_id)


def with_workers(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """The same with their workers, the lead first. One query more."""
    return sessions.prefetch_related(
        Prefetch(
            "workers",
            SessionWorker.objects.select_related("worker").order_by("-is_lead", "worker__name"),
        )
    )


def sessions_of(series: Iterable[Series]) -> list[tuple[Session, bool]]:
    """All sessions of series, held until the transaction ends, with whether they have a register.

    A register is any word about anybody, taken back or not, any headcount, and any step of it.
    """
    held = Session.objects.filter(series__in=list(series)).order_by("pk")
    # Whoever is writing to a register is waited for; what they wrote is read afterwards.
    ids = list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    mine = {"session": OuterRef("pk")}
    said = (
        Q(Exists(Mark.objects.filter(**mine)))
        | Q(Exists(Headcount.objects.filter(**mine)))
        | Q(Exists(RegisterEntry.objects.filter(**mine)))
        | Q(Exists(RegisterEvent.objects.filter(**mine)))
    )
    found = (
        Session.objects.filter(pk__in=ids)
        .annotate(has_register=said)
        .select_related("activity", "site")
        .order_by("pk")
    )
    return [(session, session.has_register) for session in found]


def staff_by_session(sessions: Collection[int]) -> dict[int, frozenset[tuple[int, bool]]]:
    """Who works at sessions, with whether they lead; sessions without anybody are left out."""
    found: dict[int, set[tuple[int, bool]]] = {}
    rows = SessionWorker.objects.filter(session__in=sessions)
    for session, worker, is_lead in rows.values_list("session_id", "worker_id", "is_lead"):
        found.setdefault(session, set()).add((worker, is_lead))
    return {session: frozenset(staff) for session, staff in found.items()}


def register_of(session: Session) -> Register:
    """How many people are marked as present at a session, and how many heads were counted."""
    people = session.marks.filter(status=MarkStatus.ATTENDED).count()
    return Register(people=people, heads=sum(session.headcounts.values_list("count", flat=True)))


def cancelled_though_somebody_came() -> QuerySet[Session]:
    """Cancelled sessions at which people are marked as present or counted: somebody must decide.

    Nothing of them is counted.
    """
    came = Mark.objects.filter(session=OuterRef("pk"), status=MarkStatus.ATTENDED)
    counted = Headcount.objects.filter(session=OuterRef("pk"), count__gt=0)
    return (
        Session.objects.filter(Q(Exists(came)) | Q(Exists(counted)), cancelled_at__isnull=False)
        .select_related("activity", "site")
        .order_by("-starts_at", "pk")
    )
