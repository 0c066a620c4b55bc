"""How somebody comes to sign in: by invitation only."""

from __future__ import annotations

import datetime as dt
import functools

from django.db import models

from flyingstart.accounts.models.people import User
from flyingstart.kernel.api import Record, tracked


@functools.partial(tracked, leave_out=("link_hash", "version", "updated_at"))
class Invitation(Record):
    """Somebody may choose a password, once, by a link that was sent to them.

    Only the link's hash is kept. A new link takes the place of the one before.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    link_hash = models.CharField(max_length=64, null=True, unique=True)
    link_ends_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(link_hash=None, link_ends_at=None)
                | models.Q(link_hash__isnull=False, link_ends_at__isnull=False),
                name="invitation_link_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.created_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Neither accepted nor withdrawn; its link may be too old all the same."""
        return self.accepted_at is None and self.withdrawn_at is None

    def is_fresh(self, at: dt.datetime) -> bool:
        """Whether its link can be followed."""
        return self.is_open and self.link_ends_at is not None and at < self.link_ends_at
