"""Many families at once: every row is written where it belongs, and the history is complete."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from flyingstart.families.api import (
    Code,
    CodeKind,
    Contact,
    ContactDetail,
    ExpectedBirth,
    Family,
    FamilyRef,
    Need,
    PastAddress,
    PastFamily,
    PastHousehold,
    PastPerson,
    PastTie,
    Person,
    PersonRef,
    RecordedFamilies,
    UnknownCodesError,
    record_families,
)
from flyingstart.kernel.api import Actor

AT = dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC)
BY = Actor.command("test")
BORN = dt.date(2022, 3, 4)


@pytest.fixture(autouse=True)
def lists(db: None) -> None:
    rows = [
        (CodeKind.ETHNICITY, "WBRI", "White British", ["white uk"]),
        (CodeKind.LANGUAGE, "pol", "Polish", []),
        (CodeKind.NEED, "send", "Special needs", []),
    ]
    for position, (kind, code, label, aliases) in enumerate(rows):
        Code.objects.create(kind=kind, code=code, label=label, aliases=aliases, position=position)


def child(ref: str = "c", **changes: Any) -> PastPerson:
    values: dict[str, Any] = {
        "ref": ref,
        "given_name": "Maja",
        "date_of_birth": BORN,
        "ties": [PastTie(family=0, role="child", starts_on=BORN)],
    }
    return PastPerson(**{**values, **changes})


def house(*people: PastPerson, families: tuple[str, ...] = ("f",)) -> PastHousehold:
    return PastHousehold(families=[PastFamily(ref=ref) for ref in families], people=people)


def record(*households: PastHousehold) -> RecordedFamilies:
    return record_families(households=households, source="old", by=BY, at=AT)


def test_ids_come_in_the_order_given() -> None:
    recorded = record(
        house(child("a"), child("b"), families=("f1",)), house(child("c"), families=("f2", "f3"))
    )

    assert list(PersonRef.objects.order_by("ref").values_list("ref", "person_id")) == list(
        zip("abc", recorded.people, strict=True)
    )
    assert list(FamilyRef.objects.order_by("ref").values_list("ref", "family_id")) == list(
        zip(("f1", "f2", "f3"), recorded.families, strict=True)
    )
    assert set(PersonRef.objects.values_list("source", flat=True)) == {"old"}


def test_places_are_those_of_the_own_household() -> None:
    shared = child(
        ties=[
            PastTie(family=0, role="child", starts_on=BORN),
            PastTie(family=1, role="child", relationship="son", starts_on=dt.date(2023, 1, 1)),
        ],
        registrations=[(1, dt.date(2023, 2, 1), dt.date(2024, 1, 1))],
        addresses=[
            PastAddress(family=0, is_main=True, line_1="1 Ivy Lane", postcode="lu91ab"),
            PastAddress(family=1, is_main=False, line_1="2 Elm Row", postcode="nowhere"),
        ],
    )

    recorded = record(house(child("x")), house(shared, families=("f2", "f3")))

    person = Person.objects.get(pk=recorded.people[1])
    _, first, second = recorded.families
    assert list(person.ties.order_by("id").values_list("family_id", "relationship")) == [
        (first, ""),
        (second, "son"),
    ]
    assert list(
        person.registrations.values_list("family_id", "registered_on", "left_on", "came_by")
    ) == [(second, dt.date(2023, 2, 1), dt.date(2024, 1, 1), "file")]
    assert list(
        person.addresses.order_by("id").values_list(
            "family_id", "is_main", "postcode_as_written", "postcode"
        )
    ) == [(first, True, "lu91ab", "LU9 1AB"), (second, False, "nowhere", "")]


def test_details_births_needs_and_contacts() -> None:
    person = child(
        details=[("phone", "07700 900001", AT), ("phone", "07700 900002", None)],
        expected_births=[(0, dt.date(2024, 9, 1), "", None)],
        needs=[("special needs", "form", dt.date(2023, 1, 1), None)],
    )
    family = PastFamily(ref="f", contacts=[(AT, "home_visit", True), (AT, "phone", False)])

    recorded = record(PastHousehold(families=[family], people=[person]))

    assert list(ContactDetail.objects.order_by("id").values_list("value", "ended_at")) == [
        ("07700 900001", AT),
        ("07700 900002", None),
    ]
    assert ExpectedBirth.objects.get().family_id == recorded.families[0]
    assert Need.objects.values_list("code", "source").get() == ("send", "form")
    assert list(Contact.objects.order_by("id").values_list("kind", "face_to_face")) == [
        ("home_visit", True),
        ("phone", False),
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("WBRI", "WBRI"),
        ("White UK", "WBRI"),
        ("", ""),
        ("refused", "refused"),
        ("not_asked", "not_asked"),
        ("unknown", "unknown"),
    ],
)
def test_ethnicities_are_kept_as_codes(given: str, kept: str) -> None:
    record(house(child(ethnicity=given)))

    assert Person.objects.get().ethnicity == kept


def test_languages_are_kept_as_labels() -> None:
    record(house(child(spoken_language="pol", read_language="POLISH")))

    person = Person.objects.get()
    assert (person.spoken_language, person.read_language) == ("Polish", "Polish")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ethnicity": "MARS"}, "no ethnicity MARS"),
        ({"read_language": "Quenya"}, "no language Quenya"),
        ({"needs": [("sleep", "", None, None)]}, "no need sleep"),
    ],
)
def test_an_unknown_code_writes_nothing(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(UnknownCodesError, match=words):
        record(house(child(**changes)))

    assert not Family.objects.exists()
    assert not Person.objects.exists()


def test_a_former_name_is_history() -> None:
    record(house(child(family_name="Nowak", earlier_family_name="Lis"), child("d")))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.pgh_label, e.family_name, c.metadata->>'actor_name',"
            " c.metadata->>'operation' FROM families_personevent e"
            " JOIN pghistory_context c ON c.id = e.pgh_context_id ORDER BY e.pgh_id"
        )
        events = cursor.fetchall()

    operation = "families.operations.history.record_families"
    assert events == [
        ("insert", "Lis", "test", operation),
        ("insert", "", "test", operation),
        ("update", "Nowak", "test", operation),
    ]
    assert Person.objects.get(refs__ref="c").family_name == "Nowak"


def test_what_the_database_refuses_is_refused() -> None:
    twice = [PastTie(family=0, role="child"), PastTie(family=0, role="other")]

    with pytest.raises(IntegrityError, match="familytie_one_role_at_a_time"), transaction.atomic():
        record(house(child(ties=twice)))
    with pytest.raises(IntegrityError, match="personref_once_a_source"), transaction.atomic():
        record(house(child("a"), child("a")))
    assert not Person.objects.exists()


def test_none_is_none() -> None:
    assert record() == RecordedFamilies(families=[], people=[])
