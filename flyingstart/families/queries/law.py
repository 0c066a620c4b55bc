"""What the law says on a day, as the pack has it; None where the pack does not say."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from flyingstart.families.enums import LawKey
from flyingstart.families.models import LegalNumber
from flyingstart.families.once import once
from flyingstart.families.young import LegalAges


def newest(key: LawKey, day: dt.date) -> QuerySet[LegalNumber, int]:
    """The number that holds on a day, to be put into another query."""
    rows = LegalNumber.objects.filter(key=key, starts_on__lte=day).order_by("-starts_on")
    return rows.values_list("number", flat=True)[:1]


def number_on(key: LawKey, day: dt.date) -> int | None:
    """The number that holds on a day. One query; a page asks once."""
    return once(("law", key, day), lambda: newest(key, day).first())


def legal_ages_on(day: dt.date) -> LegalAges:
    """Below which ages whom to tell of a parent. One query; a page asks once."""
    return once(("law", "ages", day), lambda: _ages(day))


def _ages(day: dt.date) -> LegalAges:
    keys = (LawKey.POLICE_UNDER, LawKey.LEAD_UNDER)
    rows = LegalNumber.objects.filter(key__in=keys, starts_on__lte=day).order_by("starts_on")
    found = dict(rows.values_list("key", "number"))
    return LegalAges(police_under=found.get(keys[0]), lead_under=found.get(keys[1]))
