"""What is handed to families: vitamins, dental packs, leaflets, books; and how many are left."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.activities.models.sessions import Session
from flyingstart.kernel.api import Record, tracked
from flyingstart.places.api import Site


class GiveItem(Record):
    """Something that is handed out, from the authority's list; counted in `unit`, `units`.

    `is_offered`: it is on the list still. What was given stays whatever the list says.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    unit = models.CharField(max_length=40, help_text="One of it: bottle")
    units = models.CharField(max_length=40, help_text="More of it: bottles")
    position = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    class Meta(Record.Meta):
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


@tracked
class Stock(Record):
    """How many of an item are left at a site. Without a row nobody counts them there."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(GiveItem, on_delete=models.PROTECT, related_name="stocks")
    left = models.IntegerField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["site", "item"], name="stock_once_a_site"),
            models.CheckConstraint(condition=Q(left__gte=0), name="stock_never_below_none"),
        ]

    def __str__(self) -> str:
        return f"{self.item} at {self.site}"


@tracked
class GivenOut(Record):
    """Some of an item, given at a site on a day: to a family, or to so many `heads` unnamed.

    `from_stock`: they were counted off what was left. `submission` is of the button that was
    pressed: sent twice, given once.
    """

    item = models.ForeignKey(GiveItem, on_delete=models.PROTECT, related_name="given_out")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        Session, null=True, on_delete=models.PROTECT, related_name="given_out"
    )
    family = models.ForeignKey(
        "families.Family", null=True, on_delete=models.PROTECT, related_name="given_out"
    )
    heads = models.PositiveSmallIntegerField(null=True)
    day = models.DateField()
    how_many = models.PositiveSmallIntegerField()
    from_stock = models.BooleanField()
    given_by_name = models.CharField(max_length=200)
    submission = models.UUIDField(unique=True)

    class Meta(Record.Meta):
        verbose_name_plural = "given out"
        indexes = [models.Index(fields=["day", "site"], name="givenout_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(how_many__gt=0), name="givenout_is_something"),
            models.CheckConstraint(
                condition=Q(family=None, heads__gt=0) | Q(family__isnull=False, heads=None),
                name="givenout_to_a_family_or_to_heads",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how_many} × {self.item}"
