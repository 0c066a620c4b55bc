"""The door of daybook: worries, and what happened at a site on a day."""

from __future__ import annotations

from flyingstart.daybook.enums import (
    ConcernKind,
    DutyKey,
    EntryKind,
    SignedHow,
    Signs,
    StepKind,
)
from flyingstart.daybook.errors import (
    ConcernError,
    ConcernStateError,
    DayBookError,
    EntryTimeError,
    EntryWordsError,
    MissingWordsError,
    SignatureError,
    VisitorError,
)
from flyingstart.daybook.models import (
    CheckPoint,
    Concern,
    ConcernReceipt,
    ConcernStep,
    DayEntry,
    DaySignature,
    Duty,
    EntryVersion,
)
from flyingstart.daybook.operations.concerns import (
    add_step,
    close_concern,
    raise_concern,
    read_concern,
    reopen_concern,
)
from flyingstart.daybook.operations.entries import (
    correct_entry,
    let_visitor_out,
    write_entry,
)
from flyingstart.daybook.operations.forgetting import erase_day_entries
from flyingstart.daybook.operations.signing import countersign_entry, sign_entry
from flyingstart.daybook.queries.concerns import (
    concerns_visible_to,
    kinds_read_by,
    readers_of,
    receipts_of,
)
from flyingstart.daybook.queries.entries import Standing, entries_visible_to, standing_of
from flyingstart.daybook.queries.old import unnamed_until, visits_until
from flyingstart.daybook.words import EntryWords, Point

__all__ = [
    "CheckPoint",
    "Concern",
    "ConcernError",
    "ConcernKind",
    "ConcernReceipt",
    "ConcernStateError",
    "ConcernStep",
    "DayBookError",
    "DayEntry",
    "DaySignature",
    "Duty",
    "DutyKey",
    "EntryKind",
    "EntryTimeError",
    "EntryVersion",
    "EntryWords",
    "EntryWordsError",
    "MissingWordsError",
    "Point",
    "SignatureError",
    "SignedHow",
    "Signs",
    "Standing",
    "StepKind",
    "VisitorError",
    "add_step",
    "close_concern",
    "concerns_visible_to",
    "correct_entry",
    "countersign_entry",
    "entries_visible_to",
    "erase_day_entries",
    "kinds_read_by",
    "let_visitor_out",
    "raise_concern",
    "read_concern",
    "readers_of",
    "receipts_of",
    "reopen_concern",
    "sign_entry",
    "standing_of",
    "unnamed_until",
    "visits_until",
    "write_entry",
]
