"""Children who are looked after while their parent is in another room; first aid; the rules."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from flyingstart.activities.enums import CareKey
from flyingstart.activities.models.sessions import Session
from flyingstart.kernel.api import Record, tracked


class CareRule(Record):
    """A number that the pack sets from a day on, with where it is written.

    `from_months` is of `creche_children_each` alone: from which age a child is one of so many that
    an adult looks after.
    """

    key = models.CharField(max_length=30, choices=CareKey)
    from_months = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    source = models.CharField(max_length=300)

    class Meta(Record.Meta):
        ordering = ["key", "from_months", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "from_months", "starts_on"],
                name="carerule_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="carerule_is_some_number"),
            models.CheckConstraint(
                condition=Q(key=CareKey.CRECHE_CHILDREN_EACH, from_months__isnull=False)
                | Q(
                    key__in=[CareKey.CRECHE_MINUTES, CareKey.SESSION_STAFF],
                    from_months=None,
                ),
                name="carerule_ages_are_of_ratios",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"


@tracked
class Creche(Record):
    """How many adults look after children at a session while parents are in another room.

    `said_at`: when that was said, for of two tablets the later holds; None: before that was kept.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="creche")
    adults = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Crèche of {self.session}"


@tracked
class CrecheStay(Record):
    """A child in the crèche of a session, from when it was left until it was handed over.

    `left_by` and `named`, whom that adult named besides, are the names of the only people who may
    fetch it. `agreed_with`: the lead who was called where an order is in force.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="creche_stays")
    child = models.ForeignKey(
        "families.Person", on_delete=models.PROTECT, related_name="creche_stays"
    )
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="+")
    left_by = models.CharField(max_length=200)
    named = ArrayField(models.CharField(max_length=200), default=list)
    phone = models.CharField(max_length=40)
    must_know = models.CharField(max_length=300, blank=True)
    in_at = models.DateTimeField()
    in_by = models.CharField(max_length=200)
    out_at = models.DateTimeField(null=True)
    out_by = models.CharField(max_length=200, blank=True)
    collected_by = models.CharField(max_length=200, blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    submission = models.UUIDField(unique=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["session", "child"],
                condition=Q(out_at=None),
                name="crechestay_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(out_at=None, collected_by="")
                | (Q(out_at__isnull=False, out_at__gte=F("in_at")) & ~Q(collected_by="")),
                name="crechestay_out_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@tracked
class FirstAid(Record):
    """Until when a colleague's certificate in first aid holds; that day included."""

    worker = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="first_aid"
    )
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.worker} until {self.until}"
