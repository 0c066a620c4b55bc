"""People of many names, each in a family of their own, and who is found by what."""

from __future__ import annotations

import datetime as dt

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    AddressLines,
    Family,
    Member,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    find_people,
    register_family,
)
from tests.families.world import AT, BY

BORN = dt.date(2018, 2, 3)
GROWN = dt.date(1990, 5, 6)


def person(
    given: str = "",
    family: str = "",
    *,
    born: dt.date | None = None,
    role: Role = Role.CHILD,
    phone: str = "",
    email: str = "",
    postcode: str = "",
    line_1: str = "",
    nhs_number: str = "",
) -> Person:
    """Somebody, alone in a family."""
    details = PersonDetails(
        given_name=given, family_name=family, date_of_birth=born or BORN, nhs_number=nhs_number
    )
    made = household(
        Member(details=details, role=role, phone=phone, email=email),
        postcode=postcode,
        line_1=line_1,
    )
    return Person.objects.get(ties__family=made)


def household(*members: Member, postcode: str = "", line_1: str = "") -> Family:
    """A family of some members."""
    form = RegistrationForm(
        members=members,
        address=AddressLines(line_1=line_1, postcode=postcode),
        registered_on=dt.date(2020, 1, 1),
    )
    return register_family(form=form, by=BY, at=AT)


def member(given: str, family: str, born: dt.date, role: Role, phone: str = "") -> Member:
    """Somebody of a family."""
    details = PersonDetails(given_name=given, family_name=family, date_of_birth=born)
    return Member(details=details, role=role, phone=phone)


def names(text: str, user: User, limit: int = 20) -> list[str]:
    """The names of those found, best first."""
    return [found.name for found in find_people(text, user=user, limit=limit).people]


def reasons(text: str, user: User) -> list[tuple[str, ...]]:
    """Why each was found."""
    return [found.reasons for found in find_people(text, user=user).people]
