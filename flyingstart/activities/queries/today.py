"""What waits for one worker: the sessions of a day, and registers that were left open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from flyingstart.accounts.api import Permission, User, scope_of
from flyingstart.activities.enums import MarkStatus, RegisterStep
from flyingstart.activities.models import (
    Headcount,
    Mark,
    RegisterEvent,
    Session,
    SessionWorker,
)
from flyingstart.activities.queries.late import over_before
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.kernel.api import clock


@dataclass(frozen=True, kw_only=True)
class SessionToday:
    """A session of a day, as one worker sees it.

    `is_mine`: leads or helps; `may_take`: may take its register. `marked` are people who were seen,
    `counted` heads.
    """

    session: Session
    is_mine: bool
    may_take: bool
    marked: int
    counted: int

    @property
    def is_to_take(self) -> bool:
        """Whether marks can be made at it now, by this worker."""
        return self.may_take and not (self.session.cancelled_at or self.session.register_closed_at)


@dataclass(frozen=True, kw_only=True)
class LateRegister:
    """A register that was left open. `lead` is a name, "" for none.

    `chased`: how often the lead was reminded, `chased_at` when last.
    """

    session: Session
    day: dt.date
    is_mine: bool
    may_take: bool
    lead: str
    chased: int
    chased_at: dt.datetime | None


def sessions_of_day(user: User, day: dt.date) -> list[SessionToday]:
    """The sessions of a London day that are a user's, or whose register they may take, in order
    of time. One query."""
    begins, ends = clock.london_midnight(day), clock.london_midnight(day + dt.timedelta(days=1))
    rows = (
        Session.objects.filter(starts_at__gte=begins, starts_at__lt=ends)
        .annotate(is_mine=_is_mine(user), may_take=_allowed(user, Permission.TAKE_REGISTERS))
        .filter(Q(is_mine=True) | Q(may_take=True))
        .annotate(marked=_marked(), counted=_counted())
        .select_related("activity", "site", "room")
        .order_by("starts_at", "pk")
    )
    return [
        SessionToday(
            session=row,
            is_mine=row.is_mine,
            may_take=row.may_take,
            marked=row.marked,
            counted=row.counted,
        )
        for row in rows
    ]


def late_registers(user: User, day: dt.date) -> list[LateRegister]:
    """Sessions of days before, not cancelled, whose register is open still.

    A user's own, and for those who plan sessions all in their places; their own come first, then
    those that wait longest. One query.
    """
    lead = SessionWorker.objects.filter(session=OuterRef("pk"), is_lead=True)
    reminders = RegisterEvent.objects.filter(session=OuterRef("pk"), step=RegisterStep.CHASED)
    told = reminders.order_by().values("session")
    rows = (
        over_before(clock.london_midnight(day))
        .annotate(is_mine=_is_mine(user), may_take=_allowed(user, Permission.TAKE_REGISTERS))
        .annotate(planned=_allowed(user, Permission.PLAN_SESSIONS))
        .filter(Q(is_mine=True) | Q(planned=True))
        .annotate(
            lead=Subquery(lead.values("worker__name")[:1]),
            chased=Coalesce(
                Subquery(told.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()
            ),
            chased_at=Subquery(told.annotate(last=Max("happened_at")).values("last")),
        )
        .select_related("activity", "site")
        .order_by("-is_mine", "starts_at", "pk")
    )
    return [
        LateRegister(
            session=row,
            day=clock.london_day(row.starts_at),
            is_mine=row.is_mine,
            may_take=row.may_take,
            lead=row.lead or "",
            chased=row.chased,
            chased_at=row.chased_at,
        )
        for row in rows
    ]


def _is_mine(user: User) -> Exists:
    return Exists(SessionWorker.objects.filter(session=OuterRef("pk"), worker=user))


def _allowed(user: User, permission: Permission) -> Exists | Value:
    scope = scope_of(user, permission)
    if scope.whole or scope.is_empty:
        return Value(scope.whole, output_field=BooleanField())
    return Exists(sessions_visible_to(user, permission).filter(pk=OuterRef("pk")))


def _marked() -> Coalesce:
    """Two records of one person are one."""
    came = Mark.objects.filter(session=OuterRef("pk"), status=MarkStatus.ATTENDED)
    one = Coalesce(F("person__merged_into"), F("person"))
    counted = came.order_by().values("session").annotate(n=Count(one, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())


def _counted() -> Coalesce:
    heads = Headcount.objects.filter(session=OuterRef("pk")).order_by().values("session")
    return Coalesce(
        Subquery(heads.annotate(n=Sum("count")).values("n")), 0, output_field=IntegerField()
    )
