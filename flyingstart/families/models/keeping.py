"""What colleagues keep about a family: where it is looked after, notes, warnings, a pause."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from flyingstart.families.enums import Sight
from flyingstart.families.models.people import Family, Person
from flyingstart.families.visibility import ScopedQuerySet
from flyingstart.kernel.api import Record, tracked


@tracked
class FamilyPlace(Record):
    """A neighbourhood, perhaps a site in it, that looks after a family besides where it lives.

    Colleagues there see the family: it was welcomed there, or was shared with them, for a reason.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="places")
    neighbourhood = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="familyplace_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["family", "neighbourhood", "site"],
                condition=Q(ends_on=None),
                nulls_distinct=False,
                name="familyplace_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} at {self.site or self.neighbourhood}"


@tracked
class Note(Record):
    """What somebody wrote about a family, or about one person of it. Corrected by a later note."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    written_by = models.UUIDField(null=True, help_text="Public id of who wrote; none: no user")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    objects = ScopedQuerySet["Note"].as_manager()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        return f"Note {self.public_id}"


@tracked
class WarningNote(Record):
    """Something colleagues must know before they meet a family, looked at again by a day.

    `sight` says who reads it: everyone who may open the family, or those who work with it.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="warnings")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="warnings")
    text = models.TextField()
    sight = models.CharField(max_length=8, choices=Sight)
    review_on = models.DateField()
    written_by = models.UUIDField(null=True, help_text="Public id of who wrote; none: no user")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    objects = ScopedQuerySet["WarningNote"].as_manager()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="warningnote_says_something"),
            models.CheckConstraint(
                condition=Q(sight__in=Sight.values), name="warningnote_sight_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="")
                | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="warningnote_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Warning {self.public_id}"


@tracked
class MessagePause(Record):
    """Nothing is sent to anybody of a family until a named worker resumes: after a death, a loss.

    The reason is never shown in lists or messages.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="message_pauses")
    reason = models.TextField()
    started_at = models.DateTimeField()
    started_by_name = models.CharField(max_length=200)
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.UUIDField(null=True, help_text="Public id of the worker who resumed")
    resumed_by_name = models.CharField(max_length=200, blank=True)
    resumed_why = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["family"], condition=Q(resumed_at=None), name="messagepause_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(resumed_at=None, resumed_by=None, resumed_by_name="", resumed_why="")
                | (
                    Q(resumed_at__isnull=False, resumed_by__isnull=False)
                    & ~Q(resumed_by_name="")
                    & ~Q(resumed_why="")
                ),
                name="messagepause_is_resumed_by_a_named_worker",
            ),
        ]

    def __str__(self) -> str:
        return f"Pause {self.public_id}"
