"""What is offered, when and where, and who came."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from flyingstart.activities.enums import CountedBy, MarkStatus, Offer, Reaches
from flyingstart.kernel.api import Record, tracked


@tracked
class Activity(Record):
    """A kind of thing that is offered, from the authority's catalogue."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    aliases = ArrayField(models.CharField(max_length=200), default=list)
    reaches = models.CharField(max_length=8, choices=Reaches)
    offer = models.CharField(max_length=9, choices=Offer)
    age_from_months = models.PositiveSmallIntegerField(null=True)
    age_to_months = models.PositiveSmallIntegerField(null=True, help_text="First month too old")
    reference = models.CharField(
        max_length=300, blank=True, help_text="Where the authority's papers name it"
    )

    class Meta(Record.Meta):
        verbose_name_plural = "activities"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reaches__in=Reaches.values), name="activity_reaches_is_known"
            ),
            models.CheckConstraint(
                condition=Q(offer__in=Offer.values), name="activity_offer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(age_to_months__gt=F("age_from_months")), name="activity_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Session(Record):
    """One occasion of an activity. A session that was cancelled counts for nothing.

    `source` and `ref` say what another system calls it; both are blank for our own. A register
    that is closed without marks and headcounts says that nobody came.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sessions")
    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="sessions")
    room = models.ForeignKey(
        "places.Room", null=True, on_delete=models.PROTECT, related_name="sessions"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    register_closed_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=100, blank=True)
    ref = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["starts_at"], name="session_starts")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "ref"], condition=~Q(ref=""), name="session_ref_once_a_source"
            ),
            models.CheckConstraint(
                condition=Q(ref="") | ~Q(source=""), name="session_ref_has_a_source"
            ),
        ]


@tracked
class Mark(Record):
    """A person's place in a session, taken with one family.

    Only `attended` marks of sessions that were not cancelled are counted. Staff, volunteers and
    parents on duty get none. `marked_at` is when it was said: an older word never replaces a newer.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="marks")
    person = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="marks")
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="marks")
    status = models.CharField(max_length=14, choices=MarkStatus)
    marked_at = models.DateTimeField(db_default=Now())

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="mark_once_a_session"),
            models.CheckConstraint(
                condition=Q(status__in=MarkStatus.values), name="mark_status_is_known"
            ),
        ]


@tracked
class Headcount(Record):
    """People counted at a session without names, by us or by a partner."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="headcounts")
    counted_by = models.CharField(max_length=7, choices=CountedBy)
    count = models.PositiveIntegerField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["session", "counted_by"], name="headcount_one_each_counter"
            ),
            models.CheckConstraint(
                condition=Q(counted_by__in=CountedBy.values), name="headcount_counter_is_known"
            ),
        ]
