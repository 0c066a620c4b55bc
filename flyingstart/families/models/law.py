"""Numbers that the law sets, from a day on: data of the pack, for a lawyer to confirm.

And who was told of a young parent, as the law asks.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.families.enums import LawKey
from flyingstart.families.models.people import Person
from flyingstart.kernel.api import Record, tracked


class LegalNumber(Record):
    """An age in years or a number of days that holds from a day on, with where it is written."""

    key = models.CharField(max_length=40, choices=LawKey)
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    source = models.CharField(max_length=300)

    class Meta(Record.Meta):
        ordering = ["key", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["key", "starts_on"], name="legalnumber_once_a_day"),
            models.CheckConstraint(
                condition=Q(key__in=LawKey.values), name="legalnumber_key_is_known"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="legalnumber_is_some_number"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"


@tracked
class YoungParentTold(Record):
    """Who was told of a young parent, on which day; the safeguarding lead says so."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    whom = models.CharField(max_length=200, help_text="The police, a named social worker, …")
    told_on = models.DateField()
    said_at = models.DateTimeField()
    said_by_name = models.CharField(max_length=200)

    class Meta(Record.Meta):
        verbose_name_plural = "young parents told of"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "told_on", "whom"], name="youngparenttold_once"
            ),
            models.CheckConstraint(condition=~Q(whom=""), name="youngparenttold_names_whom"),
        ]

    def __str__(self) -> str:
        return f"{self.told_on}"
