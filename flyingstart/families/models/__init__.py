"""What families stores."""

from __future__ import annotations

from flyingstart.families.models.caring import (
    CareNeed,
    Collector,
    CourtOrder,
    EmergencyContact,
    Placement,
    Responsibility,
)
from flyingstart.families.models.choosing import (
    Alert,
    Consent,
    NoticeShown,
    Objection,
    OwnPeople,
)
from flyingstart.families.models.colleagues import Colleague
from flyingstart.families.models.duplicates import Distinct, Merge
from flyingstart.families.models.joining import Draft, PrivacyNotice, SavedList
from flyingstart.families.models.keeping import FamilyPlace, MessagePause, Note, WarningNote
from flyingstart.families.models.law import LegalNumber, YoungParentTold
from flyingstart.families.models.outside import AutoReply, Paper, Reply, RiskWord
from flyingstart.families.models.people import (
    Address,
    Code,
    Contact,
    ContactDetail,
    ContactPerson,
    ExpectedBirth,
    Family,
    FamilyRef,
    FamilyTie,
    Need,
    Person,
    PersonRef,
    Registration,
)
from flyingstart.families.models.sealing import SealedRecord

__all__ = [
    "Address",
    "Alert",
    "AutoReply",
    "CareNeed",
    "Code",
    "Colleague",
    "Collector",
    "Consent",
    "Contact",
    "ContactDetail",
    "ContactPerson",
    "CourtOrder",
    "Distinct",
    "Draft",
    "EmergencyContact",
    "ExpectedBirth",
    "Family",
    "FamilyPlace",
    "FamilyRef",
    "FamilyTie",
    "LegalNumber",
    "Merge",
    "MessagePause",
    "Need",
    "Note",
    "NoticeShown",
    "Objection",
    "OwnPeople",
    "Paper",
    "Person",
    "PersonRef",
    "Placement",
    "PrivacyNotice",
    "Registration",
    "Reply",
    "Responsibility",
    "RiskWord",
    "SavedList",
    "SealedRecord",
    "WarningNote",
    "YoungParentTold",
]
