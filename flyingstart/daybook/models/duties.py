"""Whom a council says to tell, and by when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.daybook.enums import DutyKey
from flyingstart.daybook.numbers import is_placeholder
from flyingstart.kernel.api import Record, tracked


@tracked
class Duty(Record):
    """Somebody who has to be told, from a day on; `phone` is empty until the council gives it.

    `working_days` is how many there are to tell them; none where it is at once.
    """

    key = models.CharField(max_length=20, choices=DutyKey)
    name = models.TextField()
    phone = models.TextField(blank=True)
    working_days = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField()
    source = models.TextField()

    class Meta(Record.Meta):
        verbose_name_plural = "duties"
        ordering = ["key", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["key", "starts_on"], name="duty_once_a_day"),
            models.CheckConstraint(condition=Q(key__in=DutyKey.values), name="duty_key_is_known"),
        ]

    @property
    def number(self) -> str:
        """What to ring; "" where there is none, or only a placeholder: no page shows one."""
        return "" if is_placeholder(self.phone) else self.phone

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"
