"""What is offered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value

from flyingstart.activities.enums import Offer, Reaches
from flyingstart.kernel.api import Record, tracked


@tracked
class Activity(Record):
    """A kind of thing that is offered, from the authority's catalogue."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    aliases = ArrayField(models.CharField(max_length=200), default=list)
    reaches = models.CharField(max_length=8, choices=Reaches)
    offer = models.CharField(max_length=9, choices=Offer)
    age_from_months = models.PositiveSmallIntegerField(null=True)
    age_to_months = models.PositiveSmallIntegerField(null=True, help_text="First month too old")
    reference = models.CharField(
        max_length=300, blank=True, help_text="Where the authority's papers name it"
    )

    about = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        help_text="For families, what happens there: a text for each language",
    )

    class Meta(Record.Meta):
        verbose_name_plural = "activities"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reaches__in=Reaches.values), name="activity_reaches_is_known"
            ),
            models.CheckConstraint(
                condition=Q(offer__in=Offer.values), name="activity_offer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(age_to_months__gt=F("age_from_months")), name="activity_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name
