"""Entries about somebody who was only called by a name: those that are about a person on record."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from flyingstart.activities.api import Mark, MarkStatus
from flyingstart.daybook.models import EntryVersion
from flyingstart.families.api import Person
from flyingstart.kernel.api import clock


def versions_so_called(people: Collection[int]) -> list[int]:
    """Versions about nobody registered that call somebody as these records are called.

    Only at a site and on a day where they were marked as present, and only where the given name
    and an initial agree: that may be taken for them. Internal ids. Three queries.
    """
    came = Mark.objects.filter(person__in=people, status=MarkStatus.ATTENDED)
    places = {
        (site, clock.london_day(starts))
        for site, starts in came.values_list("session__site", "session__starts_at")
    }
    names = {name for one in Person.objects.filter(pk__in=people) for name in _names(one)}
    sites = came.values("session__site")
    rows = EntryVersion.objects.filter(person=None, entry__site__in=sites)
    return [
        pk
        for pk, called, site, day in rows.exclude(called="").values_list(
            "pk", "called", "entry__site", "entry__day"
        )
        if (site, day) in places and _plain(called) in names
    ]


def _names(person: Person) -> Iterator[str]:
    if person.given_name and person.family_name:
        for family in (person.family_name, person.family_name[:1]):
            yield _plain(f"{person.given_name} {family}")


def _plain(name: str) -> str:
    return " ".join(name.replace(".", " ").split()).casefold()
