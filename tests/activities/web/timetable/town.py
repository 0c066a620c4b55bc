"""Two neighbourhoods, their sites and rooms, what is offered there, and who works."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from flyingstart.accounts.api import User
from flyingstart.activities.api import Activity, Programme, Session, SessionWorker
from flyingstart.places.api import Area, AreaSet, Room, Site, Term
from tests.accounts.people import user_with
from tests.design.rendering import words

# A Wednesday, in the morning.
NOW = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 3, 2)
# Who reads the timetable and plans nothing.
READERS = ("session_staff", "family_worker", "analyst", "partner", "administrator", "")
NOBODY = uuid.UUID("0192d3a0-0000-7000-8000-00000000dead")


@dataclass(frozen=True, kw_only=True)
class Town:
    """Where everything is, and who is there."""

    north: Area
    south: Area
    hub: Site
    hall: Site
    southern: Site
    blue: Room
    play: Activity
    massage: Activity
    ada: User
    ben: User


def make_town() -> Town:
    """Write it down; the spring term is held."""
    edition = AreaSet.objects.create(code="hoods", name="Hoods", kind="neighbourhood")
    north = Area.objects.create(area_set=edition, code="north", name="North End")
    south = Area.objects.create(area_set=edition, code="south", name="South End")
    hub = Site.objects.create(code="hub", name="Alder Hub", neighbourhood=north, is_main=True)
    hall = Site.objects.create(code="hall", name="A Hall", neighbourhood=north, is_delivery=True)
    southern = Site.objects.create(
        code="southern", name="Birch Hub", neighbourhood=south, is_main=True
    )
    for code, name, starts, ends, half in (
        ("spring", "Spring term 2026", (1, 5), (3, 27), ((2, 16), (2, 20))),
        ("summer", "Summer term 2026", (4, 13), (7, 21), ((5, 25), (5, 29))),
    ):
        Term.objects.create(
            code=code,
            name=name,
            starts_on=dt.date(2026, *starts),
            ends_on=dt.date(2026, *ends),
            half_term_starts_on=dt.date(2026, *half[0]),
            half_term_ends_on=dt.date(2026, *half[1]),
        )
    return Town(
        north=north,
        south=south,
        hub=hub,
        hall=hall,
        southern=southern,
        blue=Room.objects.create(site=hub, name="Blue room"),
        play=activity("play", "Stay and Play"),
        massage=activity("massage", "Baby Massage"),
        ada=user_with("session_staff", neighbourhood=north, name="Ada Green"),
        ben=user_with("session_staff", neighbourhood=north, name="Ben Moor"),
    )


def activity(code: str, name: str) -> Activity:
    """Something that is offered to families."""
    return Activity.objects.create(code=code, name=name, reaches="family", offer="universal")


def session_at(
    town: Town, day: dt.date = MONDAY, hour: int = 10, *, lead: User | None = None, **details: Any
) -> Session:
    """Stay and Play at the hub for an hour and a half, unless told otherwise; as London has it."""
    starts = dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)
    held = Session.objects.create(
        **{
            "activity": town.play,
            "site": town.hub,
            "starts_at": starts,
            "ends_at": starts + dt.timedelta(minutes=90),
            **details,
        }
    )
    if lead:
        SessionWorker.objects.create(session=held, worker=lead, is_lead=True)
    return held


def spring(town: Town, **details: Any) -> Programme:
    """The spring programme of the north, empty."""
    return Programme.objects.create(
        **{
            "name": "Spring 2026",
            "kind": "term",
            "neighbourhood": town.north,
            "starts_on": dt.date(2026, 1, 5),
            "ends_on": dt.date(2026, 3, 27),
            **details,
        }
    )


def client_of(user: User) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(user)
    return client


def at_work(role: str, *, area: Area | None = None, site: Site | None = None) -> Client:
    """The browser of somebody with a role in a place; everywhere when none is named."""
    return client_of(user_with(role, neighbourhood=area, site=site))


def text_of(response: object) -> str:
    """All that a page says, in one line."""
    return " ".join(words(response.content.decode()))  # type: ignore[attr-defined]
