"""What people decided about what is kept of them: what is hidden, refused, permitted; and who of
the staff may never look."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from flyingstart.families.enums import AlertKind, ObjectsTo
from flyingstart.families.fields import HalfOpenDays
from flyingstart.families.models.people import Family, Person
from flyingstart.kernel.api import Record, tracked


@tracked
class Alert(Record):
    """A sign on a person that every screen and job obeys; words for colleagues are warnings.

    `hidden_home`: greeted and counted, and found nowhere else. `reason` is for those who may see
    hidden homes, and may be blank. Looked at again on `review_on`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=20, choices=AlertKind)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["kind", "person"], name="alert_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AlertKind.values), name="alert_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="alert_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="alert_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@tracked
class Objection(Record):
    """A person objects to something that is done with their data, or wants it restricted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objections")
    to = models.CharField(max_length=12, choices=ObjectsTo)
    words = models.TextField(blank=True, help_text="As they said it")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(to__in=ObjectsTo.values), name="objection_to_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="objection_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="objection_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("to", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@tracked
class Consent(Record):
    """One thing that was allowed or refused, such as a photo on the wall; withdrawn by `ends_on`.

    `code` is one of the pack's list of consents. `said_by`: who said so for a child; None for
    oneself, or when it is not known.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    code = models.CharField(max_length=40)
    given = models.BooleanField()
    said_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="consents_said"
    )
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="consent_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="consent_one_answer_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@tracked
class NoticeShown(Record):
    """Which privacy notice a person was shown, in which language, on which day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices_shown")
    notice_version = models.CharField(max_length=40)
    language = models.CharField(max_length=10, blank=True)
    shown_on = models.DateField()

    class Meta(Record.Meta):
        verbose_name_plural = "notices shown"
        constraints = [
            models.CheckConstraint(
                condition=~Q(notice_version=""), name="noticeshown_names_its_version"
            ),
            models.UniqueConstraint(
                fields=["person", "notice_version", "language", "shown_on"],
                name="noticeshown_once_a_day",
            ),
        ]


@tracked
class OwnPeople(Record):
    """A family that a member of staff declared: their own, friends, neighbours. They never see it.

    A hard block, not a warning: nothing of the family is visible to them in any place or role.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="own_people")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=200, blank=True, help_text="In their words")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "own people"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "family"], condition=Q(ended_at=None), name="ownpeople_once"
            ),
        ]
