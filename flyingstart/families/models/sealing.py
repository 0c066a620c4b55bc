"""Records that were sealed: a child was adopted, and the old record says nothing any more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.families.models.people import Person
from flyingstart.kernel.api import Record, tracked


@tracked
class SealedRecord(Record):
    """That a person's record was sealed, by whom and why; and what it said, in an envelope.

    `contents` is everything that was held, encrypted with the installation's secret. Nothing here
    or in it names the record that is begun for the child's new life, and nothing there names this.
    `opened_…`: the last time that somebody opened it; earlier ones are in its history.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    contents = models.BinaryField()
    evidence = models.TextField(help_text="What was seen: the adoption order, …")
    sealed_at = models.DateTimeField()
    sealed_by_name = models.CharField(max_length=200)
    opened_at = models.DateTimeField(null=True)
    opened_by_name = models.CharField(max_length=200, blank=True)
    opened_why = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(evidence=""), name="sealedrecord_says_what_was_seen"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by_name="", opened_why="")
                | (Q(opened_at__isnull=False) & ~Q(opened_by_name="") & ~Q(opened_why="")),
                name="sealedrecord_is_opened_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Sealed record {self.public_id}"
