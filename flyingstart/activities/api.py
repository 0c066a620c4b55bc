"""The activities' door: what is offered, sessions, registers."""

from __future__ import annotations

from flyingstart.activities.catalogue import KnownActivity
from flyingstart.activities.enums import (
    CountedBy,
    KeptBecause,
    MarkStatus,
    Offer,
    Pattern,
    ProgrammeKind,
    Reaches,
)
from flyingstart.activities.errors import (
    ActivitiesError,
    ActivityNameTakenError,
    ClashError,
    ClockChangeError,
    CodeSlipError,
    CountError,
    FamilyUnclearError,
    NothingToPublishError,
    PlanError,
    ProgrammeChangedError,
    ProgrammeError,
    ReasonMissingError,
    RegisterClosedError,
    RegisterEmptyError,
    RoomElsewhereError,
    SessionCancelledError,
    SessionChangedError,
    SessionNotBegunError,
    SessionTimesError,
    SomebodyCameError,
    TermsMissingError,
    WorkerError,
)
from flyingstart.activities.models import (
    Activity,
    Edition,
    FamilyCode,
    Headcount,
    Mark,
    Programme,
    Series,
    Session,
    SessionWorker,
)
from flyingstart.activities.operations.closing import (
    close_register,
    reopen_register,
)
from flyingstart.activities.operations.codes import end_code, family_by_code, give_code
from flyingstart.activities.operations.copying import (
    copy_programme,
)
from flyingstart.activities.operations.entries import (
    Became,
    ClockFault,
    Received,
    Refusal,
    RegisterWord,
    receive_entries,
)
from flyingstart.activities.operations.history import PastSession, record_sessions
from flyingstart.activities.operations.newcomers import (
    welcome_newcomers,
)
from flyingstart.activities.operations.planning import (
    plan_programme,
)
from flyingstart.activities.operations.programmes import (
    alter_programme,
    draft_programme,
    publish_programme,
)
from flyingstart.activities.operations.registers import (
    MarkEntry,
    Merged,
    count_people,
    mark,
)
from flyingstart.activities.operations.sessions import (
    SessionDetails,
    alter_session,
    cancel_session,
    move_session,
    reinstate_session,
    schedule_session,
    staff_session,
)
from flyingstart.activities.queries.catalogue import activity_index
from flyingstart.activities.queries.expected import ExpectedFamily, ExpectedPerson, expected_at
from flyingstart.activities.queries.programmes import (
    all_terms,
    country,
    newest_edition,
    overlapping_programmes,
    programmes,
)
from flyingstart.activities.queries.reach import (
    Reach,
    reach_of,
)
from flyingstart.activities.queries.series import (
    sessions_between,
)
from flyingstart.activities.queries.sessions import first_and_last_day, last_came
from flyingstart.activities.rules.bank_holidays import (
    bank_holidays,
)
from flyingstart.activities.rules.days import (
    days_of,
)
from flyingstart.activities.timetable import (
    Clash,
    Copied,
    Fault,
    Kept,
    Occasion,
    Planned,
    ProgrammeDetails,
    SeriesDetails,
    SeriesRow,
    clashes_in_words,
)

__all__ = [
    "ActivitiesError",
    "Activity",
    "ActivityNameTakenError",
    "Became",
    "Clash",
    "ClashError",
    "ClockChangeError",
    "ClockFault",
    "CodeSlipError",
    "Copied",
    "CountError",
    "CountedBy",
    "Edition",
    "ExpectedFamily",
    "ExpectedPerson",
    "FamilyCode",
    "FamilyUnclearError",
    "Fault",
    "Headcount",
    "Kept",
    "KeptBecause",
    "KnownActivity",
    "Mark",
    "MarkEntry",
    "MarkStatus",
    "Merged",
    "NothingToPublishError",
    "Occasion",
    "Offer",
    "PastSession",
    "Pattern",
    "PlanError",
    "Planned",
    "Programme",
    "ProgrammeChangedError",
    "ProgrammeDetails",
    "ProgrammeError",
    "ProgrammeKind",
    "Reach",
    "Reaches",
    "ReasonMissingError",
    "Received",
    "Refusal",
    "RegisterClosedError",
    "RegisterEmptyError",
    "RegisterWord",
    "RoomElsewhereError",
    "Series",
    "SeriesDetails",
    "SeriesRow",
    "Session",
    "SessionCancelledError",
    "SessionChangedError",
    "SessionDetails",
    "SessionNotBegunError",
    "SessionTimesError",
    "SessionWorker",
    "SomebodyCameError",
    "TermsMissingError",
    "WorkerError",
    "activity_index",
    "all_terms",
    "alter_programme",
    "alter_session",
    "bank_holidays",
    "cancel_session",
    "clashes_in_words",
    "close_register",
    "copy_programme",
    "count_people",
    "country",
    "days_of",
    "draft_programme",
    "end_code",
    "expected_at",
    "family_by_code",
    "first_and_last_day",
    "give_code",
    "last_came",
    "mark",
    "move_session",
    "newest_edition",
    "overlapping_programmes",
    "plan_programme",
    "programmes",
    "publish_programme",
    "reach_of",
    "receive_entries",
    "record_sessions",
    "reinstate_session",
    "reopen_register",
    "schedule_session",
    "sessions_between",
    "staff_session",
    "welcome_newcomers",
]
