"""What daybook stores."""

from __future__ import annotations

from flyingstart.daybook.models.concerns import Concern, ConcernReceipt, ConcernStep
from flyingstart.daybook.models.duties import Duty
from flyingstart.daybook.models.entries import (
    CheckPoint,
    DayEntry,
    DaySignature,
    EntryVersion,
)

__all__ = [
    "CheckPoint",
    "Concern",
    "ConcernReceipt",
    "ConcernStep",
    "DayEntry",
    "DaySignature",
    "Duty",
    "EntryVersion",
]
