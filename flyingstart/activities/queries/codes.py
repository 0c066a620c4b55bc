"""Codes by which families are found at the door."""

from __future__ import annotations

from collections.abc import Iterable

from flyingstart.activities.models import FamilyCode
from flyingstart.families.api import Family, family_records, family_roots


def code_of(family: Family) -> FamilyCode | None:
    """The code in force of a family, whichever of its records got it; the newest. Three queries."""
    root = family_roots([family.pk])[family.pk]
    return newest_code(family_records([root])[root])


def newest_code(records: Iterable[int]) -> FamilyCode | None:
    """The newest code in force of some records of families."""
    held = FamilyCode.objects.filter(family__in=list(records), ended_at=None)
    return held.order_by("-created_at", "-pk").first()


def family_of_code(code: str) -> Family | None:
    """The family, as it was kept, that a code in force names; None for any other text."""
    held = FamilyCode.objects.filter(code=code, ended_at=None).first()
    if held is None:
        return None
    return Family.objects.get(pk=family_roots([held.family_id])[held.family_id])
