"""Registers that were left open, and who is to be reminded of them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from flyingstart.activities.enums import RegisterStep
from flyingstart.activities.models import RegisterEvent, Session, SessionWorker
from flyingstart.kernel.api import clock

# Who did not answer three letters is asked by a person.
MOST_REMINDERS = 3


def still_open() -> QuerySet[Session]:
    """Sessions that were not cancelled and whose register is open."""
    return Session.objects.filter(cancelled_at=None, register_closed_at=None)


def over_before(moment: dt.datetime) -> QuerySet[Session]:
    """Those of them that were over before a moment."""
    return (
        still_open().annotate(over_at=Coalesce("ends_at", "starts_at")).filter(over_at__lt=moment)
    )


def due_for_a_reminder(waits: dt.timedelta, at: dt.datetime) -> list[tuple[Session, uuid.UUID]]:
    """Sessions of our own whose lead is to be reminded now, and the public id of that lead.

    Over for longer than `waits`, not reopened since, told of less than three times; the lead can
    sign in, and was not written to on this London day. The oldest first. One query.
    """
    midnight = clock.london_midnight(clock.london_day(at))
    led = SessionWorker.objects.filter(session=OuterRef("pk"), is_lead=True, worker__is_active=True)
    told = RegisterEvent.objects.filter(step=RegisterStep.CHASED)
    told_of_it = told.filter(session=OuterRef("pk")).order_by().values("session")
    told_today = told.filter(
        happened_at__gte=midnight,
        session__workers__is_lead=True,
        session__workers__worker=OuterRef("lead"),
    )
    reopened = RegisterEvent.objects.filter(
        session=OuterRef("pk"), step=RegisterStep.REOPENED, happened_at__gt=at - waits
    )
    rows = (
        over_before(at - waits)
        .filter(source="")
        .annotate(
            lead=Subquery(led.values("worker")),
            lead_public_id=Subquery(led.values("worker__public_id")),
            told=Coalesce(
                Subquery(told_of_it.annotate(n=Count("pk")).values("n")),
                0,
                output_field=IntegerField(),
            ),
        )
        .filter(~Exists(told_today), ~Exists(reopened), lead__isnull=False)
        .filter(told__lt=MOST_REMINDERS)
        .order_by("starts_at", "pk")
    )
    return [(row, row.lead_public_id) for row in rows]


def told_of_on(lead: uuid.UUID, day: dt.date) -> list[Session]:
    """The sessions of a lead of which a letter of this day tells, still open; the oldest first."""
    begins, ends = clock.london_midnight(day), clock.london_midnight(day + dt.timedelta(days=1))
    told = RegisterEvent.objects.filter(
        session=OuterRef("pk"),
        step=RegisterStep.CHASED,
        happened_at__gte=begins,
        happened_at__lt=ends,
    )
    led = SessionWorker.objects.filter(session=OuterRef("pk"), is_lead=True, worker__public_id=lead)
    rows = still_open().filter(Exists(told), Exists(led)).select_related("activity", "site")
    return list(rows.order_by("starts_at", "pk"))
