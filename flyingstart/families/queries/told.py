"""Since when something is written of people as it stands, by what their history says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from flyingstart.families.models import Person
from flyingstart.kernel.api import clock


def written_on(
    people: Collection[int], columns: Sequence[str]
) -> dict[int, dict[str, tuple[str, dt.date]]]:
    """By internal id of a record and by column: the words that stand there, and since which day.

    A day is that on which it was said, as far as the history knows. Blank words are left out. One
    query.
    """
    descriptor: Any = Person.__dict__["events"]  # pghistory's own, unknown to the types
    rows = descriptor.rel.related_model._base_manager.filter(pgh_obj_id__in=people)
    found: dict[int, dict[str, tuple[str, dt.date]]] = {pk: {} for pk in people}
    for pk, at, said, *values in rows.order_by("pgh_id").values_list(
        "pgh_obj_id", "pgh_created_at", "pgh_context__metadata__at", *columns
    ):
        held = found[pk]
        for column, words in zip(columns, values, strict=True):
            if not words:
                held.pop(column, None)
            elif held.get(column, ("", None))[0] != words:
                held[column] = (words, clock.london_day(_moment(said, at)))
    return found


def _moment(said: Any, written: dt.datetime) -> dt.datetime:
    return dt.datetime.fromisoformat(said) if isinstance(said, str) else written
