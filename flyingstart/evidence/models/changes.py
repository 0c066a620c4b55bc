"""That something which facts are made of has changed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """A transaction changed a table that facts are made of.

    Written by a trigger of each such table. `transaction` is PostgreSQL's number: a snapshot
    knows which transactions it saw, so what it has not seen is found exactly, whatever committed
    in what order. Rows are swept once no snapshot that is still of use needs them.
    """

    table = models.CharField(max_length=63)
    transaction = models.BigIntegerField()
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transaction", "table"], name="change_once_a_transaction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} by {self.transaction}"
