"""Who came to a site on a day, so that an entry can be about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from flyingstart.accounts.api import User, current_tablet
from flyingstart.activities.api import Mark, MarkStatus
from flyingstart.families.api import Person, person_roots
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site


@dataclass(frozen=True, kw_only=True)
class Here:
    """Somebody who came. `in_sight`: the reader may see both their names, on this device."""

    person: Person
    in_sight: bool

    @property
    def name(self) -> str:
        """Both names, or the given one and an initial."""
        return str(self.person) if self.in_sight else short_name(self.person)


def people_here(site: Site, day: dt.date, user: User, also: Collection[Person] = ()) -> list[Here]:
    """Everybody marked as present at a site on a day, and others; the youngest first.

    Nobody's own people. Four queries.
    """
    begins, ends = clock.london_midnight(day), clock.london_midnight(day + dt.timedelta(days=1))
    marks = Mark.objects.filter(
        session__site=site,
        session__starts_at__gte=begins,
        session__starts_at__lt=ends,
        status=MarkStatus.ATTENDED,
    )
    roots = person_roots(set(marks.values_list("person_id", flat=True)))
    ids = {*roots.values(), *(one.pk for one in also)}
    people = Person.objects.not_own_of(user).filter(pk__in=ids)
    seen = in_sight(ids, user)
    ordered = sorted(people, key=lambda one: (one.date_of_birth is None, _youth(one), str(one)))
    return [Here(person=one, in_sight=one.pk in seen) for one in ordered]


def in_sight(people: Collection[int], user: User) -> set[int]:
    """Of people by internal id, those whose names a user may see; on a shared tablet nobody."""
    if current_tablet() is not None:
        return set()
    rows = Person.objects.visible_to(user).filter(pk__in=people)
    return set(rows.values_list("pk", flat=True))


def short_name(person: Person) -> str:
    """Given name and initial; the initial alone where no given name is known."""
    family = person.family_name
    return f"{person.given_name} {family[:1]}.".strip() if family else person.given_name


def _youth(person: Person) -> int:
    return -person.date_of_birth.toordinal() if person.date_of_birth else 0
