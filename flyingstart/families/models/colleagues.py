"""Colleagues who are clients here as well: whose record is held elsewhere, under which name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.families.models.people import Person
from flyingstart.kernel.api import Record, tracked


@tracked
class Colleague(Record):
    """That a person is also a member of staff; the safeguarding lead says so.

    Neither she nor those she works with see the record, `held_by` is the neighbourhood that looks
    after it. Registers call the family by `alias`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    alias = models.CharField(max_length=40)
    held_by = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="colleague_once_a_person"
            ),
            models.CheckConstraint(condition=~Q(alias=""), name="colleague_has_an_alias"),
        ]

    def __str__(self) -> str:
        return self.alias
