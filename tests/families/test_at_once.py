"""Two connections at one person: one after the other, nothing lost, nothing doubled."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections, transaction

from flyingstart.families.api import (
    AddressLines,
    ContactKind,
    Family,
    Member,
    Person,
    PersonChangedError,
    PersonDetails,
    Role,
    add_person,
    move_home,
    record_contact,
    register_family,
    update_details,
)
from flyingstart.kernel.api import ImportOptions, ImportRefused, commit_import, imports
from tests.families.conftest import write
from tests.families.world import (
    AT,
    AWAY,
    BY,
    CHILD,
    FORM,
    MOTHER,
    day,
    homes,
    make_codes,
    registered,
    ties,
)
from tests.waiting import until_somebody_waits

R = TypeVar("R")
MARCH, APRIL = day("2020-03-01"), day("2020-04-01")
THIRD = AddressLines(postcode="LU9 1AD")


@pytest.fixture
def home(fresh_db: None) -> tuple[Family, Person, Person]:
    make_codes()
    return registered()


def beside(work: Callable[[], R]) -> Future[R]:
    """Start work in a thread, which has a connection of its own."""

    def run() -> R:
        try:
            return work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    # It ends with its work; to wait here could be to wait for ourselves.
    pool.shutdown(wait=False)
    return future


def test_two_moves_at_once_end_where_one_after_the_other_would(
    home: tuple[Family, Person, Person],
) -> None:
    family, mother, child = home

    def move(people: list[Person], address: AddressLines, on: dt.date) -> None:
        move_home(people=people, family=family, address=address, on=on, by=BY, at=AT)

    with transaction.atomic():
        move([mother, child], AWAY, MARCH)
        other = beside(lambda: move([child, mother], THIRD, APRIL))
        until_somebody_waits()
    other.result(timeout=30)

    for person in (mother, child):
        assert homes(person) == [
            ("LU9 1AA", True, None, MARCH),
            ("LU9 1AB", True, MARCH, APRIL),
            ("LU9 1AD", True, APRIL, None),
        ]


def postcode_of(number: int) -> str:
    return f"LU8 {number % 10}{'AB'[number // 10]}A"


def test_many_moves_at_once_leave_no_gap_and_no_overlap(
    home: tuple[Family, Person, Person],
) -> None:
    family, mother, _ = home
    start = threading.Barrier(2)

    def desk(days: range) -> None:
        start.wait()
        for number in days:
            on = MARCH + dt.timedelta(days=number)
            where = AddressLines(postcode=postcode_of(number))
            move_home(people=[mother], family=family, address=where, on=on, by=BY, at=AT)

    for one in [beside(lambda: desk(range(0, 20, 2))), beside(lambda: desk(range(1, 20, 2)))]:
        one.result(timeout=60)

    held = homes(mother)
    assert held[0][2] is None
    assert held[-1][3] is None
    assert [one[3] for one in held[:-1]] == [other[2] for other in held[1:]]
    for number in range(20):
        on = MARCH + dt.timedelta(days=number)
        (there,) = [h[0] for h in held if h[2] == on]
        assert there == postcode_of(number)


def test_of_two_readers_of_one_version_one_wins_and_the_other_is_told(
    home: tuple[Family, Person, Person],
) -> None:
    _, mother, _ = home

    def update(sex: str) -> Person:
        details = dataclasses.replace(MOTHER, sex=sex)
        return update_details(person=mother, details=details, by=BY, at=AT)

    with transaction.atomic():
        update("F")
        other = beside(lambda: update("M"))
        until_somebody_waits()

    with pytest.raises(PersonChangedError):
        other.result(timeout=30)
    mother.refresh_from_db()
    assert (mother.sex, mother.version) == ("F", 2)


def test_one_submission_from_two_browsers_makes_one_family(
    home: tuple[Family, Person, Person],
) -> None:
    form = dataclasses.replace(FORM, submission=uuid.uuid4())

    with transaction.atomic():
        first = register_family(form=form, by=BY, at=AT)
        other = beside(lambda: register_family(form=form, by=BY, at=AT))
        until_somebody_waits()

    assert other.result(timeout=30) == first
    assert Family.objects.count() == 2


def test_the_same_child_added_twice_at_once_is_one_child(
    home: tuple[Family, Person, Person],
) -> None:
    family, _, _ = home
    baby = PersonDetails(given_name="Noor", date_of_birth=day("2020-05-01"))

    def add() -> Person:
        member = Member(details=baby, role=Role.CHILD)
        return add_person(family=family, member=member, by=BY, at=AT)

    with transaction.atomic():
        first = add()
        other = beside(add)
        until_somebody_waits()

    assert other.result(timeout=30) == first


def test_a_contact_recorded_twice_at_once_is_one(home: tuple[Family, Person, Person]) -> None:
    family, _, _ = home

    def visit() -> int:
        contact = record_contact(
            family=family, kind=ContactKind.HOME_VISIT, happened_at=AT, by=BY, at=AT
        )
        return int(contact.pk)

    with transaction.atomic():
        first = visit()
        other = beside(visit)
        until_somebody_waits()

    assert other.result(timeout=30) == first


def row_of(person: Person, family: Family, postcode: str) -> dict[str, str]:
    return {
        "family_ref": str(family.public_id),
        "person_ref": str(person.public_id),
        "role": "child",
        "given_name": CHILD.given_name,
        "family_name": CHILD.family_name,
        "date_of_birth": "2018-03-01",
        "postcode": postcode,
    }


def take(path: Path, as_of: dt.date) -> None:
    commit_import(
        kind=imports["registrations"],
        path=path,
        options=ImportOptions(as_of=as_of),
        by=BY,
        at=AT,
    )


def test_a_screen_waits_for_an_import_and_goes_on_from_what_it_wrote(
    home: tuple[Family, Person, Person], tmp_path: Path
) -> None:
    family, _, child = home
    path = write(tmp_path / "f.csv", [row_of(child, family, "LU9 1AB")])

    with transaction.atomic():
        take(path, MARCH)
        other = beside(
            lambda: move_home(people=[child], family=family, address=THIRD, on=APRIL, by=BY, at=AT)
        )
        until_somebody_waits()
    other.result(timeout=30)

    assert homes(child) == [
        ("LU9 1AA", True, None, MARCH),
        ("LU9 1AB", True, MARCH, APRIL),
        ("LU9 1AD", True, APRIL, None),
    ]


def test_an_import_whose_people_were_changed_meanwhile_is_refused_and_writes_nothing(
    home: tuple[Family, Person, Person], tmp_path: Path
) -> None:
    family, _, child = home
    path = write(tmp_path / "f.csv", [row_of(child, family, "LU9 1AB")])

    with transaction.atomic():
        move_home(people=[child], family=family, address=THIRD, on=APRIL, by=BY, at=AT)
        other = beside(lambda: take(path, MARCH))
        until_somebody_waits()

    with pytest.raises(ImportRefused, match="somebody changed the same records meanwhile"):
        other.result(timeout=30)
    assert homes(child) == [("LU9 1AA", True, None, APRIL), ("LU9 1AD", True, APRIL, None)]
    assert ties(child) == [(family.pk, "child", day("2018-03-01"), None)]

    take(path, MARCH)

    assert homes(child)[1] == ("LU9 1AB", True, MARCH, APRIL)
