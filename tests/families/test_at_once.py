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
    FamilyPlace,
    Member,
    MessagePause,
    Note,
    NoteCorrectedError,
    NotPausedError,
    Person,
    PersonChangedError,
    PersonDetails,
    Role,
    add_person,
    correct_note,
    move_home,
    pause_messages,
    record_contact,
    record_death,
    register_family,
    resume_messages,
    share_family,
    update_details,
    write_note,
)
from flyingstart.kernel.api import Actor, ImportOptions, ImportRefused, commit_import, imports
from tests.accounts.people import user_with
from tests.families.conftest import write
from tests.families.keepers import acting, neighbourhoods
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


def test_a_note_sent_twice_at_once_is_one(home: tuple[Family, Person, Person]) -> None:
    def write() -> Note:
        return write_note(family=home[0], text="Rang.", by=BY, at=AT)

    with transaction.atomic():
        first = write()
        other = beside(write)
        until_somebody_waits()

    assert other.result(timeout=30) == first


def test_of_two_corrections_at_once_the_second_is_told(home: tuple[Family, Person, Person]) -> None:
    note = write_note(family=home[0], text="Tuesday.", by=BY, at=AT)

    with transaction.atomic():
        correct_note(note=note, text="Wednesday.", by=BY, at=AT)
        other = beside(lambda: correct_note(note=note, text="Thursday.", by=BY, at=AT))
        until_somebody_waits()

    with pytest.raises(NoteCorrectedError):
        other.result(timeout=30)
    assert Note.objects.count() == 2


def test_two_deaths_told_at_once_make_one_pause(home: tuple[Family, Person, Person]) -> None:
    family, mother, child = home

    def dies(person: Person) -> Person:
        return record_death(person=person, died_on=MARCH, by=BY, at=AT)

    with transaction.atomic():
        dies(mother)
        other = beside(lambda: dies(child))
        until_somebody_waits()
    other.result(timeout=30)

    assert MessagePause.objects.get().family == family
    assert Person.objects.filter(died_on=MARCH).count() == 2


def test_two_places_at_once_are_one(home: tuple[Family, Person, Person]) -> None:
    (north,) = neighbourhoods("North")

    def share() -> FamilyPlace:
        return share_family(family=home[0], neighbourhood=north, reason="Works there", by=BY, at=AT)

    with transaction.atomic():
        first = share()
        other = beside(share)
        until_somebody_waits()

    assert other.result(timeout=30) == first


def test_of_two_who_let_messages_resume_the_second_is_told(
    home: tuple[Family, Person, Person],
) -> None:
    pause_messages(family=home[0], reason="A loss", by=BY, at=AT)
    workers = [acting(user_with("family_worker", name=name)) for name in ("Nadia", "Sam")]

    def resume(worker: Actor) -> None:
        resume_messages(family=home[0], reason="They asked", by=worker, at=AT)

    with transaction.atomic():
        resume(workers[0])
        other = beside(lambda: resume(workers[1]))
        until_somebody_waits()

    with pytest.raises(NotPausedError):
        other.result(timeout=30)
    assert MessagePause.objects.get().resumed_by_name == "Nadia"
