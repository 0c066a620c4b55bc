"""A small town: two sites, three activities, two families; and words to say what is held."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flyingstart.activities.api import (
    Activity,
    Headcount,
    Mark,
    MarkEntry,
    MarkStatus,
    Session,
    SessionDetails,
    mark,
    schedule_session,
)
from flyingstart.families.api import Family, FamilyRef, FamilyTie, Person, PersonRef, Role
from flyingstart.kernel.api import Actor
from flyingstart.places.api import Room, Site

OPERATOR = Actor.command("test")
MONDAY = dt.datetime(2020, 1, 6, 10, tzinfo=dt.UTC)
AFTER = MONDAY + dt.timedelta(hours=2)
BORN = dt.date(2018, 3, 1)
DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class World:
    """What there is before anything happens."""

    play: Activity
    massage: Activity
    hall: Site
    church: Site
    room: Room
    family: Family
    other: Family
    child: Person
    mother: Person
    # Of two families.
    father: Person
    # Of none.
    stranger: Person


def make_world() -> World:
    """A world; its refs belong to the source `default`."""
    hall = Site.objects.create(code="hall", name="Hall", aliases=["The Hall"])
    church = Site.objects.create(code="church", name="St Anne’s Church")
    family, other = family_called("F1"), family_called("F2")
    world = World(
        play=activity("play", "Stay and Play", age_to_months=60),
        massage=activity("massage", "Baby Massage", age_to_months=12),
        hall=hall,
        church=church,
        room=Room.objects.create(site=hall, name="Blue room"),
        family=family,
        other=other,
        child=person("P1", "Ayaan", born=BORN),
        mother=person("P2", "Zofia"),
        father=person("P3", "Imran"),
        stranger=person("P4", "Kim"),
    )
    for who, whose, role in [
        (world.child, family, Role.CHILD),
        (world.mother, family, Role.PARENT),
        (world.father, family, Role.PARENT),
        (world.father, other, Role.CARER),
    ]:
        FamilyTie.objects.create(person=who, family=whose, role=role)
    return world


def activity(code: str, name: str, age_to_months: int | None = None) -> Activity:
    return Activity.objects.create(
        code=code, name=name, reaches="family", offer="universal", age_to_months=age_to_months
    )


def family_called(ref: str) -> Family:
    family = Family.objects.create()
    FamilyRef.objects.create(source=DEFAULT, ref=ref, family=family)
    return family


def person(ref: str, name: str, born: dt.date | None = None) -> Person:
    person = Person.objects.create(given_name=name, date_of_birth=born)
    PersonRef.objects.create(source=DEFAULT, ref=ref, person=person)
    return person


def scheduled(world: World, **changes: Any) -> Session:
    """Stay and Play in the hall on a Monday morning, unless changed."""
    details: dict[str, Any]
    details = {"activity_id": world.play.pk, "site_id": world.hall.pk, "starts_at": MONDAY}
    return schedule_session(details=SessionDetails(**(details | changes)), by=OPERATOR, at=MONDAY)


def came(
    session: Session, *people: Person, status: MarkStatus = MarkStatus.ATTENDED, **said: Any
) -> None:
    """Mark people, two hours after the session began."""
    entries = [MarkEntry(person_id=who.pk, status=status, **said) for who in people]
    mark(session=session, entries=entries, by=OPERATOR, at=AFTER)


def register(session: Session) -> dict[str, tuple[int, str]]:
    """The marks held: family and status by given name."""
    marks = Mark.objects.filter(session=session).select_related("person")
    return {m.person.given_name: (m.family_id, m.status) for m in marks}


def headcounts(session: Session) -> dict[str, int]:
    """The headcounts held, by counter."""
    return dict(Headcount.objects.filter(session=session).values_list("counted_by", "count"))
