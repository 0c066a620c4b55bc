"""Who came: marks, headcounts, and the story of a register."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from flyingstart.activities.enums import CountedBy, MarkStatus, RegisterStep
from flyingstart.activities.models.sessions import Session
from flyingstart.kernel.api import Record, tracked


@tracked
class Mark(Record):
    """A person's place in a session, taken with one family.

    Only `attended` marks of sessions that were not cancelled are counted. Staff, volunteers and
    parents on duty get none. `marked_at` is when it was said: an older word never replaces a newer.
    A mark that was taken back is kept as the newest word, and shown nowhere.
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


class RegisterEntry(models.Model):
    """A word about a person's place as a tablet said it; once, however often it was sent.

    `id` and `said_at` were made on the tablet. Rows are only added: the mark holds what the
    newest of them says.
    """

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=14, choices=MarkStatus)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    said_by = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "register entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MarkStatus.values), name="registerentry_status_is_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


@tracked
class Headcount(Record):
    """People counted at a session without names, by us or by a partner.

    `counted_at` is when it was said: of two counts by one counter the one said later holds.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="headcounts")
    counted_by = models.CharField(max_length=7, choices=CountedBy)
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField(db_default=Now())

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["session", "counted_by"], name="headcount_one_each_counter"
            ),
            models.CheckConstraint(
                condition=Q(counted_by__in=CountedBy.values), name="headcount_counter_is_known"
            ),
        ]


class RegisterEvent(models.Model):
    """What became of a register, by whom, and for a reopening why. Rows are only added.

    `word` is the id that a tablet gave what it said without a network; `happened_at` is then when
    it was said. `reason` of a closing is the beginning of what went well.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="register_events")
    step = models.CharField(max_length=8, choices=RegisterStep)
    reason = models.CharField(max_length=300, blank=True)
    word = models.UUIDField(null=True, unique=True)
    said_by = models.CharField(max_length=200)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=RegisterStep.values), name="registerevent_step_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(step=RegisterStep.REOPENED) | ~Q(reason=""),
                name="registerevent_reopening_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.step}"


@tracked
class FamilyCode(Record):
    """A short code by which a family that wants one is found at the door; one in force each."""

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=12, unique=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(ended_at=None),
                name="familycode_one_in_force_a_family",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)
