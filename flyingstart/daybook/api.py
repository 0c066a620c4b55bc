"""The door of daybook: raising a worry, reading it, saying what was done."""

from __future__ import annotations

from flyingstart.daybook.enums import ConcernKind, DutyKey, StepKind
from flyingstart.daybook.errors import ConcernError, ConcernStateError, MissingWordsError
from flyingstart.daybook.models import Concern, ConcernReceipt, ConcernStep, Duty
from flyingstart.daybook.operations.concerns import (
    add_step,
    close_concern,
    raise_concern,
    read_concern,
    reopen_concern,
)
from flyingstart.daybook.queries.concerns import concerns_visible_to, receipts_of

__all__ = [
    "Concern",
    "ConcernError",
    "ConcernKind",
    "ConcernReceipt",
    "ConcernStateError",
    "ConcernStep",
    "Duty",
    "DutyKey",
    "MissingWordsError",
    "StepKind",
    "add_step",
    "close_concern",
    "concerns_visible_to",
    "raise_concern",
    "read_concern",
    "receipts_of",
    "reopen_concern",
]
