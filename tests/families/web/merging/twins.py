"""Families of the town that were written down twice, and what is sent about them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from flyingstart.families.api import Family, Member, Person, PersonDetails, Role
from tests.families.web.town import NORTH, make_family

DUPLICATES, JOINED = "/staff/families/duplicates/", "/staff/families/joined/"
BORN = dt.date(2024, 1, 10)


def adult(
    given: str, family: str = "Kowalska", phone: str = "", born: dt.date | None = None
) -> Any:
    """A parent to register."""
    details = PersonDetails(given_name=given, family_name=family, date_of_birth=born)
    return Member(details=details, role=Role.PARENT, phone=phone)


def child(given: str, family: str = "Kowalski", born: dt.date = BORN) -> Member:
    """A child to register."""
    details = PersonDetails(given_name=given, family_name=family, date_of_birth=born)
    return Member(details=details, role=Role.CHILD)


def again(postcode: str = NORTH) -> Family:
    """Zofia and Stanisław once more, as somebody else heard their names."""
    return make_family(
        adult("Zofja", phone="07700 900123", born=dt.date(1995, 5, 5)),
        child("Stanislaw"),
        postcode=postcode,
    )


def people_of(family: Family) -> list[Person]:
    """Who was registered in it, in that order."""
    return list(Person.objects.filter(ties__family=family).order_by("pk"))


def pair(one: Person, other: Person) -> str:
    """The page of two people."""
    return f"{DUPLICATES}{one.public_id}/{other.public_id}/"


def hidden(html: str) -> dict[str, str]:
    """The hidden `seen` of a form as it was drawn."""
    found = re.search(r'name="seen" value="(\w+)"', html)
    return {"seen": found[1]} if found else {}


def boxes(html: str) -> dict[str, str]:
    """Every question of a drawn form that is a box to tick or a list, by name: "" unanswered."""
    names = re.findall(r'name="((?:sure|who|since)-[^"]+)"', html)
    return dict.fromkeys(names, "")


def send(client: Client, address: str, said: Mapping[str, str]) -> Any:
    """Open a page and send its form, as it was drawn, with what is said."""
    html = client.get(address).content.decode()
    return client.post(address, {**hidden(html), **said})
