"""Looks at records that somebody looked at a second time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.kernel.api import Record
from flyingstart.privacy.enums import LookKind, LookOutcome


class LookReview(Record):
    """What a review of one unusual look came to. `thing`: the family looked at; None for many."""

    kind = models.CharField(max_length=5, choices=LookKind)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    thing = models.UUIDField(null=True)
    outcome = models.CharField(max_length=7, choices=LookOutcome)
    words = models.TextField(blank=True)
    reviewed_by_name = models.CharField(max_length=200)
    reviewed_at = models.DateTimeField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "user", "day", "thing"],
                nulls_distinct=False,
                name="lookreview_once_a_look",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LookKind.values), name="lookreview_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=LookOutcome.values), name="lookreview_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
