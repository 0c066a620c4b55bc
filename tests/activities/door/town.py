"""The town of the family pages, with what is on in it on one day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from flyingstart.accounts.api import User
from flyingstart.activities.api import Activity, Session
from flyingstart.activities.models import FamilyCode, SessionWorker
from flyingstart.activities.operations.codes import give_code
from flyingstart.families.api import Family
from flyingstart.places.api import Site
from tests.accounts.people import user_with
from tests.families.web.town import NOW, Town, client_of
from tests.families.world import BY


@dataclass(frozen=True)
class Day:
    """Stay and Play in the hall of the north, this morning."""

    town: Town
    play: Activity
    session: Session

    def held(self, *, at: dt.datetime = NOW, site: Site | None = None, **changes: Any) -> Session:
        """One more session, of an hour and a half."""
        details: dict[str, Any] = {
            "activity": self.play,
            "site": site or self.town.hall,
            "starts_at": at,
            "ends_at": at + dt.timedelta(minutes=90),
        }
        made = Session.objects.create(**(details | changes))
        made.refresh_from_db()
        return made

    def worker(self, role: str = "session_staff", **place: Any) -> User:
        """Somebody of the north, where no other place is named."""
        return user_with(role, **(place or {"neighbourhood": self.town.north}))

    def client(self, role: str = "session_staff", **place: Any) -> Client:
        """Their browser."""
        return client_of(self.worker(role, **place))


def make_day(town: Town) -> Day:
    """Stay and Play begins at NOW."""
    play = Activity.objects.create(
        code="play", name="Stay and Play", reaches="family", offer="universal"
    )
    session = Session.objects.create(
        activity=play, site=town.hall, starts_at=NOW, ends_at=NOW + dt.timedelta(minutes=90)
    )
    session.refresh_from_db()
    return Day(town=town, play=play, session=session)


def leads(user: User, session: Session, *, is_lead: bool = True) -> User:
    SessionWorker.objects.create(session=session, worker=user, is_lead=is_lead)
    return user


def code_for(family: Family, **said: Any) -> FamilyCode:
    return give_code(family=family, by=BY, at=NOW, **said)
