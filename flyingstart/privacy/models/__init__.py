"""What privacy stores."""

from __future__ import annotations

from flyingstart.privacy.models.incidents import Breach, Complaint
from flyingstart.privacy.models.keeping import Disposal, DisposalLine, LegalHold
from flyingstart.privacy.models.looking import LookReview
from flyingstart.privacy.models.registers import Purpose, RetentionRule, SharingAgreement
from flyingstart.privacy.models.requests import (
    Pack,
    PackRow,
    RequestPause,
    SubjectRequest,
    WorryQuestion,
)

__all__ = [
    "Breach",
    "Complaint",
    "Disposal",
    "DisposalLine",
    "LegalHold",
    "LookReview",
    "Pack",
    "PackRow",
    "Purpose",
    "RequestPause",
    "RetentionRule",
    "SharingAgreement",
    "SubjectRequest",
    "WorryQuestion",
]
