"""Somebody at the door whom a worker does not see: found by what they say of themselves."""

from __future__ import annotations

import datetime as dt

from flyingstart.activities.queries.reach import families_ever
from flyingstart.families.api import Person, people_by_ref
from flyingstart.kernel.api import folded


def found_by_name_and_birth(
    *, given_name: str, family_name: str, date_of_birth: dt.date
) -> dict[int, list[int]]:
    """The living of exactly this name and birth date, and their families of today.

    By internal ids, joined records as the one kept; who belongs to no family is left out. Three
    queries.
    """
    asked = folded(f"{given_name} {family_name}")
    born = Person.objects.filter(date_of_birth=date_of_birth, died_on=None)
    called = [one for one in born if folded(f"{one.given_name} {one.family_name}") == asked]
    kept = set(people_by_ref("", {str(one.public_id) for one in called}).values())
    alive = set(Person.objects.filter(pk__in=kept, died_on=None).values_list("pk", flat=True))
    return {
        person: [family for family, still in sorted(families.items()) if still]
        for person, families in sorted(families_ever(alive).items())
        if any(families.values())
    }
