"""Entries of the day book whose time is over: those that hang on nobody registered."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from flyingstart.daybook.kinds import OF_SAFETY
from flyingstart.daybook.models import DayEntry, EntryVersion


def visits_until(day: dt.date) -> QuerySet[DayEntry]:
    """Visitors, opening checks and roll calls up to a day, that day included."""
    return DayEntry.objects.filter(day__lte=day).exclude(kind__in=OF_SAFETY)


def unnamed_until(day: dt.date) -> QuerySet[DayEntry]:
    """Accidents and the like up to a day, of which no version is about anybody registered.

    All others go with the record of whom they are about.
    """
    named = EntryVersion.objects.exclude(person=None).values("entry")
    return DayEntry.objects.filter(day__lte=day, kind__in=OF_SAFETY).exclude(pk__in=named)
