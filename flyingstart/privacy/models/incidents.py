"""What went wrong, and who complained."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from flyingstart.kernel.api import Record, tracked
from flyingstart.privacy.enums import BreachKind, Risk


@tracked
class Breach(Record):
    """A breach of personal data. `known_at` starts 72 hours, unless harm is unlikely.

    `what` says what happened without naming families.
    """

    what = models.TextField()
    kind = models.CharField(max_length=7, choices=BreachKind)
    known_at = models.DateTimeField()
    told_by = models.TextField(blank=True)
    people_count = models.PositiveIntegerField(null=True)
    contained = models.TextField(blank=True, help_text="What was done at once")
    risk = models.CharField(max_length=8, choices=Risk, blank=True)
    risk_why = models.TextField(blank=True)
    regulator_at = models.DateTimeField(null=True, help_text="When the regulator was told")
    late_why = models.TextField(blank=True)
    people_told_at = models.DateTimeField(null=True)
    people_told_how = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    lessons = models.TextField(blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "breaches"
        ordering = ["-known_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="breach_says_what_happened"),
            models.CheckConstraint(
                condition=Q(kind__in=BreachKind.values), name="breach_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(risk="", risk_why="") | (Q(risk__in=Risk.values) & ~Q(risk_why="")),
                name="breach_risk_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(regulator_at__gte=F("known_at")), name="breach_is_told_once_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(risk="unlikely")
                | (Q(risk="likely", regulator_at__isnull=False))
                | (Q(risk="high", regulator_at__isnull=False, people_told_at__isnull=False)),
                name="breach_is_closed_when_all_were_told",
            ),
        ]

    def __str__(self) -> str:
        return f"Breach {self.public_id}"


@tracked
class Complaint(Record):
    """A complaint about how data was used: acknowledged within 30 days, answered without delay."""

    from_name = models.TextField()
    reach = models.TextField(blank=True, help_text="Where the answer goes")
    person = models.ForeignKey(
        "families.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField()
    received_on = models.DateField()
    acknowledged_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)

    class Meta(Record.Meta):
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_name="") & ~Q(words=""), name="complaint_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__gte=F("received_on")),
                name="complaint_is_acknowledged_once_received",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, outcome="")
                | (Q(answered_on__gte=F("received_on")) & ~Q(outcome="")),
                name="complaint_is_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Complaint {self.public_id}"
