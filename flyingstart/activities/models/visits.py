"""Colleagues who visit alone: where they are and when they are back; forgotten once they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from flyingstart.kernel.api import Record


class LoneVisit(Record):
    """A visit that one colleague makes alone, from `site`, whose managers are told when it is late.

    `whereabouts` is emptied when the visit ends, and the table has no history: nobody's home stays
    here. `told_at`: managers were written to.
    """

    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lone_visits"
    )
    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="+")
    whereabouts = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(ended_at=None), name="lonevisit_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(expected_at__gt=F("started_at")), name="lonevisit_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(whereabouts=""), name="lonevisit_over_is_nowhere"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
