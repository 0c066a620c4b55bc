"""People are found by phone, postcode, birth date and NHS number, and by these beside names."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    AddressLines,
    DetailKind,
    Family,
    Role,
    find_people,
    move_home,
    set_contact_detail,
)
from tests.families.search.town import BORN, GROWN, household, member, names, person, reasons
from tests.families.world import AT, BY

pytestmark = pytest.mark.django_db

NHS = "9991234578"


@pytest.mark.parametrize(
    "typed",
    [
        *("07700 900123", "07700900123", "900123", "0123", "00900", "07700 900 123"),
        *("+44 7700 900123", "+44 (0)7700 900123", "khan 0123", "900123 aisha", "0123 khn aysha"),
    ],
)
def test_by_phone(typed: str, reader: User) -> None:
    person("Aisha", "Khan", phone="07700 900123")
    person("Aisha", "Khan", phone="07700 911555", born=BORN.replace(year=2017))

    found = find_people(typed, user=reader).people
    assert [p.date_of_birth for p in found][:1] == [BORN]


def test_a_number_kept_with_its_country_is_the_same(reader: User) -> None:
    person("Aisha", "Khan", phone="+44 7700 900123")

    assert names("07700 900123", reader) == ["Aisha Khan"]


def test_why_by_phone(reader: User) -> None:
    person("Aisha", "Khan", phone="07700 900123")

    assert reasons("aisha 900123", reader) == [("name", "phone ends 0123")]


def test_an_earlier_phone_finds_and_says_so(reader: User) -> None:
    aisha = person("Aisha", "Khan", phone="07700 900123")
    kind = DetailKind.PHONE
    set_contact_detail(person=aisha, kind=kind, value="07700 900999", by=BY, at=AT)

    assert reasons("900123", reader) == [("earlier phone ends 0123",)]
    assert reasons("900999", reader) == [("phone ends 0999",)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("LU9 1AA", ["Ali Khan"]),
        ("lu91aa", ["Ali Khan"]),
        ("lu9 1aa khan", ["Ali Khan"]),
        ("khan lu9", ["Ali Khan"]),
        ("lu9", ["Ali Khan", "Zara Shah"]),
        ("lu9 1", ["Ali Khan", "Zara Shah"]),
        ("lu8", []),
        ("9 1aa", []),
    ],
)
def test_by_postcode(typed: str, found: list[str], reader: User) -> None:
    person("Ali", "Khan", postcode="lu9 1aa")
    person("Zara", "Shah", postcode="LU9 1AB")

    if typed == "9 1aa":
        assert find_people(typed, user=reader).refusal
    assert names(typed, reader) == found


def test_by_the_postcode_of_today_only(reader: User) -> None:
    ali = person("Ali", "Khan", postcode="LU9 1AA")
    family = Family.objects.get(ties__person=ali)
    there = AddressLines(postcode="LU8 2BB")
    day = dt.date(2020, 5, 1)
    move_home(people=[ali], family=family, address=there, on=day, by=BY, at=AT)

    assert names("lu9 1aa", reader) == []
    assert reasons("lu8", reader) == [("postcode begins LU8",)]
    assert [p.outward for p in find_people("ali", user=reader).people] == ["LU8"]


@pytest.mark.parametrize(
    "typed",
    ["03/02/2018", "3.2.18", "3 Feb 2018", "2018-02-03", "feb 2018", "2018", "ali 2018", "02/2018"],
)
def test_by_birth_date(typed: str, reader: User) -> None:
    person("Ali", "Khan", born=dt.date(2018, 2, 3))
    person("Zara", "Shah", born=dt.date(2017, 2, 3))

    assert names(typed, reader) == ["Ali Khan"]


def test_why_by_birth_date(reader: User) -> None:
    person("Ali", "Khan", born=dt.date(2018, 2, 3))

    assert reasons("ali 2018", reader) == [("name", "birth date")]


@pytest.mark.parametrize("typed", [NHS, "999 123 4578", "999123", "4578"])
def test_by_nhs_number(typed: str, reader: User) -> None:
    person("Ali", "Khan", nhs_number=NHS)

    assert reasons(typed, reader) == [("NHS number ends 4578",)]


def test_a_whole_number_comes_before_a_part(reader: User) -> None:
    person("Ali", "Khan", phone="01582 555123")
    person("Zara", "Shah", phone="01582 5551234")

    assert names("01582 555123", reader) == ["Ali Khan", "Zara Shah"]


def test_members_of_a_family_match_together_when_nobody_does_alone(reader: User) -> None:
    household(
        member("Zofia", "Nowak", GROWN, Role.PARENT, phone="07700 900123"),
        member("Jan", "Kowal", BORN, Role.CHILD),
    )
    household(member("Jan", "Hill", BORN, Role.CHILD))

    found = find_people("jan 900123", user=reader)
    assert found.by_family is True
    assert [(p.name, p.reasons) for p in found.people] == [
        ("Zofia Nowak", ("phone ends 0123",)),
        ("Jan Kowal", ("name",)),
    ]
    assert [p.name for p in find_people("zofia jan", user=reader).people] == [
        "Zofia Nowak",
        "Jan Kowal",
    ]
    assert find_people("jan 900124", user=reader).people == ()
