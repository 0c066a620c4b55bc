"""A morning in a hall: a session, the family that came last week, and who takes the register."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from flyingstart.activities.api import (
    Activity,
    MarkEntry,
    MarkStatus,
    RegisterWord,
    Session,
    SessionDetails,
    mark,
    schedule_session,
)
from flyingstart.families.api import Family, Member, Person, PersonDetails, Role
from tests.families.web.town import SOUTH, Town, at_work, make_family, make_town
from tests.families.world import BY

# A Wednesday morning, while the session is on.
NOW = dt.datetime(2026, 3, 4, 10, 30, tzinfo=dt.UTC)
STARTS = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)
WEEK, MINUTE = dt.timedelta(days=7), dt.timedelta(minutes=1)
NADIA = Member(
    details=PersonDetails(
        given_name="Nadia", family_name="Rahman", date_of_birth=dt.date(1992, 2, 2)
    ),
    role=Role.PARENT,
    relationship="mother",
)
OMAR = Member(
    details=PersonDetails(
        given_name="Omar", family_name="Rahman", date_of_birth=dt.date(2023, 6, 1)
    ),
    role=Role.CHILD,
)


@dataclass(frozen=True)
class Hall:
    """What there is: `town.family` came to the session last week; `far` lives in the south."""

    town: Town
    session: Session
    before: Session
    far: Family

    @property
    def address(self) -> str:
        """The register's page."""
        return f"/staff/sessions/{self.session.public_id}/register/"

    @property
    def nadia(self) -> Person:
        """The mother of the family in the south."""
        return Person.objects.get(given_name="Nadia")

    def staff(self, role: str = "session_staff") -> Client:
        """The browser of somebody who works in the north."""
        return at_work(role, area=self.town.north)

    def session_at(self, **changes: Any) -> Session:
        """Another session: Stay and Play in the hall at ten, unless changed."""
        details: dict[str, Any] = {
            "activity_id": self.session.activity_id,
            "site_id": self.town.hall.pk,
            "starts_at": STARTS,
            "ends_at": STARTS + dt.timedelta(hours=2),
        }
        return schedule_session(details=SessionDetails(**(details | changes)), by=BY, at=NOW)


def make_hall(town: Town | None = None) -> Hall:
    """Write it down."""
    town = town or make_town()
    activity = Activity.objects.create(
        code="play", name="Stay and Play", reaches="family", offer="universal"
    )
    sessions = [
        schedule_session(
            details=SessionDetails(
                activity_id=activity.pk,
                site_id=town.hall.pk,
                starts_at=starts,
                ends_at=starts + dt.timedelta(hours=2),
            ),
            by=BY,
            at=NOW,
        )
        for starts in (STARTS - WEEK, STARTS)
    ]
    before, session = sessions
    far = make_family(NADIA, OMAR, postcode=SOUTH)
    came(before, town.family, town.mother, town.child, at=NOW - WEEK)
    return Hall(town=town, session=session, before=before, far=far)


def came(session: Session, family: Family, *people: Person, at: dt.datetime = NOW) -> None:
    """Mark people as present."""
    entries = [
        MarkEntry(person_id=one.pk, family_id=family.pk, status=MarkStatus.ATTENDED)
        for one in people
    ]
    mark(session=session, entries=entries, by=BY, at=at)


def word(hall: Hall, person: Person | uuid.UUID, family: Any = "", **said: Any) -> RegisterWord:
    """A word of a tablet: somebody is here, now."""
    whose = hall.town.family if family == "" else family
    given: dict[str, Any] = {
        "id": uuid.uuid4(),
        "session_id": hall.session.public_id,
        "person_id": getattr(person, "public_id", person),
        "family_id": getattr(whose, "public_id", whose),
        "status": MarkStatus.ATTENDED,
        "said_at": NOW,
    }
    return RegisterWord(**(given | said))


def as_json(words: Iterable[RegisterWord]) -> dict[str, Any]:
    """Words as a tablet sends them."""
    return {
        "entries": [
            {
                "id": str(one.id),
                "session": str(one.session_id),
                "person": str(one.person_id),
                "family": str(one.family_id) if one.family_id else None,
                "status": one.status.value,
                "said_at": one.said_at.isoformat(),
            }
            for one in words
        ]
    }


def register(session: Session) -> dict[str, str]:
    """What the register says of each, by given name."""
    marks = session.marks.select_related("person")
    return {mark.person.given_name: mark.status for mark in marks}
