"""The door of evidence: figures, and what is declared about them."""

from __future__ import annotations

from flyingstart.evidence.answer import Answer, AnswerRow, Listed
from flyingstart.evidence.behind import Member, Row, Shown, shown_to
from flyingstart.evidence.errors import AskedWronglyError, EvidenceError, SnapshotError
from flyingstart.evidence.latest import latest_snapshot
from flyingstart.evidence.measures.dimensions import DIMENSIONS, Dimension
from flyingstart.evidence.measures.measure import Base, Behind, Measure, Polarity, Unit, measures
from flyingstart.evidence.measuring import (
    forget_snapshots,
    listed,
    measure,
    refresh_snapshot,
)
from flyingstart.evidence.operations.reports import sign_report
from flyingstart.evidence.small_areas import HeldBack, Why, few_elsewhere, held_back_by_area

__all__ = [
    "DIMENSIONS",
    "Answer",
    "AnswerRow",
    "AskedWronglyError",
    "Base",
    "Behind",
    "Dimension",
    "EvidenceError",
    "HeldBack",
    "Listed",
    "Measure",
    "Member",
    "Polarity",
    "Row",
    "Shown",
    "SnapshotError",
    "Unit",
    "Why",
    "few_elsewhere",
    "forget_snapshots",
    "held_back_by_area",
    "latest_snapshot",
    "listed",
    "measure",
    "measures",
    "refresh_snapshot",
    "shown_to",
    "sign_report",
]
