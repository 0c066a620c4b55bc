"""The families' door: people, the families they belong to, and what is known of them."""

from __future__ import annotations

from flyingstart.families.codes import CodeIndex, KnownCode
from flyingstart.families.enums import (
    CARING_ROLES,
    CodeKind,
    ContactKind,
    DetailKind,
    ExpectedBirthOutcome,
    NoAnswer,
    Role,
    Sex,
)
from flyingstart.families.models import (
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
from flyingstart.families.operations.history import (
    PastAddress,
    PastFamily,
    PastHousehold,
    PastPerson,
    PastTie,
    RecordedFamilies,
    UnknownCodesError,
    record_families,
)
from flyingstart.families.queries.codes import code_indexes, code_labels
from flyingstart.families.queries.people import children_born, families_of
from flyingstart.families.queries.refs import (
    families_by_ref,
    family_refs,
    people_by_ref,
    person_refs,
)

__all__ = [
    "CARING_ROLES",
    "Address",
    "Code",
    "CodeIndex",
    "CodeKind",
    "Contact",
    "ContactDetail",
    "ContactKind",
    "DetailKind",
    "ExpectedBirth",
    "ExpectedBirthOutcome",
    "Family",
    "FamilyRef",
    "FamilyTie",
    "KnownCode",
    "Need",
    "NoAnswer",
    "PastAddress",
    "PastFamily",
    "PastHousehold",
    "PastPerson",
    "PastTie",
    "Person",
    "PersonRef",
    "RecordedFamilies",
    "Registration",
    "Role",
    "Sex",
    "UnknownCodesError",
    "children_born",
    "code_indexes",
    "code_labels",
    "families_by_ref",
    "families_of",
    "family_refs",
    "people_by_ref",
    "person_refs",
    "record_families",
]
