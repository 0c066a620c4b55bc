"""The demo's sign-ins: one person for each role, each in a place where such a person works."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flyingstart.places.api import Area, Site

# Letters and digits that nobody mistakes for each other.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Place(Enum):
    """Where somebody works."""

    EVERYWHERE = auto()
    FIRST_NEIGHBOURHOOD = auto()
    SECOND_NEIGHBOURHOOD = auto()
    SITE = auto()


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """Somebody made up."""

    role: str
    name: str
    place: Place = Place.EVERYWHERE

    @property
    def email(self) -> str:
        """What they sign in with."""
        return f"{self.role.replace('_', '.')}@example.org"


PEOPLE = (
    DemoPerson(role="manager", name="Maya Example", place=Place.FIRST_NEIGHBOURHOOD),
    DemoPerson(role="session_staff", name="Sam Example", place=Place.SITE),
    DemoPerson(role="family_worker", name="Farah Example", place=Place.SECOND_NEIGHBOURHOOD),
    DemoPerson(role="business_support", name="Ben Example"),
    DemoPerson(role="safeguarding_lead", name="Leena Example"),
    DemoPerson(role="head_of_service", name="Hazel Example"),
    DemoPerson(role="data_protection", name="Dev Example"),
    DemoPerson(role="analyst", name="Anna Example"),
    DemoPerson(role="board_reader", name="Brian Example"),
    DemoPerson(role="partner", name="Priya Example"),
    DemoPerson(role="administrator", name="Ade Example"),
)


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A line of what the demo prints."""

    role: str
    email: str
    password: str


def make_people() -> list[SignIn]:
    """Invite each, and accept for them; they have agreed to the rules of use."""
    # They need Django set up.
    from flyingstart.accounts.api import (
        ROLES,
        RoleAt,
        accept_invitation,
        accept_terms,
        current_terms,
        invite,
        make_link,
    )
    from flyingstart.kernel.api import Actor, clock

    by, at = Actor.command("make demo"), clock.now()
    terms = current_terms()
    made = []
    for person in PEOPLE:
        role = RoleAt(
            role_name=person.role, neighbourhood=_neighbourhood(person), site=_site(person)
        )
        invitation = invite(email=person.email, name=person.name, roles=[role], by=by, at=at)
        link = make_link(invitation=invitation, by=by, at=at)
        password = _password()
        user = accept_invitation(link=link, password=password, by=by, at=at)
        if terms is not None:
            accept_terms(user=user, edition=terms.edition, by=by, at=at)
        place = role.neighbourhood or role.site or "everywhere"
        words = f"{ROLES[person.role].title}, {place}"
        made.append(SignIn(role=words, email=person.email, password=password))
    return made


def in_words(sign_ins: Iterable[SignIn]) -> str:
    """A table, as it is printed and kept."""
    rows = [("ROLE", "EMAIL", "PASSWORD"), *((s.role, s.email, s.password) for s in sign_ins)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  "
        + "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _neighbourhood(person: DemoPerson) -> Area | None:
    from flyingstart.kernel.api import clock  # as above
    from flyingstart.places.api import areas_of, neighbourhood_set_on

    held = neighbourhood_set_on(clock.today())
    areas = list(areas_of(held.code)) if held else []
    which = {Place.FIRST_NEIGHBOURHOOD: 0, Place.SECOND_NEIGHBOURHOOD: -1}.get(person.place)
    return areas[which] if areas and which is not None else None


def _site(person: DemoPerson) -> Site | None:
    from flyingstart.places.api import Site  # as above

    if person.place is not Place.SITE:
        return None
    return Site.objects.filter(is_main=True).order_by("pk").first()


def _password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
