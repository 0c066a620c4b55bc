"""Who opened what."""

from __future__ import annotations

import pgtrigger
from django.db import models

from flyingstart.accounts.models.people import User


class AccessLog(models.Model):
    """Somebody opened something, or was refused it. Ids only; never changed, never deleted.

    `kind` and `thing` say what: "family" and its public id. Of a file that was taken away `detail`
    says which list it was and `rows` how many rows it had.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="openings")
    kind = models.CharField(max_length=20)
    thing = models.UUIDField(null=True)
    detail = models.CharField(max_length=100, blank=True, db_default="")
    rows = models.PositiveIntegerField(null=True)
    allowed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["kind", "thing", "-at"], name="accesslog_by_thing"),
            models.Index(fields=["user", "-at"], name="accesslog_by_user"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(kind=""), name="accesslog_names_its_kind"),
            models.CheckConstraint(
                condition=models.Q(thing__isnull=False) | ~models.Q(detail=""),
                name="accesslog_says_what_was_opened",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing or self.detail}"
