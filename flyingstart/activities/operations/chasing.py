"""Registers that were left open: whoever leads the session is reminded, and it stays on record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict

from flyingstart.activities.enums import RegisterStep
from flyingstart.activities.models import RegisterEvent, Session
from flyingstart.activities.queries.late import due_for_a_reminder
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.kernel.jobs import enqueue


@operation
def chase_late_registers(*, waits: dt.timedelta, by: Actor, at: dt.datetime) -> int:
    """Remind those who lead sessions whose register is open so long after the end.

    A lead gets one letter a day for all of theirs, and no session is told of more than three times.
    Sessions that a file brought, that were cancelled, or that nobody leads are left alone. Done
    again on the same day it does nothing. Answers how many letters are on their way.
    """
    theirs: dict[uuid.UUID, list[Session]] = defaultdict(list)
    for session, lead in due_for_a_reminder(waits, at):
        theirs[lead].append(session)
    for lead, sessions in theirs.items():
        RegisterEvent.objects.bulk_create(
            RegisterEvent(
                session=session, step=RegisterStep.CHASED, said_by=by.name, happened_at=at
            )
            for session in sessions
        )
        day = clock.london_day(at).isoformat()
        enqueue("activities.remind_lead", lead=lead, day=day)
    return len(theirs)
