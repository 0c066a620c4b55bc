"""Entries about somebody who was only called by a name: those that are about a person on record."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from flyingstart.activities.api import Mark, MarkStatus
from flyingstart.daybook.models import EntryVersion
from flyingstart.families.api import Person
from flyingstart.kernel.api import clock


def versions_so_called(people: Collection[int]) -> list[int]:
    """Versions about nobody registered that call somebody as these records are called.

    Only at a site and on a day where they were marked as present, and only where the given name
    and an initial agree: that may be taken for them. Internal ids. Two queries.
    """
    names = names_of(people)
    rows = EntryVersion.objects.filter(where_they_came(people))
    return [pk for pk, called in rows.values_list("pk", "called") if is_of(called, names)]


def where_they_came(people: Any) -> Q:
    """Versions that call somebody who is not registered, at a site and on a day where they came.

    Whether it is them who are called so is for `is_of` to say.
    """
    came = Mark.objects.annotate(day=TruncDate("session__starts_at", tzinfo=clock.LONDON)).filter(
        person__in=people,
        status=MarkStatus.ATTENDED,
        session__site=OuterRef("entry__site"),
        day=OuterRef("entry__day"),
    )
    return Q(Exists(came), person=None) & ~Q(called="")


def names_of(people: Collection[int]) -> frozenset[str]:
    """What records may be called: the given name, with the family name or its initial."""
    rows = Person.objects.filter(pk__in=people).exclude(given_name="").exclude(family_name="")
    return frozenset(
        _plain(f"{given} {name}")
        for given, family in rows.values_list("given_name", "family_name")
        for name in (family, family[:1])
    )


def is_of(called: str, names: Collection[str]) -> bool:
    """Whether what somebody is called is one of these names, however it is written."""
    return _plain(called) in names


def _plain(name: str) -> str:
    return " ".join(name.replace(".", " ").split()).casefold()
