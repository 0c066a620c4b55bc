"""What every stored row has, and the history of every row that matters."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now


class UUIDv7(models.Func):
    """PostgreSQL's own time-ordered UUID."""

    function = "uuidv7"
    template = "%(function)s()"
    output_field = models.UUIDField()


class Record(models.Model):
    """A row with a public id, a version for optimistic locking, and its times.

    The database counts `version` up and sets `updated_at` on every update, so bulk writes and raw
    SQL keep the promise too.
    """

    public_id = models.UUIDField(db_default=UUIDv7(), unique=True, editable=False)
    version = models.PositiveIntegerField(db_default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="count_version",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="NEW.version = OLD.version + 1; NEW.updated_at = now(); RETURN NEW;",
            )
        ]


M = TypeVar("M", bound=type[models.Model])


def tracked(model: M, *, leave_out: Collection[str] = ()) -> M:
    """Keep every version of a model's rows, for ever and unchangeable, by database triggers.

    Generated columns are left out: history holds what they are computed from. So are the fields
    of `leave_out`; a change of these alone is no event.
    """
    computed = [f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)]
    kept: M = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
        exclude=[*computed, *leave_out],
    )(model)
    return kept


class ImportedFile(models.Model):
    """A file that was imported, kept for audit; once, however often it came in."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return self.sha256


class ImportedPiece(models.Model):
    """A piece of a kept file; all pieces in order are the file compressed by gzip."""

    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="importedpiece_once_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"


@tracked
class Import(Record):
    """An import that was committed: what came in, what it did, who asked for it and when.

    Counts are rows of the file. `errors` and `warnings` are the first of each, as
    `{"row", "column", "message"}`; their whole numbers stand beside them.
    """

    kind = models.CharField(max_length=50)
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=255, blank=True)
    options = models.JSONField(default=dict)
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    errors = models.JSONField(default=list)
    error_count = models.PositiveIntegerField()
    warnings = models.JSONField(default=list)
    warning_count = models.PositiveIntegerField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    imported_at = models.DateTimeField()

    class Meta(Record.Meta):
        ordering = ["-imported_at", "-id"]
        indexes = [models.Index(fields=["kind", "-imported_at"], name="import_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.imported_at:%Y-%m-%d %H:%M}"

    @property
    def read(self) -> int:
        """Rows read: all but wholly blank ones."""
        return self.new + self.changed + self.unchanged + self.skipped + self.rejected
