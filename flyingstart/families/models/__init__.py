"""What families stores."""

from __future__ import annotations

from flyingstart.families.models.duplicates import Distinct, Merge
from flyingstart.families.models.joining import Draft, PrivacyNotice, SavedList
from flyingstart.families.models.keeping import FamilyPlace, MessagePause, Note, WarningNote
from flyingstart.families.models.people import (
    Address,
    Code,
    Contact,
    ContactDetail,
    ExpectedBirth,
    Family,
    FamilyRef,
    FamilyTie,
    Need,
    Person,
    PersonRef,
    Registration,
)

__all__ = [
    "Address",
    "Code",
    "Contact",
    "ContactDetail",
    "Distinct",
    "Draft",
    "ExpectedBirth",
    "Family",
    "FamilyPlace",
    "FamilyRef",
    "FamilyTie",
    "Merge",
    "MessagePause",
    "Need",
    "Note",
    "Person",
    "PersonRef",
    "PrivacyNotice",
    "Registration",
    "SavedList",
    "WarningNote",
]
