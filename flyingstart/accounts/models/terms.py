"""The rules of use that everybody agrees to before they see families, and who agreed when."""

from __future__ import annotations

from django.db import models

from flyingstart.accounts.models.people import User
from flyingstart.kernel.api import Record, tracked


@tracked
class Terms(Record):
    """A version of the acceptable use of this system, as the authority pack words it.

    `rules` is a list of `{"heading", "text"}`. The words of a version never change.
    """

    edition = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    rules = models.JSONField()
    agreement = models.CharField(max_length=300)
    is_current = models.BooleanField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="terms_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.edition}"


@tracked
class Acceptance(Record):
    """Somebody agreed to a version."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acceptances")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "terms"], name="acceptance_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.terms}"
