"""Who answers for a child, who may take it home, where it lives, what keeps it well.

Staff write down what they were told or shown; nothing of this is inferred. Intervals are half open
as everywhere: `starts_on` None is from the beginning, `ends_on` the first day no longer.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from flyingstart.families.enums import (
    Answerable,
    CareKind,
    DayToDayConsent,
    OrderKind,
    PlacementKind,
)
from flyingstart.families.fields import HalfOpenDays
from flyingstart.families.models.people import Family, Person
from flyingstart.kernel.api import Record, tracked


@tracked
class Responsibility(Record):
    """Whether an adult has parental responsibility for a child, and by what it was seen.

    No row, and "not known", are the usual state and block nothing at a session.
    """

    adult = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="responsibilities")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="responsible_adults")
    answer = models.CharField(max_length=8, choices=Answerable)
    evidence = models.TextField(blank=True, help_text="What was seen: a birth certificate, …")
    seen_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        verbose_name_plural = "responsibilities"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=Answerable.values), name="responsibility_answer_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(adult=F("child")), name="responsibility_is_for_another_person"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="responsibility_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="responsibility_one_answer_at_a_time",
                expressions=[
                    ("adult", RangeOperators.EQUAL),
                    ("child", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@tracked
class CourtOrder(Record):
    """An order about a child: of what kind, who is kept from whom, until when.

    At the door it reads "Do not hand over: call the lead"; `about` is for those who see limited
    warnings. `restrained` None: somebody who is not on record, named in `restrained_name`.
    """

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="court_orders")
    kind = models.CharField(max_length=20, choices=OrderKind)
    restrained = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="orders_against"
    )
    restrained_name = models.TextField(blank=True)
    about = models.TextField(blank=True)
    seen_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrderKind.values), name="courtorder_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="courtorder_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(restrained=None) | ~Q(restrained=F("child")),
                name="courtorder_restrains_somebody_else",
            ),
        ]


@tracked
class Collector(Record):
    """Somebody who may take a child home: on record (`person`), or by name alone."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="collectors")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="may_collect"
    )
    name = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    relationship = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""), name="collector_is_somebody"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="collector_ends_after_it_starts"
            ),
        ]


@tracked
class EmergencyContact(Record):
    """Whom to ring when something happens to somebody of a family; the first one first."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="emergency_contacts")
    name = models.TextField()
    phone = models.TextField()
    relationship = models.CharField(max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    ended_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(phone=""), name="emergencycontact_can_be_rung"
            ),
        ]


@tracked
class CareNeed(Record):
    """What colleagues must know to keep a person well: an allergy, a medicine, access, SEND.

    `at_the_door`: registers and tablets show it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_needs")
    kind = models.CharField(max_length=8, choices=CareKind)
    text = models.TextField()
    what_to_do = models.TextField(blank=True)
    at_the_door = models.BooleanField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CareKind.values), name="careneed_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="careneed_says_something"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="careneed_ends_after_it_starts"
            ),
        ]


@tracked
class Placement(Record):
    """A child lives with a carer outside its home, who belongs to the child, not to the household.

    The carer is somebody of `carers`, a family of its own, which sees nothing of the child's other
    family and is not seen from it. Who consents is kept matter by matter, as the council delegated
    it: `consents` for sessions and outings. `told_mash_on`: when a private fostering was passed on.
    """

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    carers = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="placements")
    kind = models.CharField(max_length=20, choices=PlacementKind)
    consents = models.CharField(max_length=7, choices=DayToDayConsent)
    consents_photos = models.CharField(
        max_length=7, choices=DayToDayConsent, db_default=DayToDayConsent.UNKNOWN
    )
    consents_health = models.CharField(
        max_length=7, choices=DayToDayConsent, db_default=DayToDayConsent.UNKNOWN
    )
    told_mash_on = models.DateField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PlacementKind.values), name="placement_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    consents__in=DayToDayConsent.values,
                    consents_photos__in=DayToDayConsent.values,
                    consents_health__in=DayToDayConsent.values,
                ),
                name="placement_consents_is_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="placement_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="placement_one_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
