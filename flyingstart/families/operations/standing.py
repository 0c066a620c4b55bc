"""What stands on a person already when somebody puts the same once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flyingstart.families.models import Alert, Objection
from flyingstart.families.rules.days import Day, holding, next_start

S = TypeVar("S", Alert, Objection)


def standing(own: Sequence[S], today: Day) -> S | None:
    """The one in force; the end that a file gave it is taken back: it holds from now on."""
    for held in holding(own, today):
        until = next_start(own, today)
        if held.ends_on != until:
            held.ends_on = until
            held.save(update_fields=["ends_on"])
            held.refresh_from_db()
        return held
    return None
