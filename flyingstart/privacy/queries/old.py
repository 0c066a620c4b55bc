"""Rows of a kind whose time is over, that are on nobody's record: how many, and the oldest."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, QuerySet

from flyingstart.daybook.api import ConcernKind, unnamed_until, visits_until
from flyingstart.families.api import Person
from flyingstart.kernel.api import clock, fetch
from flyingstart.privacy.models import Breach, Complaint, LegalHold
from flyingstart.privacy.queries.due import held_people

WORRIES = {"worries": ConcernKind.CHILD, "worries about adults": ConcernKind.ADULT}
"""Records that the database shows to those alone who read them: counted and erased by functions."""


@dataclass(frozen=True, kw_only=True)
class Old:
    """How many rows are due, and the day of the oldest."""

    count: int
    oldest_on: dt.date | None


def old_breaches(until: dt.date) -> QuerySet[Any]:
    """Breaches that were closed up to a day."""
    return Breach.objects.filter(closed_at__lt=_end_of(until))


def old_complaints(until: dt.date) -> QuerySet[Any]:
    """Complaints that were answered up to a day, but for those of people under a legal hold."""
    return Complaint.objects.filter(answered_on__lte=until).exclude(person__in=held_people())


ROWS: Mapping[str, tuple[Callable[[dt.date], QuerySet[Any]], str]] = {
    "breaches": (old_breaches, "closed_at"),
    "complaints about data": (old_complaints, "answered_on"),
    "visitors and checks": (visits_until, "day"),
    "unnamed entries": (unnamed_until, "day"),
}
"""By record: the rows that ended up to a day, and the column of that day."""


def is_listed(record: str) -> bool:
    """Whether rows of a record are due by themselves, whoever they are about."""
    return record in ROWS or record in WORRIES


def old_rows(record: str, until: dt.date, today: dt.date) -> Old:
    """What is due of a record; nothing while a hold on everything lasts."""
    if LegalHold.objects.filter(person=None, ends_on=None).exists():
        return Old(count=0, oldest_on=None)
    if record in WORRIES:
        asked = [WORRIES[record].value, until, today, kept_in_worries()]
        ((count, oldest),) = fetch("SELECT * FROM privacy_count_worries(%s, %s, %s, %s)", asked)
        return Old(count=count, oldest_on=oldest)
    rows, column = ROWS[record]
    found = rows(until)
    oldest = found.aggregate(oldest=Min(column))["oldest"]
    day = clock.london_day(oldest) if isinstance(oldest, dt.datetime) else oldest
    return Old(count=found.count(), oldest_on=day)


def kept_in_worries() -> list[uuid.UUID]:
    """Of whom worries are kept: whom a legal hold names, and those who are erased with them."""
    people: Collection[int] = held_people()
    return list(Person.objects.filter(pk__in=people).values_list("public_id", flat=True))


def _end_of(day: dt.date) -> dt.datetime:
    return clock.london_midnight(day + dt.timedelta(days=1))
