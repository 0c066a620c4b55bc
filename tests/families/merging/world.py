"""Two records that may be one, and words to join and part them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from flyingstart.families.api import (
    AddressLines,
    Family,
    Member,
    Merge,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    Side,
    entered_since,
    merge_families,
    merge_people,
    register_family,
    unmerge,
)
from flyingstart.kernel.api import Actor, ActorKind
from tests.families.world import AT

WORKER = Actor(kind=ActorKind.USER, name="Sam Okafor", id=uuid.UUID(int=7))
LATER = AT + dt.timedelta(days=30)
LATEST = AT + dt.timedelta(days=60)
BORN = dt.date(2018, 3, 1)
NHS, OTHER_NHS = "9990000018", "9990000026"


def person(given: str = "Zofia", family: str = "Example", **answers: Any) -> Person:
    made = Person.objects.create(given_name=given, family_name=family, **answers)
    made.refresh_from_db()
    return made


def household(
    mother: str = "Zofia", child: str = "Ayaan", postcode: str = "LU9 1AA", **said: Any
) -> tuple[Family, Person, Person]:
    """A family of two, registered with an address and the mother's phone."""
    names: dict[str, Any] = {"family_name": "Example"}
    form = RegistrationForm(
        members=(
            Member(
                details=PersonDetails(given_name=mother, **names),
                role=Role.PARENT,
                phone=said.get("phone", ""),
                email=said.get("email", ""),
            ),
            Member(
                details=PersonDetails(
                    given_name=child, date_of_birth=said.get("born", BORN), **names
                ),
                role=Role.CHILD,
            ),
        ),
        address=AddressLines(postcode=postcode),
        registered_on=said.get("on", dt.date(2020, 1, 1)),
    )
    family = register_family(form=form, by=WORKER, at=AT)
    one, other = Person.objects.filter(ties__family=family).order_by("pk")
    return family, one, other


def join(kept: Person, merged: Person, **said: Any) -> Merge:
    options: dict[str, Any] = {"reason": "The same person", "by": WORKER, "at": LATER} | said
    return merge_people(kept=kept, merged=merged, **options)


def join_families(
    kept: Family, merged: Family, *pairs: tuple[Person, Person], **said: Any
) -> Merge:
    options: dict[str, Any] = {"reason": "Registered twice", "by": WORKER, "at": LATER} | said
    return merge_families(kept=kept, merged=merged, pairs=pairs, **options)


def part(merge: Merge, belongs: Mapping[str, Side] | Side = Side.KEPT, **said: Any) -> Merge:
    """Part again; a side alone: everything entered since goes there."""
    if isinstance(belongs, Side):
        belongs = {entry.key: belongs for entry in entered_since(merge)}
    options: dict[str, Any] = {"reason": "Two after all", "by": WORKER, "at": LATEST} | said
    return unmerge(merge=merge, belongs=belongs, **options)


def into(*rows: Person | Family) -> list[int | None]:
    """Into whom each is merged."""
    for row in rows:
        row.refresh_from_db()
    return [row.merged_into_id for row in rows]
