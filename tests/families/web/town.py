"""Two neighbourhoods with a hub each, a family in each, and the people who work there."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.test import Client

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    AddressLines,
    Family,
    Member,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    register_family,
)
from flyingstart.places.api import Area, AreaSet, FoundBy, Postcode, PostcodeArea, Site
from tests.accounts.people import user_with
from tests.design.rendering import words
from tests.families.world import BY, make_law

NOW = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 4)
NORTH, SOUTH = "LU9 1AA", "LU9 9ZZ"
NOBODY = uuid.UUID("0192d3a0-0000-7000-8000-00000000dead")
ZOFIA = Member(
    details=PersonDetails(
        given_name="Zofia", family_name="Kowalska", date_of_birth=dt.date(1995, 5, 5)
    ),
    role=Role.PARENT,
    relationship="mother",
    phone="07700 900123",
)
STAN = Member(
    details=PersonDetails(
        given_name="Stanisław", family_name="Kowalski", date_of_birth=dt.date(2024, 1, 10)
    ),
    role=Role.CHILD,
)


@dataclass(frozen=True)
class Town:
    """Where everything is; `family` lives in the north."""

    north: Area
    south: Area
    hub: Site
    hall: Site
    family: Family

    @property
    def mother(self) -> Person:
        """Zofia, whatever she is called by now."""
        return Person.objects.get(ties__family=self.family, ties__relationship="mother")

    @property
    def child(self) -> Person:
        """Stanisław."""
        return Person.objects.get(given_name="Stanisław")


def make_town() -> Town:
    """Write it down. The north has a hub, a hall where sessions are held, and a base of staff."""
    make_law()
    edition = AreaSet.objects.create(code="hoods", name="Hoods", kind="neighbourhood")
    Area.objects.bulk_create(
        Area(area_set=edition, code=code, name=f"{code.title()} End") for code in ("north", "south")
    )
    north, south = Area.objects.filter(area_set=edition).order_by("code")
    postcodes = Postcode.objects.bulk_create(Postcode(text=text) for text in (NORTH, SOUTH))
    PostcodeArea.objects.bulk_create(
        PostcodeArea(postcode=postcode, area=area, how=FoundBy.FILE)
        for postcode, area in zip(postcodes, (north, south), strict=True)
    )
    Site.objects.bulk_create(
        (
            Site(code="hub", name="Alder Hub", neighbourhood=north, is_main=True),
            Site(code="hall", name="A Hall", neighbourhood=north, is_delivery=True),
            Site(code="base", name="A Base", neighbourhood=north, is_staff_base=True),
            Site(code="southern", name="Birch Hub", neighbourhood=south, is_main=True),
        )
    )
    # What the database gave them, too.
    hub, hall = Site.objects.filter(code__in=("hub", "hall")).order_by("-code")
    return Town(north, south, hub, hall, family=make_family())


def make_family(*members: Member, postcode: str = NORTH) -> Family:
    """A family at an address; Zofia and her child when nobody is named."""
    form = RegistrationForm(
        members=members or (ZOFIA, STAN),
        address=AddressLines(line_1="1 High Street", postcode=postcode),
        registered_on=dt.date(2026, 1, 20),
    )
    return register_family(form=form, by=BY, at=NOW)


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


def day(name: str, value: dt.date) -> dict[str, str]:
    """A date as its three boxes are sent."""
    return {
        f"{name}-day": str(value.day),
        f"{name}-month": str(value.month),
        f"{name}-year": str(value.year),
    }
