"""What is planned: programmes, as drafted and as published, and the series in them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from flyingstart.activities.enums import Pattern, ProgrammeKind
from flyingstart.activities.models.catalogue import Activity
from flyingstart.kernel.api import Record, tracked


@tracked
class Programme(Record):
    """What a neighbourhood offers for a stretch of days: a term's programme, or a holiday's.

    Both days are included. Without a neighbourhood it is that of the whole authority.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=ProgrammeKind)
    neighbourhood = models.ForeignKey(
        "places.Area", null=True, on_delete=models.PROTECT, related_name="programmes"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(Record.Meta):
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood", "name"],
                name="programme_name_once_a_neighbourhood",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ProgrammeKind.values), name="programme_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Edition(Record):
    """A programme as it was published; never changed afterwards.

    `rows` are its sessions on that day, in their order, as plain values a reader of the paper
    would see: activity, site, room, starts_at, ends_at, ages, cost, language, note.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    rows = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)

    class Meta(Record.Meta):
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="edition_number_once_a_programme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}, edition {self.number}"


@tracked
class Series(Record):
    """A session that repeats: the same day of the week, place and time, on the days of a pattern.

    `weekday` is ISO's, Monday 1. Times are London's, so a session keeps its hour when the clocks
    change; it ends on the day it starts. Both days are included. `excluded` days are left out;
    so are bank holidays. `listed` series are shown to the public once their programme is published.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="series")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="series")
    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="series")
    room = models.ForeignKey(
        "places.Room", null=True, on_delete=models.PROTECT, related_name="series"
    )
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    first_on = models.DateField()
    last_on = models.DateField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    pattern = models.CharField(max_length=9, choices=Pattern, default=Pattern.TERM_TIME)
    excluded = ArrayField(models.DateField(), default=list)
    capacity = models.PositiveSmallIntegerField(null=True, help_text="Families; none: no limit")
    language = models.CharField(
        max_length=50, blank=True, help_text="Code of the language it is held in, if not English"
    )
    cost_pence = models.PositiveIntegerField(default=0, help_text="A family; 0: free")
    note = models.CharField(max_length=300, blank=True, help_text="What the public should know")
    listed = models.BooleanField(default=True)

    class Meta(Record.Meta):
        verbose_name_plural = "series"
        ordering = ["weekday", "starts", "site"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7)), name="series_weekday_is_1_to_7"
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="series_ends_the_day_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="series_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__range=(1, 13)), name="series_every_1_to_13_weeks"
            ),
            models.CheckConstraint(
                condition=Q(pattern__in=Pattern.values), name="series_pattern_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}, {self.site}"


@tracked
class SeriesWorker(Record):
    """Who is planned to lead a series, or to help; copied to each session as it is planned."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="workers")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="series_worked"
    )
    is_lead = models.BooleanField(default=False)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["series", "worker"], name="seriesworker_once_a_series"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(is_lead=True), name="seriesworker_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker}, {self.series}"
