"""The activities' door: what is offered, sessions, registers."""

from __future__ import annotations

from flyingstart.activities.catalogue import KnownActivity
from flyingstart.activities.enums import CountedBy, MarkStatus, Offer, Reaches
from flyingstart.activities.errors import (
    ActivitiesError,
    ActivityNameTakenError,
    CountError,
    FamilyUnclearError,
    RegisterClosedError,
    RegisterEmptyError,
    RoomElsewhereError,
    SessionCancelledError,
    SessionChangedError,
    SessionNotBegunError,
    SessionTimesError,
    SomebodyCameError,
)
from flyingstart.activities.models import Activity, Headcount, Mark, Session
from flyingstart.activities.operations.history import PastSession, record_sessions
from flyingstart.activities.operations.registers import (
    MarkEntry,
    Merged,
    close_register,
    count_people,
    mark,
    reopen_register,
)
from flyingstart.activities.operations.sessions import (
    SessionDetails,
    alter_session,
    cancel_session,
    reinstate_session,
    schedule_session,
)
from flyingstart.activities.queries.catalogue import activity_index
from flyingstart.activities.queries.sessions import first_and_last_day, last_came

__all__ = [
    "ActivitiesError",
    "Activity",
    "ActivityNameTakenError",
    "CountError",
    "CountedBy",
    "FamilyUnclearError",
    "Headcount",
    "KnownActivity",
    "Mark",
    "MarkEntry",
    "MarkStatus",
    "Merged",
    "Offer",
    "PastSession",
    "Reaches",
    "RegisterClosedError",
    "RegisterEmptyError",
    "RoomElsewhereError",
    "Session",
    "SessionCancelledError",
    "SessionChangedError",
    "SessionDetails",
    "SessionNotBegunError",
    "SessionTimesError",
    "SomebodyCameError",
    "activity_index",
    "alter_session",
    "cancel_session",
    "close_register",
    "count_people",
    "first_and_last_day",
    "last_came",
    "mark",
    "record_sessions",
    "reinstate_session",
    "reopen_register",
    "schedule_session",
]
