"""Somebody asks what is held about a person, or wants it put right; what they are handed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from flyingstart.daybook.api import ConcernKind
from flyingstart.kernel.api import Record, tracked
from flyingstart.privacy.enums import AskerIs, Decision, HeldFor, Owner, PauseFor, Wanted, Withheld


@tracked
class SubjectRequest(Record):
    """A request about one person, from the day it came until it is answered.

    Who acts for a child says so with evidence, and somebody decides (`acts`): being a parent is
    not enough. `asker` is who that is, where they are on record: what is of another home than
    theirs stays inside until somebody decides. `closed_why` says how it ended where nothing was
    handed over.
    """

    person = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="+")
    wants = models.CharField(max_length=7, choices=Wanted)
    asker_name = models.TextField()
    asker = models.ForeignKey(
        "families.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    asker_is = models.CharField(max_length=9, choices=AskerIs)
    reach = models.TextField(blank=True, help_text="Where the answer goes")
    words = models.TextField(blank=True, help_text="What they ask for, in their words")
    asked_on = models.DateField()
    identity = models.TextField(blank=True, help_text="What was seen that shows who they are")
    identity_on = models.DateField(null=True)
    evidence = models.TextField(blank=True, help_text="What shows that they act for the person")
    acts = models.BooleanField(null=True)
    acts_why = models.TextField(blank=True)
    acts_by_name = models.CharField(max_length=200, blank=True)
    acts_at = models.DateTimeField(null=True)
    extended_on = models.DateField(null=True)
    extended_why = models.TextField(blank=True)
    gathered_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.TextField(blank=True)

    class Meta(Record.Meta):
        ordering = ["asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wants__in=Wanted.values), name="subjectrequest_wants_is_known"
            ),
            models.CheckConstraint(
                condition=Q(asker_is__in=AskerIs.values), name="subjectrequest_asker_is_known"
            ),
            models.CheckConstraint(condition=~Q(asker_name=""), name="subjectrequest_has_an_asker"),
            models.CheckConstraint(
                condition=Q(acts=None, acts_why="", acts_by_name="", acts_at=None)
                | (
                    Q(acts__isnull=False, acts_at__isnull=False)
                    & ~Q(acts_why="")
                    & ~Q(acts_by_name="")
                ),
                name="subjectrequest_acting_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None)
                | (
                    Q(identity_on__isnull=False, gathered_at__isnull=False)
                    & (Q(asker_is="self") | Q(acts=True))
                ),
                name="subjectrequest_is_released_to_who_may_have_it",
            ),
            models.CheckConstraint(
                condition=Q(extended_on=None, extended_why="")
                | (Q(extended_on__isnull=False) & ~Q(extended_why="")),
                name="subjectrequest_is_extended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(asker=None) | Q(asker_is="for_child"),
                name="subjectrequest_asker_is_named_for_a_child",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.public_id}"


@tracked
class RequestPause(Record):
    """The clock of a request stands still until somebody answers; `ends_on` None: still."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="pauses")
    waits_for = models.CharField(max_length=13, choices=PauseFor)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(waits_for__in=PauseFor.values), name="requestpause_waits_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="requestpause_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(ends_on=None), name="requestpause_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Pause {self.public_id}"


@tracked
class WorryQuestion(Record):
    """Those who read worries of a kind are asked what of them goes into a pack; of each pack.

    It says nothing of whether there are any, nor does the answer: what was decided about a worry
    stands beside the worry, where they alone read it.
    """

    request = models.ForeignKey(
        SubjectRequest, on_delete=models.CASCADE, related_name="worry_questions"
    )
    kind = models.CharField(max_length=5, choices=ConcernKind)
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="worryquestion_once_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=ConcernKind.values), name="worryquestion_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by_name="")
                | (Q(answered_at__gte=F("asked_at")) & ~Q(answered_by_name="")),
                name="worryquestion_is_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class PackRow(Record):
    """One thing that is held about a person, and what becomes of it; a copy, gone with the pack.

    Rows that are `looked_at`, for somebody wrote in them, or `held_back` (`held_for` says why) need
    a decision before anything is handed over. `words` are those handed over in the place of free
    words, by column; what is not among them is left out. No history is kept: it would keep the
    copy.
    """

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    record = models.CharField(max_length=100)
    values = models.JSONField()
    words = models.JSONField(default=dict)
    looked_at = models.BooleanField()
    held_back = models.BooleanField()
    held_for = ArrayField(models.CharField(max_length=11, choices=HeldFor), default=list)
    owner = models.CharField(max_length=11, choices=Owner, blank=True)
    owner_asked_on = models.DateField(null=True)
    owner_agrees = models.BooleanField(null=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    reason = models.CharField(max_length=15, choices=Withheld, blank=True)
    why = models.TextField(blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="packrow_once_a_number"),
            models.CheckConstraint(
                condition=Q(decision__in=["", *Decision.values]), name="packrow_decision_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(decision="withhold") | (Q(reason__in=Withheld.values) & ~Q(why="")),
                name="packrow_is_withheld_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(owner="")
                | ~Q(decision="release")
                | Q(owner_asked_on__isnull=False, owner_agrees=True),
                name="packrow_of_another_is_released_when_they_agree",
            ),
            models.CheckConstraint(
                condition=Q(looked_at=False, held_back=False)
                | Q(decision="", decided_at=None)
                | (Q(decided_at__isnull=False) & ~Q(decided_by_name="")),
                name="packrow_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.number}"


class Pack(Record):
    """What was handed over: one archive, sealed; served once, gone on `keep_until`."""

    request = models.OneToOneField(SubjectRequest, on_delete=models.CASCADE, related_name="pack")
    sealed = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    rows_released = models.PositiveIntegerField()
    rows_withheld = models.PositiveIntegerField()
    keep_until = models.DateField()
    served_at = models.DateTimeField(null=True)
    served_by_name = models.CharField(max_length=200, blank=True)
    served_to = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed__isnull=False, removed_at=None)
                | Q(sealed=None, removed_at__isnull=False),
                name="pack_is_sealed_or_gone",
            ),
            models.CheckConstraint(
                condition=Q(served_at=None, served_by_name="", served_to="")
                | (Q(served_at__isnull=False) & ~Q(served_by_name="") & ~Q(served_to="")),
                name="pack_is_served_by_somebody_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Pack {self.public_id}"
