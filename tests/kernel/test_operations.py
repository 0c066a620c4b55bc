"""The shape of a write, and what it leaves behind."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from flyingstart.families.models import Person
from flyingstart.kernel.api import Actor, ActorKind, because, clock, operation
from flyingstart.kernel.operations import OperationShapeError
from tests.history import history_of

ALICE = Actor(kind=ActorKind.USER, name="Alice", id=uuid.UUID(int=7))


@operation
def add_person(*, name: str, fail: bool = False, by: Actor, at: dt.datetime) -> Person:
    person = Person.objects.create(given_name=name)
    if fail:
        raise RuntimeError("after the first write")
    return person


def test_positional_arguments_are_refused_when_declared() -> None:
    with pytest.raises(OperationShapeError, match="keyword-only with by and at"):

        @operation
        def wrong(name: str, *, by: Actor, at: dt.datetime) -> None: ...


def test_by_and_at_are_demanded_when_declared() -> None:
    with pytest.raises(OperationShapeError, match="keyword-only with by and at"):

        @operation
        def wrong(*, by: Actor) -> None: ...


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(OperationShapeError, match="aware datetime"):
        add_person(name="Zofia", by=ALICE, at=dt.datetime(2026, 1, 1))  # noqa: DTZ001 - the case


@pytest.mark.django_db
def test_history_names_who_when_and_what() -> None:
    at = clock.now()

    person = add_person(name="Zofia", by=ALICE, at=at)

    event = history_of(person).get()
    assert event.pgh_label == "insert"
    assert event.pgh_context.metadata == {
        "operation": f"{__name__}.add_person",
        "actor_kind": "user",
        "actor": str(ALICE.id),
        "actor_name": "Alice",
        "at": at.isoformat(),
    }


@pytest.mark.django_db
def test_a_failure_leaves_nothing() -> None:
    with pytest.raises(RuntimeError):
        add_person(name="Zofia", fail=True, by=ALICE, at=clock.now())

    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_the_database_counts_versions_whoever_writes() -> None:
    person = add_person(name="Zofia", by=ALICE, at=clock.now())

    Person.objects.filter(pk=person.pk).update(given_name="Zosia")
    Person.objects.filter(pk=person.pk).update(given_name="Zofia")

    person.refresh_from_db()
    assert person.version == 3
    assert [e.given_name for e in history_of(person)] == [
        "Zofia",
        "Zosia",
        "Zofia",
    ]


@pytest.mark.django_db
def test_public_ids_are_version_7_and_differ() -> None:
    people = [add_person(name=name, by=ALICE, at=clock.now()) for name in ("Ayaan", "Zofia")]

    for person in people:
        person.refresh_from_db()
    assert [person.public_id.version for person in people] == [7, 7]
    assert people[0].public_id != people[1].public_id


@operation
def rename(*, person: Person, name: str, reason: str, by: Actor, at: dt.datetime) -> None:
    with because(reason):
        person.given_name = name
        person.save(update_fields=["given_name"])
    person.family_name = name
    person.save(update_fields=["family_name"])


@pytest.mark.django_db
def test_history_names_a_reason_beside_who_and_what() -> None:
    person = add_person(name="Zofia", by=ALICE, at=clock.now())

    rename(person=person, name="Zosia", reason="Misheard", by=ALICE, at=clock.now())

    _, renamed, after = history_of(person)
    assert renamed.pgh_context.metadata["reason"] == "Misheard"
    assert renamed.pgh_context.metadata["actor_name"] == "Alice"
    assert after.given_name == "Zosia"
