"""A day at a hall: a session with a family, somebody who keeps its day book, its manager."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from flyingstart.accounts.api import User
from flyingstart.activities.api import Activity, Mark, MarkStatus, Session
from flyingstart.daybook.api import (
    DayEntry,
    EntryKind,
    EntryVersion,
    EntryWords,
    standing_of,
    write_entry,
)
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor
from tests.accounts.people import user_with
from tests.daybook.world import actor
from tests.families.web.town import NOW, Town, make_town

DAY = NOW.date()


@dataclass(frozen=True)
class Hall:
    """What there is: Zofia and her child came to the hall; Rea keeps its book, Mo manages it."""

    town: Town
    rea: User
    mo: User
    session: Session

    @property
    def address(self) -> str:
        """The page of its day."""
        self.town.hall.refresh_from_db()
        return f"/staff/day-book/{self.town.hall.public_id}/{DAY.isoformat()}/"

    @property
    def by(self) -> Actor:
        """Rea."""
        return actor(self.rea)


def make_hall() -> Hall:
    town = make_town()
    play = Activity.objects.create(
        code="play", name="Stay and Play", reaches="family", offer="universal"
    )
    session = Session.objects.create(
        activity=play,
        site=town.hall,
        starts_at=NOW - dt.timedelta(minutes=30),
        ends_at=NOW + dt.timedelta(minutes=90),
    )
    for person in (town.mother, town.child):
        come(session, town, person)
    return Hall(
        town=town,
        rea=user_with("session_staff", name="Rea Doyle", site=town.hall),
        mo=user_with("manager", name="Mo Manager", neighbourhood=town.north),
        session=session,
    )


def come(session: Session, town: Town, person: Person, **more: Any) -> Mark:
    """Somebody is marked as present."""
    said = {"family": town.family, "status": MarkStatus.ATTENDED, **more}
    return Mark.objects.create(session=session, person=person, **said)


def words(**changes: Any) -> EntryWords:
    """A bump of a boy's at ten, but for what is named."""
    called = "" if changes.get("person") else "A boy"
    said = {"happened_at": NOW, "called": called, "happened": "A bump", "done": "Ice"}
    return EntryWords(**{**said, **changes})


def write(hall: Hall, kind: EntryKind = EntryKind.ACCIDENT, **more: Any) -> DayEntry:
    """An entry of Rea's, but for what is named."""
    options = {"site": hall.town.hall, "by": hall.by, "at": NOW, "submission": uuid.uuid4()}
    own = {key: more.pop(key) for key in list(more) if key in options}
    return write_entry(kind=kind, words=words(**more), **{**options, **own})


def newest(entry: DayEntry) -> EntryVersion:
    """What stands there."""
    return standing_of(DayEntry.objects.get(pk=entry.pk)).newest
