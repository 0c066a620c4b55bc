"""Taking entries of the day book away when their time is over."""

from __future__ import annotations

from django.db.models import QuerySet

from flyingstart.daybook.models import DayEntry, DaySignature, EntryVersion
from flyingstart.kernel.api import Erased, erase_rows


def erase_day_entries(entries: QuerySet[DayEntry]) -> Erased:
    """Erase whole entries, with all their versions and signatures; within an operation that may."""
    whole = DayEntry.objects.filter(pk__in=list(entries.values_list("pk", flat=True)))
    versions = EntryVersion.objects.filter(entry__in=whole)
    signatures = DaySignature.objects.filter(version_signed__in=versions)
    return erase_rows(signatures, versions, whole)
