"""Worries about children, and about adults who work with them.

Row-level security decides who reads these tables and their histories (migration 0001). Whoever
raises a worry does not read it afterwards, and an INSERT that returns anything would need that: so
keys come from us, and no column has a default in the database.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from flyingstart.daybook.enums import ConcernKind, StepKind
from flyingstart.kernel.api import tracked


@tracked
class Concern(models.Model):
    """What somebody saw or heard and could not keep to themselves; never changed.

    `person` is the public id of the one on record whom it is about, and `name` is what they were
    called: no reference, for a concern outlives the record, and whoever erases a record must not
    be stopped by what they may not see. `came_at` is when it reached us, where it was written
    without a network: until then nobody could read it.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=5, choices=ConcernKind)
    person = models.UUIDField(null=True)
    name = models.TextField()
    seen = models.TextField(blank=True, help_text="What was seen")
    said = models.TextField(blank=True, help_text="What was said, in their own words")
    danger_now = models.BooleanField(help_text="Whether somebody was in danger at that moment")
    told = models.TextField(blank=True, help_text="Who has been told")
    raised_by = models.UUIDField(help_text="The public id of who raised it")
    raised_by_name = models.TextField()
    raised_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ConcernKind.values), name="concern_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="concern_is_about_somebody"),
            models.CheckConstraint(
                condition=~Q(seen="") | ~Q(said=""), name="concern_says_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"


@tracked
class ConcernStep(models.Model):
    """What was done about a concern; the newest closing or reopening says how it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind)
    words = models.TextField()
    by_id = models.UUIDField(help_text="The public id of who did it")
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="concernstep_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="concernstep_says_what_was_done"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.concern_id}"


class ConcernReceipt(models.Model):
    """That somebody raised a concern, and when it was first read: all that they see of it."""

    concern_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=5, choices=ConcernKind)
    raised_by = models.UUIDField()
    raised_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-raised_at", "concern_id"]
        indexes = [models.Index(fields=["raised_by", "-raised_at"], name="receipt_by_raiser")]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__gte=models.F("raised_at")), name="receipt_is_read_once_raised"
            ),
        ]

    def __str__(self) -> str:
        return f"Receipt {self.concern_id}"
