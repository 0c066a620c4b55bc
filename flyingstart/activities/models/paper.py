"""Registers on paper: who stands on which sheet in which row, as long as the sheet is about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.activities.models.sessions import Session
from flyingstart.kernel.api import Record, tracked


@tracked
class PaperSheet(Record):
    """The paper register of a session. `made_at`: its rows were written down, printed or not.

    A sheet that was printed keeps its rows, so that whoever enters it reads the screen in the
    order of the paper. The rows are forgotten once the paper is shredded. Who did what is among
    the events of the register.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="paper")
    made_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    shredded_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(shredded_at=None) | Q(printed_at__isnull=False),
                name="papersheet_shredded_was_printed",
            ),
            models.CheckConstraint(
                condition=Q(entered_at=None) | Q(printed_at__isnull=False),
                name="papersheet_entered_was_printed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} on paper"


class PaperRow(models.Model):
    """Somebody on a sheet, with the family with which they are expected.

    `number` is the family's on the paper; `came`: to one of the last sessions like it.
    """

    sheet = models.ForeignKey(PaperSheet, on_delete=models.CASCADE, related_name="rows")
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    came = models.BooleanField()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "family", "person"], name="paperrow_once_a_family"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}, {self.number}"
