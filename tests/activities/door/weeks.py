"""Stay and Play on a few Mondays, and who came."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flyingstart.activities.api import Mark, MarkStatus, Session
from flyingstart.activities.models import Programme, Series
from flyingstart.families.api import Family, FamilyTie, Person, Role
from tests.activities.world import BORN, MONDAY, World, family_called, person

WEEK = dt.timedelta(weeks=1)


def held(world: World, weeks: int, **changes: Any) -> Session:
    """Stay and Play so many weeks after the first Monday."""
    details: dict[str, Any] = {
        "activity": world.play,
        "site": world.hall,
        "starts_at": MONDAY + weeks * WEEK,
    }
    return Session.objects.create(**(details | changes))


def attended(
    session: Session,
    family: Family,
    *people: Person,
    status: MarkStatus = MarkStatus.ATTENDED,
) -> None:
    Mark.objects.bulk_create(
        Mark(session=session, family=family, person=who, status=status) for who in people
    )


def household(number: int, *, born: dt.date = BORN) -> tuple[Family, Person, Person]:
    """A family with a child and a mother."""
    family = family_called(f"H{number}")
    child, mother = person(f"C{number}", f"Child {number:03}", born), person(f"M{number}", "Mother")
    FamilyTie.objects.create(person=child, family=family, role=Role.CHILD)
    FamilyTie.objects.create(person=mother, family=family, role=Role.PARENT)
    return family, child, mother


def series(world: World, **changes: Any) -> Series:
    """Stay and Play on Mondays of a term."""
    programme = Programme.objects.create(
        name=f"Programme {Programme.objects.count()}",
        kind="term",
        starts_on=dt.date(2020, 1, 6),
        ends_on=dt.date(2020, 3, 30),
    )
    details: dict[str, Any] = {
        "programme": programme,
        "activity": world.play,
        "site": world.hall,
        "weekday": 1,
        "starts": dt.time(10),
        "ends": dt.time(11, 30),
        "first_on": programme.starts_on,
        "last_on": programme.ends_on,
    }
    return Series.objects.create(**(details | changes))
