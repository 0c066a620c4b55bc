"""What passes between families and us outside sessions: papers, and what families write."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from flyingstart.families.enums import Direction, FileType, PaperKind, ReplyChannel, Sight
from flyingstart.families.models.people import Family, Person
from flyingstart.families.visibility import ScopedQuerySet
from flyingstart.kernel.api import Record, tracked


@tracked
class Paper(Record):
    """A letter or paper that came from a family or about it, or went out; perhaps its scan.

    `stored_as` is the scan's name in the private files, which says nothing; "" when there is none.
    `sight` says who reads it, as of a warning.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="papers")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="papers")
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField(max_length=12, choices=PaperKind)
    dated = models.DateField(help_text="The day that stands on it, else the day it came or went")
    title = models.CharField(max_length=200)
    sight = models.CharField(max_length=8, choices=Sight)
    stored_as = models.CharField(max_length=80, blank=True)
    file_type = models.CharField(max_length=4, choices=FileType, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    kept_by = models.UUIDField(null=True, help_text="Public id of who kept it; none: no user")
    kept_by_name = models.CharField(max_length=200)
    kept_at = models.DateTimeField()
    submission = models.UUIDField(unique=True, help_text="Of the form: sent twice, kept once")

    objects = ScopedQuerySet["Paper"].as_manager()

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["family", "-dated"], name="paper_of_family")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="paper_has_a_title"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="paper_direction_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PaperKind.values), name="paper_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sight__in=Sight.values), name="paper_sight_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stored_as="", file_type="", file_size=0)
                | (~Q(stored_as="") & Q(file_type__in=FileType.values, file_size__gt=0)),
                name="paper_scan_has_type_and_size",
            ),
        ]

    def __str__(self) -> str:
        return f"Paper {self.public_id}"


@tracked
class Reply(Record):
    """Something a family wrote to us: read each working day, words of danger first.

    `person` is whom it is from, where exactly one person who is not hidden has that number or
    address. Nobody has read it until somebody takes it on (`taken_by`). `ref` is what the channel
    calls it, so that what is delivered twice is kept once.
    """

    channel = models.CharField(max_length=10, choices=ReplyChannel)
    ref = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254, blank=True, help_text="Number or address, as given")
    words = models.TextField()
    is_risk = models.BooleanField()
    received_at = models.DateTimeField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="replies")
    taken_by = models.UUIDField(null=True, help_text="Public id of who looks after it")
    taken_by_name = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True, help_text="What was done about it")
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet["Reply"].as_manager()

    class Meta(Record.Meta):
        verbose_name_plural = "replies"
        indexes = [
            models.Index(fields=["received_at"], condition=Q(done_at=None), name="reply_waiting")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="reply_says_something"),
            models.CheckConstraint(
                condition=Q(channel__in=ReplyChannel.values), name="reply_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by_name="")
                | (Q(done_at__isnull=False) & ~Q(done_by_name="") & ~Q(answer="")),
                name="reply_done_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("received_at")),
                name="reply_done_after_it_came",
            ),
            models.UniqueConstraint(
                fields=["channel", "ref"], condition=~Q(ref=""), name="reply_once_a_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"Reply {self.public_id}"


class RiskWord(Record):
    """A word of the pack's list by which what a family wrote is read first.

    `word` may be several words; one that ends in `*` is a stem.
    """

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=100)

    class Meta(Record.Meta):
        ordering = ["language", "word"]
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="riskword_once_a_language")
        ]

    def __str__(self) -> str:
        return self.word


class AutoReply(Record):
    """What whoever writes to us is answered at once, in one language: from the pack."""

    language = models.CharField(max_length=10, unique=True)
    text = models.TextField()

    class Meta(Record.Meta):
        verbose_name_plural = "auto-replies"

    def __str__(self) -> str:
        return self.language
