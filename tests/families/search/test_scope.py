"""Whoever is out of a reader's sight is not found, whatever is typed, and speaks for nobody."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    Family,
    FamilyTie,
    Person,
    PersonDetails,
    Role,
    find_people,
)
from flyingstart.families.duplicates import Strength, duplicate_pairs, likely_duplicates
from flyingstart.families.models import Address, FamilyPlace
from flyingstart.families.queries import search
from flyingstart.places.api import Area
from flyingstart.places.models import AreaSet
from tests.accounts.people import user_with
from tests.families.search.town import BORN, GROWN, household, member, names, person

pytestmark = pytest.mark.django_db

FIRST = dt.date(2020, 1, 1)


@pytest.fixture
def here(db: None) -> Area:
    """A neighbourhood."""
    area_set = AreaSet.objects.create(code="new", name="New", kind="neighbourhood")
    return Area.objects.create(area_set=area_set, code="Upper", name="Upper")


@pytest.fixture
def worker(here: Area) -> User:
    """Somebody who works there."""
    return user_with("family_worker", neighbourhood=here)


def welcomed(family: Family, area: Area) -> None:
    """Let a family be looked after in a neighbourhood."""
    FamilyPlace.objects.create(family=family, neighbourhood=area, reason="Came", starts_on=FIRST)


def family_of(somebody: Person) -> Family:
    """Their family."""
    return Family.objects.get(ties__person=somebody)


@pytest.mark.parametrize(
    "typed",
    ["ali khan", "kahn", "900123", "lu9 1aa", "03/02/2018", "999 123 4578", "ali 2018", "li", "al"],
)
def test_only_those_in_sight_are_found(typed: str, here: Area, worker: User) -> None:
    person("Ali", "Khan", phone="07700 900123", postcode="LU9 1AA", nhs_number="9991234578")

    assert names(typed, worker) == []

    welcomed(Family.objects.get(), here)
    assert names(typed, worker) == ([] if typed == "li" else ["Ali Khan"])


@pytest.mark.parametrize("best", [2, 500])
def test_those_out_of_sight_take_no_places(
    best: int, here: Area, worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BEST", best)
    for _ in range(5):
        person("Ali", "Khan")
    welcomed(family_of(person("Alia", "Khan")), here)

    found = find_people("ali", user=worker, limit=2)
    assert [p.name for p in found.people] == ["Alia Khan"]
    assert found.has_more is False


def test_a_family_out_of_sight_is_not_shown(here: Area, worker: User, reader: User) -> None:
    ali = person("Ali", "Khan")
    seen = family_of(ali)
    welcomed(seen, here)
    other = household(member("Zara", "Shah", GROWN, Role.PARENT))
    FamilyTie.objects.create(person=ali, family=other, role=Role.CHILD)

    (found,) = find_people("ali", user=worker).people
    assert [f.public_id for f in found.families] == [seen.public_id]
    (found,) = find_people("ali", user=reader).people
    assert [f.public_id for f in found.families] == [seen.public_id, other.public_id]


def test_somebody_out_of_sight_answers_for_no_family(
    here: Area, worker: User, reader: User
) -> None:
    family = household(
        member("Zofia", "Nowak", GROWN, Role.PARENT), member("Jan", "Kowal", BORN, Role.CHILD)
    )
    jan = Person.objects.get(given_name="Jan")
    seen = household(member("Maria", "Kowal", GROWN, Role.PARENT))
    FamilyTie.objects.create(person=jan, family=seen, role=Role.CHILD)
    welcomed(seen, here)

    assert names("zofia jan", reader) == ["Zofia Nowak", "Jan Kowal"]
    assert names("zofia jan", worker) == []
    assert names("maria jan", worker) == ["Jan Kowal", "Maria Kowal"]
    assert family.pk != seen.pk


def test_duplicates_are_within_sight(here: Area, worker: User, reader: User) -> None:
    first, second = person("Ali", "Khan"), person("Ali", "Khan")
    details = PersonDetails(given_name="Ali", family_name="Khan", date_of_birth=BORN)

    assert likely_duplicates(details, user=worker) == []
    assert duplicate_pairs(worker) == []

    welcomed(family_of(first), here)
    (found,) = likely_duplicates(details, user=worker)
    assert found.person.public_id == first.public_id
    assert duplicate_pairs(worker) == []
    assert len(likely_duplicates(details, user=reader)) == 2

    welcomed(family_of(second), here)
    (pair,) = duplicate_pairs(worker)
    assert {pair.first.public_id, pair.second.public_id} == {first.public_id, second.public_id}
    assert pair.strength is Strength.LIKELY


@pytest.mark.parametrize("typed", ["zofia lu9 9zz", "zofia lu9", "lu9 9zz"])
def test_a_home_with_a_family_out_of_sight_confirms_nothing(
    typed: str, here: Area, worker: User, reader: User
) -> None:
    zofia = person("Zofia", "Nowak", postcode="LU8 1AA")
    welcomed(family_of(zofia), here)
    other = household(member("Jan", "Kowal", GROWN, Role.PARENT), postcode="LU9 9ZZ")
    FamilyTie.objects.create(person=zofia, family=other, role=Role.CHILD)
    Address.objects.create(
        person=zofia,
        family=other,
        is_main=False,
        postcode="LU9 9ZZ",
        postcode_as_written="LU9 9ZZ",
    )

    assert "Zofia Nowak" in names(typed, reader)
    assert names(typed, worker) == []
    assert names("zofia lu8", worker) == ["Zofia Nowak"]


@pytest.mark.parametrize("typed", ["zofia 900123", "900123", "9991234578", "lu9 1aa zofia"])
def test_who_left_for_where_the_reader_sees_nobody_is_found_by_no_number(
    typed: str, here: Area, worker: User, reader: User
) -> None:
    zofia = person(
        "Zofia", "Nowak", phone="07700 900123", postcode="LU9 1AA", nhs_number="9991234578"
    )
    left = family_of(zofia)
    welcomed(left, here)
    assert names(typed, worker) == ["Zofia Nowak"]

    away = household(member("Jan", "Kowal", GROWN, Role.PARENT))
    FamilyTie.objects.filter(person=zofia).update(ends_on=FIRST)
    FamilyTie.objects.create(person=zofia, family=away, role=Role.PARENT)
    Address.objects.filter(person=zofia).update(family=away)

    assert names(typed, reader) == ["Zofia Nowak"]
    assert names(typed, worker) == []
    assert names("zofia", worker) == ["Zofia Nowak"]
