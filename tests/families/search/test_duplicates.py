"""Who may be held already: at entry, and as pairs in the whole record."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    Distinct,
    Person,
    PersonDetails,
    Role,
    record_death,
)
from flyingstart.families.duplicates import (
    Candidate,
    Strength,
    duplicate_pairs,
    likely_duplicates,
)
from tests.accounts.people import user_with
from tests.families.search.town import BORN, GROWN, household, member, person
from tests.families.world import AT, BY

pytestmark = pytest.mark.django_db

ALI = PersonDetails(given_name="Ali", family_name="Khan", date_of_birth=BORN)
NHS = "9991234578"


def told(found: list[Candidate]) -> list[tuple[str, Strength, tuple[str, ...]]]:
    """Names, strengths and reasons."""
    return [(c.person.name, c.strength, c.person.reasons) for c in found]


def test_same_name_and_birth_date(reader: User) -> None:
    person("Ali", "Khan")
    person("Omar", "Khan")
    person("Ali", "Khan", born=dt.date(1985, 1, 1), role=Role.PARENT)

    assert told(likely_duplicates(ALI, user=reader)) == [
        ("Ali Khan", Strength.LIKELY, ("same name", "same birth date"))
    ]


def test_spelled_alike(reader: User) -> None:
    person("Mohammed", "Qureshi")
    details = PersonDetails(given_name="Md", family_name="Kureshi", date_of_birth=BORN)

    assert told(likely_duplicates(details, user=reader)) == [
        ("Mohammed Qureshi", Strength.LIKELY, ("name spelled alike", "same birth date"))
    ]


def test_same_phone_and_name_without_a_birth_date(reader: User) -> None:
    person("Zofia", "Nowak", role=Role.PARENT, born=GROWN, phone="+44 7700 900123")
    details = PersonDetails(given_name="Zofia", family_name="Nowak")

    assert told(likely_duplicates(details, phone="07700 900123", user=reader)) == [
        ("Zofia Nowak", Strength.LIKELY, ("same name", "same phone"))
    ]
    assert likely_duplicates(details, user=reader) == []


def test_same_email(reader: User) -> None:
    person("Zofia", "Nowak", role=Role.PARENT, born=GROWN, email="Zofia@example.org")
    details = PersonDetails(given_name="Zofia", family_name="Novak")

    assert told(likely_duplicates(details, email=" zofia@EXAMPLE.org ", user=reader)) == [
        ("Zofia Nowak", Strength.LIKELY, ("name spelled alike", "same email"))
    ]


def test_same_nhs_number_even_typed_apart(reader: User) -> None:
    person("Ali", "Khan", nhs_number=NHS)
    details = PersonDetails(given_name="Someone", nhs_number="999 123 4578")

    assert told(likely_duplicates(details, user=reader)) == [
        ("Ali Khan", Strength.CERTAIN, ("same NHS number",))
    ]


@pytest.mark.parametrize("typed", ["12", "999 123 4579", "abc"])
def test_what_is_no_nhs_number_says_nothing(typed: str, reader: User) -> None:
    person("Ali", "Khan", nhs_number=NHS)

    assert likely_duplicates(PersonDetails(given_name="Jo", nhs_number=typed), user=reader) == []


def test_a_twin_says_so_and_stays_possible(reader: User) -> None:
    person("Hassan", "Khan", postcode="LU9 1AA")
    details = PersonDetails(given_name="Hussain", family_name="Khan", date_of_birth=BORN)

    (found,) = likely_duplicates(details, postcode="lu91aa", user=reader)
    assert (found.strength, found.may_be_twins) == (Strength.POSSIBLE, True)


def test_a_home_beside_a_family_name_and_birth_date_never_suffices(reader: User) -> None:
    person("Omar", "Khan", postcode="LU9 1AA")
    details = PersonDetails(given_name="Baby", family_name="Khan", date_of_birth=BORN)

    assert likely_duplicates(details, postcode="LU9 1AA", user=reader) == []


def test_the_likeliest_come_first_and_no_more_than_asked(reader: User) -> None:
    person("Ali", "Kan")
    person("Ali", "Khan", phone="07700 900123")
    person("Ali", "Khan")

    found = likely_duplicates(ALI, phone="07700 900123", user=reader)
    assert [c.strength for c in found] == [Strength.CERTAIN, Strength.LIKELY, Strength.LIKELY]
    assert found[0].person.reasons == ("same name", "same birth date", "same phone")
    assert likely_duplicates(ALI, phone="07700 900123", user=reader, limit=1) == found[:1]


def test_a_merged_record_leads_to_the_one_kept(reader: User) -> None:
    kept, other = person("Muhammad", "Ali"), person("Ali", "Khan")
    Person.objects.filter(pk=other.pk).update(merged_into=kept)

    (found,) = likely_duplicates(ALI, user=reader)
    assert found.person.public_id == kept.public_id


def test_a_child_who_died_comes_up_only_for_what_is_sure(reader: User) -> None:
    ali = person("Ali", "Khan", phone="07700 900123")
    record_death(person=ali, died_on=dt.date(2020, 3, 1), by=BY, at=AT)
    near = PersonDetails(
        given_name="Ali", family_name="Khan", date_of_birth=BORN.replace(year=2019)
    )

    assert likely_duplicates(near, phone="07700 900123", user=reader) == []
    (found,) = likely_duplicates(ALI, user=reader)
    assert found.person.has_died is True


@pytest.mark.parametrize(
    "details",
    [
        PersonDetails(),
        PersonDetails(given_name="%", family_name="_'\"\\"),
        PersonDetails(given_name="\x00\u202e", family_name="a" * 10_000, date_of_birth=BORN),
        PersonDetails(given_name="a b c d e f g h i j k l", date_of_birth=BORN),
        PersonDetails(family_name="Khan", date_of_birth=dt.date.max),
        PersonDetails(family_name="Khan", date_of_birth=dt.date.min),
    ],
)
def test_whatever_is_entered_is_answered(details: PersonDetails, reader: User) -> None:
    person("Ali", "Khan")

    found = likely_duplicates(
        details, phone="%%%%%%%", email="%@%", postcode="%_" * 999, user=reader
    )
    assert found == []


def test_whoever_sees_nobody_is_told_of_nobody() -> None:
    person("Ali", "Khan")
    person("Ali", "Khan")

    for user in (AnonymousUser(), user_with(), user_with("analyst")):
        assert likely_duplicates(ALI, user=user) == []
        assert duplicate_pairs(user) == []


def test_pairs_in_the_record(reader: User) -> None:
    first = person("Mohammed", "Qureshi", phone="07700 900123")
    second = person("Muhammad", "Kureshi", phone="07700 900123")
    person("Mohammed", "Qureshi", born=dt.date(1985, 1, 1), role=Role.PARENT)
    household(
        member("Hassan", "Khan", BORN, Role.CHILD), member("Hussain", "Khan", BORN, Role.CHILD)
    )

    (pair,) = duplicate_pairs(reader)
    assert (pair.first.public_id, pair.second.public_id) == (first.public_id, second.public_id)
    assert (pair.strength, pair.reasons) == (
        Strength.LIKELY,
        ("name spelled alike", "same birth date", "same phone"),
    )


def test_pairs_by_nhs_number_and_by_phone(reader: User) -> None:
    person("Ali", "Khan", nhs_number=NHS)
    person("Baby", "Shah", nhs_number=NHS)
    person("Zofia", "Nowak", born=GROWN, role=Role.PARENT, phone="07700 900123")
    again = person("Zofia", "Nowak", born=GROWN, role=Role.PARENT, phone="07700 900123")
    Person.objects.filter(pk=again.pk).update(date_of_birth=None)

    assert [(p.strength, p.reasons) for p in duplicate_pairs(reader)] == [
        (Strength.CERTAIN, ("same NHS number",)),
        (Strength.LIKELY, ("same name", "same phone")),
    ]


def test_pairs_that_were_said_to_be_two_are_left_out(reader: User) -> None:
    first, second = person("Ali", "Khan"), person("Ali", "Khan")
    Distinct.objects.create(
        first=first, second=second, reason="Cousins", said_at=AT, said_by_name="Sam"
    )

    assert duplicate_pairs(reader) == []


@pytest.mark.parametrize("change", ["merged", "died"])
def test_pairs_of_the_merged_and_the_dead_are_left_out(change: str, reader: User) -> None:
    first, second = person("Ali", "Khan"), person("Ali", "Khan")
    if change == "merged":
        Person.objects.filter(pk=second.pk).update(merged_into=first)
    else:
        record_death(person=second, died_on=dt.date(2020, 3, 1), by=BY, at=AT)

    assert duplicate_pairs(reader) == []


def test_twins_are_no_work(reader: User) -> None:
    household(
        member("Hassan", "Khan", BORN, Role.CHILD),
        member("Hussain", "Khan", BORN, Role.CHILD),
        postcode="LU9 1AA",
    )

    assert duplicate_pairs(reader) == []
    (pair,) = duplicate_pairs(reader, at_least=Strength.POSSIBLE)
    assert pair.reasons == (
        "may be a twin: same birth date, family name and home, another given name",
    )


@pytest.mark.parametrize("many", [2, 4])
def test_so_many_queries_however_many_there_are(many: int, reader: User) -> None:
    for _ in range(many):
        person("Ali", "Khan", phone="07700 900123")

    counts = []
    for work in (
        lambda: likely_duplicates(ALI, phone="07700 900123", user=reader),
        lambda: duplicate_pairs(reader),
    ):
        work()
        with CaptureQueriesContext(connection) as captured:
            work()
        counts.append(len(captured))
    assert counts == [8, 7]
