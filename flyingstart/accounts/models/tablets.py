"""Tablets that a site shares, and the short numbers by which people say who they are on one."""

from __future__ import annotations

import functools

from django.db import models
from django.db.models import Q

from flyingstart.accounts.models.people import User
from flyingstart.kernel.api import Record, tracked

# What guards a tablet or a number, and what every use changes.
_TABLET_SECRETS = ("code_hash", "code_ends_at", "device_hash", "last_seen_at")
_PIN_SECRETS = ("secret", "misses", "locked_until")
_COUNTED = ("version", "updated_at")


@functools.partial(tracked, leave_out=(*_TABLET_SECRETS, *_COUNTED))
class Tablet(Record):
    """A device that people share at one site. Ended once, for good; never deleted.

    A code that is typed on it within minutes enrols it; from then on it holds a secret. Of both
    only hashes are kept.
    """

    site = models.ForeignKey("places.Site", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    code_hash = models.CharField(max_length=64, null=True, unique=True)
    code_ends_at = models.DateTimeField(null=True)
    device_hash = models.CharField(max_length=64, null=True, unique=True)
    enrolled_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(code_hash=None, device_hash=None),
                name="tablet_that_is_ended_has_no_secret",
            ),
            models.CheckConstraint(
                condition=Q(code_hash=None, code_ends_at=None)
                | Q(code_hash__isnull=False, code_ends_at__isnull=False),
                name="tablet_code_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@functools.partial(tracked, leave_out=(*_PIN_SECRETS, *_COUNTED))
class Pin(Record):
    """The six figures by which somebody says on a shared tablet that it is them; kept as a hash.

    `misses` are wrong tries since the last right one.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="pin")
    secret = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    misses = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)
