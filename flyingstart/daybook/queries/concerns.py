"""Reads about worries. The database shows a row only to those whose role reads it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, QuerySet, Subquery

from flyingstart.accounts.api import Grant, Permission, User, may, roles_with
from flyingstart.activities.api import bank_holidays
from flyingstart.daybook.clocks import working_days_on
from flyingstart.daybook.enums import ConcernKind, DutyKey, StepKind
from flyingstart.daybook.models import Concern, ConcernReceipt, ConcernStep, Duty
from flyingstart.kernel.api import clock
from flyingstart.places.api import Authority

READ_WITH = {
    ConcernKind.CHILD: Permission.LEAD_SAFEGUARDING,
    ConcernKind.ADULT: Permission.SEE_ALLEGATIONS,
}
# Long enough for any holidays in a row.
AHEAD = dt.timedelta(days=30)


def kinds_read_by(user: User | AnonymousUser) -> list[ConcernKind]:
    """The kinds of worries that somebody reads; most people read none."""
    return [kind for kind, permission in READ_WITH.items() if may(user, permission)]


def concerns_visible_to(user: User | AnonymousUser) -> QuerySet[Concern]:
    """The worries that somebody reads, the newest first, each with `standing`.

    `standing` is the newest closing or reopening; None: still open.
    """
    turns = ConcernStep.objects.filter(concern=OuterRef("pk")).exclude(kind=StepKind.DONE)
    newest = turns.order_by("-at", "-id").values("kind")[:1]
    return Concern.objects.filter(kind__in=kinds_read_by(user)).annotate(standing=Subquery(newest))


def is_closed(concern: Concern) -> bool:
    """Whether a worry of `concerns_visible_to` is closed."""
    return getattr(concern, "standing", None) == StepKind.CLOSED


def receipts_of(public_id: uuid.UUID) -> QuerySet[ConcernReceipt]:
    """That somebody raised worries, the newest first: no words of them."""
    return ConcernReceipt.objects.filter(raised_by=public_id)


def readers_of(kind: ConcernKind, day: dt.date) -> QuerySet[User]:
    """Who reads worries of a kind on a day."""
    grants = Grant.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day),
        starts_on__lte=day,
        role_name__in=roles_with(READ_WITH[kind]),
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("pk")


def duty_on(key: DutyKey, day: dt.date) -> Duty | None:
    """Whom the council says to tell on a day; None where its pack does not say."""
    return Duty.objects.filter(key=key, starts_on__lte=day).order_by("-starts_on").first()


def officer_due(concern: Concern) -> dt.date | None:
    """The last day to tell the officer for allegations; None where no clock runs."""
    if concern.kind != ConcernKind.ADULT:
        return None
    day = clock.london_day(concern.raised_at)
    duty = duty_on(DutyKey.OFFICER, day)
    if duty is None or duty.working_days is None:
        return None
    code = Authority.objects.values_list("code", flat=True).first() or ""
    return working_days_on(day, duty.working_days, bank_holidays(code[:1], day, day + AHEAD).keys())
