"""Two records of one person: joined by a pointer, parted again, or said to be two people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from flyingstart.families.models.people import Family, Person
from flyingstart.kernel.api import Record, tracked


@tracked
class Merge(Record):
    """That one record was joined to another, by whom and why; and that it was parted again.

    Exactly one pair is named: two people, or two families. A merge of families joins their people
    in merges of their own, which name it as their `whole`.
    """

    kept_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    merged_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="merges"
    )
    kept_family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="+")
    merged_family = models.ForeignKey(
        Family, null=True, on_delete=models.PROTECT, related_name="merges"
    )
    whole = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="pieces")
    reason = models.TextField()
    merged_at = models.DateTimeField()
    merged_by_name = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=200, blank=True)
    undone_why = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kept_person__isnull=False,
                    merged_person__isnull=False,
                    kept_family=None,
                    merged_family=None,
                )
                | Q(
                    kept_person=None,
                    merged_person=None,
                    kept_family__isnull=False,
                    merged_family__isnull=False,
                ),
                name="merge_of_two_people_or_two_families",
            ),
            models.CheckConstraint(
                condition=~Q(kept_person=F("merged_person")) & ~Q(kept_family=F("merged_family")),
                name="merge_joins_two",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by_name="", undone_why="")
                | (Q(undone_at__isnull=False) & ~Q(undone_by_name="") & ~Q(undone_why="")),
                name="merge_is_undone_by_somebody_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["merged_person"],
                condition=Q(undone_at=None),
                name="merge_of_a_person_once",
            ),
            models.UniqueConstraint(
                fields=["merged_family"],
                condition=Q(undone_at=None),
                name="merge_of_a_family_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.public_id}"


@tracked
class Distinct(Record):
    """That two records which look alike are two people, twins for one; `first` has the lower id."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    said_at = models.DateTimeField()
    said_by_name = models.CharField(max_length=200)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="distinct_said_once"),
        ]

    def __str__(self) -> str:
        return f"Distinct {self.public_id}"
