"""When and where: sessions and who works at them."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from flyingstart.activities.models.catalogue import Activity
from flyingstart.activities.models.timetable import Series
from flyingstart.kernel.api import Record, tracked


class TimeRange(Func):
    """From one moment up to, without, another."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


@tracked
class Session(Record):
    """One occasion of an activity. A session that was cancelled counts for nothing.

    `source` and `ref` say what another system calls it; both are blank for our own. A register
    that is closed without marks and headcounts says that nobody came. A session of a series keeps
    the day for which it was planned, wherever it is moved. `listed` sessions are shown to the
    public. Times of sessions in one room do not overlap; the check can be put off to the end of a
    transaction that changes many.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sessions")
    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="sessions")
    room = models.ForeignKey(
        "places.Room", null=True, on_delete=models.PROTECT, related_name="sessions"
    )
    series = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="sessions")
    planned_on = models.DateField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    capacity = models.PositiveSmallIntegerField(null=True, help_text="Families; none: no limit")
    language = models.CharField(max_length=50, blank=True, db_default="")
    cost_pence = models.PositiveIntegerField(default=0, db_default=0, help_text="A family; 0: free")
    note = models.CharField(max_length=300, blank=True, db_default="")
    listed = models.BooleanField(default=False, db_default=False)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True, db_default="")
    register_closed_at = models.DateTimeField(null=True)
    went_well = models.TextField(
        blank=True, db_default="", help_text="What whoever closed the register wants remembered"
    )
    source = models.CharField(max_length=100, blank=True)
    ref = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes = [
            models.Index(fields=["starts_at"], name="session_starts"),
            models.Index(fields=["site", "starts_at"], name="session_site_starts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "ref"], condition=~Q(ref=""), name="session_ref_once_a_source"
            ),
            models.CheckConstraint(
                condition=Q(ref="") | ~Q(source=""), name="session_ref_has_a_source"
            ),
            models.UniqueConstraint(
                fields=["series", "planned_on"], name="session_once_a_day_of_its_series"
            ),
            models.CheckConstraint(
                condition=Q(series=None, planned_on=None)
                | Q(series__isnull=False, planned_on__isnull=False),
                name="session_of_a_series_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(room=None) | Q(ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_with_a_room_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="session_room_once_at_a_time",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (
                        TimeRange("starts_at", "ends_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(room__isnull=False, cancelled_at=None),
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="take_workers_along",
                operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]  # has no types
                    "starts_at", "ends_at", "cancelled_at"
                ),
                when=pgtrigger.After,
                condition=pgtrigger.AnyChange("starts_at", "ends_at", "cancelled_at"),
                func="""
                UPDATE activities_sessionworker SET during = CASE
                    WHEN NEW.cancelled_at IS NULL AND NEW.ends_at > NEW.starts_at
                    THEN tstzrange(NEW.starts_at, NEW.ends_at) END
                WHERE session_id = NEW.id;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}, {self.site}, {self.starts_at:%Y-%m-%d %H:%M}"


@tracked
class SessionWorker(Record):
    """Who leads a session, or helps at it. Nobody is at two at one time.

    The database itself keeps `during` equal to the session's times; it is none while the session
    is cancelled or has no end.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="workers")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sessions_worked"
    )
    is_lead = models.BooleanField(default=False)
    during = DateTimeRangeField(null=True, editable=False)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["session", "worker"], name="sessionworker_once_a_session"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(is_lead=True), name="sessionworker_one_lead"
            ),
            ExclusionConstraint(
                name="sessionworker_in_one_place",
                expressions=[
                    ("worker", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(during__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="take_times_of_session",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("session_id"),  # type: ignore[no-untyped-call]  # as above
                when=pgtrigger.Before,
                func="""
                SELECT CASE WHEN s.cancelled_at IS NULL AND s.ends_at > s.starts_at
                            THEN tstzrange(s.starts_at, s.ends_at) END
                INTO NEW.during FROM activities_session s WHERE s.id = NEW.session_id;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker}, {self.session}"
