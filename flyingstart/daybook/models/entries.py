"""The day book: what happened at a site on a day, each version of it, and who signed which."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from flyingstart.daybook.enums import EntryKind, SignedHow, Signs
from flyingstart.kernel.api import Record, tracked


class CheckPoint(Record):
    """What is looked at before a site opens, from the authority's list, in its order.

    `is_offered`: it is on the list still. What was answered stays whatever the list says.
    """

    code = models.SlugField(unique=True)
    words = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    class Meta(Record.Meta):
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.words


@tracked
class DayEntry(Record):
    """One thing in the day book of a site; what it says is in its versions.

    `submission` is of the form: sent twice, written once. `left_at` is of visitors alone.
    """

    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="day_entries")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    left_at = models.DateTimeField(null=True)
    submission = models.UUIDField(unique=True)

    class Meta(Record.Meta):
        verbose_name_plural = "day entries"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["site", "day"], name="dayentry_by_site")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values), name="dayentry_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(kind=EntryKind.VISITOR),
                name="dayentry_visitors_leave",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


@tracked
class EntryVersion(Record):
    """What an entry says; a correction is one more, with its reason, and no row is changed.

    `person` is who it is about where they are registered, `called` how they were called then.
    `points` are the answers of an opening check: `{"words", "fine", "note"}` each. `missing` are
    the public ids of those who were not ticked at a roll call: names are read when it is shown.
    `came_at` is when it reached us, where it was written without a network.
    """

    entry = models.ForeignKey(DayEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    happened_at = models.DateTimeField()
    person = models.ForeignKey(
        "families.Person", null=True, on_delete=models.PROTECT, related_name="day_entries"
    )
    called = models.TextField(blank=True)
    happened = models.TextField(blank=True, help_text="What happened")
    done = models.TextField(blank=True, help_text="What was done")
    witnesses = models.TextField(blank=True, help_text="Who saw it")
    told = models.TextField(blank=True, help_text="Who was told")
    points = models.JSONField(default=list, blank=True)
    missing = ArrayField(models.UUIDField(), default=list)
    why = models.TextField(blank=True, help_text="Why it was corrected")
    written_by = models.UUIDField(help_text="The public id of who wrote it")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entryversion_once_a_number"),
            models.CheckConstraint(
                condition=Q(number=1, why="") | (Q(number__gt=1) & ~Q(why="")),
                name="entryversion_correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(happened_at__lte=F("written_at")), name="entryversion_is_not_to_come"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"


@tracked
class DaySignature(Record):
    """That somebody read a version of an entry and put their name to it: to that one, no other.

    An adult signs on the screen or on paper, and `taken_by_name` is who was there; whoever
    countersigns is signed in.
    """

    version_signed = models.ForeignKey(
        EntryVersion, on_delete=models.PROTECT, related_name="signatures"
    )
    signs = models.CharField(max_length=7, choices=Signs)
    how = models.CharField(max_length=5, choices=SignedHow)
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField()
    taken_by = models.UUIDField()
    taken_by_name = models.CharField(max_length=200)

    class Meta(Record.Meta):
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version_signed", "signs"], name="daysignature_one_each"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="daysignature_has_a_name"),
            models.CheckConstraint(
                condition=Q(signs=Signs.ADULT) | Q(how=SignedHow.TYPED),
                name="daysignature_managers_sign_in",
            ),
            models.CheckConstraint(
                condition=Q(signs__in=Signs.values, how__in=SignedHow.values),
                name="daysignature_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signs} {self.version_signed_id}"
