"""Whoever changed name, was merged, died, moved family or is out of sight; and what it costs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    Family,
    FamilyTie,
    Person,
    Role,
    find_people,
    join_family,
    record_death,
)
from flyingstart.kernel.api import copy_rows, update_rows
from tests.accounts.people import user_with
from tests.families.search.town import (
    BORN,
    GROWN,
    household,
    member,
    names,
    person,
    reasons,
)
from tests.families.world import AT, BY

pytestmark = pytest.mark.django_db


def renamed(given: str, family: str, later: str) -> Person:
    """Somebody who took another family name."""
    somebody = person(given, family)
    Person.objects.filter(pk=somebody.pk).update(family_name=later)
    return somebody


def merged(one: Person, into: Person) -> None:
    """Point one record to another."""
    Person.objects.filter(pk=one.pk).update(merged_into=into)


def test_a_former_name_finds_and_says_so(reader: User) -> None:
    renamed("Sana", "Tabassum", "Ahmad")

    assert names("tabassum", reader) == ["Sana Ahmad"]
    assert reasons("tabasum sana", reader) == [("name", "formerly Tabassum")]
    assert reasons("sana ahmad", reader) == [("name",)]


def test_every_former_name_is_kept_once_whatever_wrote_it(reader: User) -> None:
    sana = renamed("Sana", "Tabassum", "Ahmad")
    update_rows(Person, ["id", "family_name"], [(sana.pk, "Begum")])
    with connection.cursor() as cursor:
        for name in ("Ahmad", "AHMAD", "Khan"):
            cursor.execute(
                "UPDATE families_person SET family_name = %s WHERE id = %s", [name, sana.pk]
            )
        cursor.execute("SELECT earlier_family_names FROM families_person WHERE id = %s", [sana.pk])
        assert cursor.fetchone() == (["Tabassum", "Ahmad", "Begum", "AHMAD"],)
    assert names("begum", reader) == ["Sana Khan"]


def test_the_database_keeps_words_whatever_wrote_the_row(reader: User) -> None:
    born = dt.date(1990, 1, 1)
    blank = ("", "", "", "", "", "", "")
    texts = ("sex", "ethnicity", "spoken_language", "read_language", "nhs_number", "gp_practice")
    copy_rows(
        Person,
        ["given_name", "family_name", "date_of_birth", *texts, "setting"],
        [("Mohammed", "Quraishi", born, *blank), ("Halima", "Quraishi", born, *blank)],
    )

    assert names("qureshi", reader) == ["Halima Quraishi", "Mohammed Quraishi"]
    assert names("muhamad kuraishi", reader) == ["Mohammed Quraishi"]


def test_a_name_that_was_put_right_finds_at_once(reader: User) -> None:
    ali = person("Ali", "Khan")
    ali.given_name = "Bartholomew"
    ali.save()

    assert names("bartolomew", reader) == ["Bartholomew Khan"]
    assert names("ali", reader) == []


def test_a_merged_record_is_found_under_the_one_kept(reader: User) -> None:
    kept = person("Mohammed", "Khan", phone="07700 900123")
    other = person("Hamid", "Qureshi", phone="07700 911999")
    merged(other, kept)

    found = find_people("hamid", user=reader).people
    assert [(p.public_id, p.reasons) for p in found] == [
        (kept.public_id, ("also recorded as Hamid Qureshi",))
    ]
    assert names("911999", reader) == ["Mohammed Khan"]


def test_words_of_both_records_together_find_the_one_kept(reader: User) -> None:
    kept, other = person("Mohammed", "Khan", phone="07700 900123"), person("Hamid", "Qureshi")
    merged(other, kept)

    assert names("mohammed qureshi", reader) == ["Mohammed Khan"]
    assert names("ha khan", reader) == ["Mohammed Khan"]
    assert names("qureshi 900123", reader) == ["Mohammed Khan"]


def test_the_families_of_a_merged_record_are_shown(reader: User) -> None:
    kept, other = person("Mohammed", "Khan"), person("Md", "Khan")
    merged(other, kept)

    (found,) = find_people("mohammed khan", user=reader).people
    families = Family.objects.filter(ties__person__in=[kept, other])
    assert {f.public_id for f in found.families} == {f.public_id for f in families}


def test_a_merge_that_is_undone_finds_both(reader: User) -> None:
    kept, other = person("Mohammed", "Khan"), person("Hamid", "Qureshi")
    merged(other, kept)
    Person.objects.filter(pk=other.pk).update(merged_into=None)

    assert names("hamid", reader) == ["Hamid Qureshi"]


def test_a_merged_family_is_found_under_the_one_kept(reader: User) -> None:
    ali = person("Ali", "Khan")
    kept = household(member("Zara", "Shah", GROWN, Role.PARENT))
    Family.objects.filter(ties__person=ali).update(merged_into=kept)

    (found,) = find_people("ali", user=reader).people
    assert [f.public_id for f in found.families] == [kept.public_id]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ayaan", []),
        ("ayaan kha", []),
        ("ayan khan", []),
        ("khan", []),
        ("2018", []),
        ("lu9 1aa", []),
        ("999123", []),
        ("ayaan lu91aa", []),
        ("ayaan khan", ["Ayaan Khan"]),
        ("ayaan 3.2.18", ["Ayaan Khan"]),
        ("khan ayaan 03/02/2018", ["Ayaan Khan"]),
        ("999 123 4578", ["Ayaan Khan"]),
    ],
)
def test_a_child_who_died_is_found_only_in_full(typed: str, found: list[str], reader: User) -> None:
    ayaan = person("Ayaan", "Khan", nhs_number="9991234578", postcode="LU9 1AA")
    record_death(person=ayaan, died_on=dt.date(2020, 3, 1), by=BY, at=AT)

    assert names(typed, reader) == found
    assert all(p.has_died for p in find_people(typed, user=reader).people)


def test_a_child_who_died_speaks_for_no_family(reader: User) -> None:
    family = household(
        member("Zofia", "Nowak", GROWN, Role.PARENT), member("Jan", "Kowal", BORN, Role.CHILD)
    )
    jan = Person.objects.get(ties__family=family, given_name="Jan")
    record_death(person=jan, died_on=dt.date(2020, 3, 1), by=BY, at=AT)

    assert names("zofia jan", reader) == []


def test_an_adult_who_died_is_found_and_said_to_have(reader: User) -> None:
    zofia = person("Zofia", "Nowak", born=GROWN, role=Role.PARENT)
    record_death(person=zofia, died_on=dt.date(2020, 3, 1), by=BY, at=AT)

    found = find_people("zof", user=reader).people
    assert [(p.name, p.has_died) for p in found] == [("Zofia Nowak", True)]


def test_the_family_of_today_is_shown_not_the_one_that_was_left(reader: User) -> None:
    ali = person("Ali", "Khan")
    there = household(member("Zara", "Shah", GROWN, Role.PARENT))
    join_family(person=ali, family=there, role=Role.CHILD, on=dt.date(2020, 4, 1), by=BY, at=AT)
    FamilyTie.objects.filter(person=ali).exclude(family=there).update(ends_on=dt.date(2020, 4, 1))

    (found,) = find_people("ali", user=reader).people
    assert [(f.public_id, f.role) for f in found.families] == [(there.public_id, "child")]


@pytest.mark.parametrize("role", ["", "analyst", "board_reader"])
def test_whoever_sees_no_families_finds_nobody(role: str) -> None:
    person("Ali", "Khan", phone="07700 900123")
    user = user_with(role)

    assert names("ali", user) == []
    assert names("900123", user) == []


def test_nobody_signed_in_finds_nobody() -> None:
    person("Ali", "Khan")

    assert find_people("ali", user=AnonymousUser()).people == ()


def test_found_says_what_pages_show(reader: User) -> None:
    ali = person("Ali", "Khan", postcode="LU9 1AA")
    family = Family.objects.get(ties__person=ali)

    (found,) = find_people("ali", user=reader).people
    assert dataclasses.asdict(found) == {
        "public_id": ali.public_id,
        "given_name": "Ali",
        "family_name": "Khan",
        "date_of_birth": BORN,
        "has_died": False,
        "families": ({"public_id": family.public_id, "role": "child"},),
        "outward": "LU9",
        "reasons": ("name",),
    }
    assert isinstance(found.families[0].public_id, uuid.UUID)
    assert found.families[0].role_label == "child"


@pytest.mark.parametrize(
    ("typed", "queries"), [("khan", 4), ("khan ali 2018", 4), ("nobody", 2), ("no body", 3)]
)
def test_so_many_queries_whoever_is_found(typed: str, queries: int, reader: User) -> None:
    find_people(typed, user=reader)
    counts = []
    for number in (1, 2):
        for n in range(number):
            person("Ali", f"Khan {'abc'[n]}{number}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            find_people(typed, user=reader)
        counts.append(len(captured))
    assert counts == [queries, queries]
