"""The authority's registers: why data is held, with whom it is shared, how long it is kept."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from flyingstart.kernel.api import Record, tracked
from flyingstart.privacy.enums import CountsFrom


@tracked
class Purpose(Record):
    """Why personal data is held, and what allows it. `condition`: article 9, where it applies.

    Every record that an app keeps of people points to one by its key. One that left the pack stays,
    for earlier records were held for it; `is_current` says which.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    basis = models.TextField()
    condition = models.TextField(blank=True)
    source = models.TextField()
    position = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)

    class Meta(Record.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(basis="") & ~Q(source=""),
                name="purpose_names_its_basis",
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class SharingAgreement(Record):
    """An agreement by which somebody sends us data about people, or gets it from us.

    Nothing is taken in under it unless it is in force: both signatures are there, and the day lies
    in `starts_on` to `ends_on` (the first day no longer; None: still). `keep_until` says in words
    when what came is gone; `keep_months` counts it where it can be counted.
    """

    ref = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="agreements")
    kinds = ArrayField(models.CharField(max_length=50), default=list)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    basis = models.TextField()
    condition = models.TextField(blank=True)
    confidentiality = models.TextField()
    caldicott_by = models.CharField(max_length=200, blank=True)
    caldicott_on = models.DateField(null=True)
    dpo_by = models.CharField(max_length=200, blank=True)
    dpo_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    keep_until = models.TextField()
    keep_months = models.PositiveSmallIntegerField(null=True)
    source = models.TextField(blank=True)

    class Meta(Record.Meta):
        ordering = ["ref"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="agreement_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(caldicott_by="", caldicott_on=None)
                | (~Q(caldicott_by="") & Q(caldicott_on__isnull=False)),
                name="agreement_caldicott_signature_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(dpo_by="", dpo_on=None) | (~Q(dpo_by="") & Q(dpo_on__isnull=False)),
                name="agreement_dpo_signature_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def in_force(self, day: dt.date) -> bool:
        """Whether data may be taken in under it on a day."""
        signed = [self.caldicott_on, self.dpo_on, self.starts_on]
        if any(one is None or one > day for one in signed):
            return False
        return self.ends_on is None or self.ends_on > day


@tracked
class RetentionRule(Record):
    """How long records of a class are kept: so many months from an event, or to an age.

    `records` names those of the registry; the rule without any is that of all others. `starts_on`
    is the day from which the rule holds, `source` where it comes from.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    counts_from = models.CharField(max_length=12, choices=CountsFrom)
    months = models.PositiveSmallIntegerField()
    records = ArrayField(models.CharField(max_length=100), default=list)
    starts_on = models.DateField()
    source = models.TextField()
    position = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)

    class Meta(Record.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counts_from__in=CountsFrom.values),
                name="retentionrule_counts_from_is_known",
            ),
            models.CheckConstraint(
                condition=Q(months__gt=0), name="retentionrule_keeps_for_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name
