"""Whom a council says to tell, as its pack has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flyingstart.daybook.models import Duty
from flyingstart.kernel.api import Actor, operation

SAME = ("name", "phone", "working_days", "source")


@operation
def update_duties(*, duties: Sequence[Duty], by: Actor, at: dt.datetime) -> None:
    """Bring them to the state of the pack; those it does not name stay."""
    held = {(duty.key, duty.starts_on): duty for duty in Duty.objects.all()}
    for duty in duties:
        old = held.get((duty.key, duty.starts_on))
        if old is None:
            duty.save()
        elif any(getattr(old, name) != getattr(duty, name) for name in SAME):
            for name in SAME:
                setattr(old, name, getattr(duty, name))
            old.save(update_fields=SAME)
