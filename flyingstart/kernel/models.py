"""What every stored row has, and the history of every row that matters."""

from __future__ import annotations

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


def tracked(model: M) -> M:
    """Keep every version of a model's rows, for ever and unchangeable, by database triggers.

    Generated columns are left out: history holds what they are computed from.
    """
    computed = [f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)]
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
        exclude=computed,
    )(model)
