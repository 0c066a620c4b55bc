from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from flyingstart.activities.api import MarkStatus, Session
from flyingstart.activities.models import Mark
from flyingstart.activities.queries.expected import (
    ExpectedFamily,
    ExpectedPerson,
    birthday_in_week,
    expected_at,
)
from flyingstart.families.api import Family, FamilyTie, MessagePause, Person, Role
from tests.activities.door.weeks import WEEK, attended, held, household, series
from tests.activities.world import BORN, MONDAY, World, family_called

QUERIES = 4


def names(found: list[ExpectedFamily]) -> list[str]:
    """The first of each family, who is its eldest child."""
    return [family.people[0].name for family in found]


def seen(found: list[ExpectedFamily]) -> dict[str, tuple[int, bool]]:
    """How often each was seen, and whether at the last one."""
    return {one.name: (one.times, one.last_week) for family in found for one in family.people}


def test_a_family_is_expected_with_everybody_who_belongs_to_it(world: World) -> None:
    first, second = held(world, 0), held(world, 1)
    attended(first, world.family, world.child, world.mother)
    attended(second, world.family, world.child)

    found = expected_at(held(world, 2))

    assert found == [
        ExpectedFamily(
            id=world.family.pk,
            public_id=Family.objects.get(pk=world.family.pk).public_id,
            people=(
                person_seen(world.child, Role.CHILD, times=2, last=True, age=1, months=22),
                person_seen(world.father, Role.PARENT, times=0, last=False),
                person_seen(world.mother, Role.PARENT, times=1, last=False),
            ),
            times=2,
            last_week=True,
            last_on=dt.date(2020, 1, 13),
        )
    ]


def person_seen(
    who: Person,
    role: Role,
    *,
    times: int,
    last: bool,
    age: int | None = None,
    months: int | None = None,
) -> ExpectedPerson:
    who.refresh_from_db()
    return ExpectedPerson(
        id=who.pk,
        public_id=who.public_id,
        name=who.given_name,
        role=role,
        is_child=role == Role.CHILD,
        age=age,
        months=months,
        times=times,
        last_week=last,
    )


def test_those_who_came_last_come_first_then_the_regular(world: World) -> None:
    once, twice, earlier = household(1), household(2), household(3)
    first, second = held(world, 0), held(world, 1)
    attended(first, earlier[0], earlier[1])
    attended(first, twice[0], twice[1])
    attended(second, once[0], once[1])
    attended(second, twice[0], twice[1])

    assert names(expected_at(held(world, 2))) == ["Child 002", "Child 001", "Child 003"]


def test_only_the_last_four_tell(world: World) -> None:
    long_ago, lately = household(1), household(2)
    attended(held(world, 0), long_ago[0], long_ago[1])
    for week in range(1, 6):
        attended(held(world, week), lately[0], lately[1])

    found = expected_at(held(world, 6))

    assert [(family.people[0].name, family.times) for family in found] == [("Child 002", 4)]


def test_sessions_at_which_nobody_was_marked_tell_nothing(world: World) -> None:
    attended(held(world, 0), world.family, world.child)
    nobody_came = held(world, 1)
    attended(nobody_came, world.other, world.father, status=MarkStatus.DID_NOT_ATTEND)
    cancelled = held(world, 2, cancelled_at=MONDAY)
    attended(cancelled, world.other, world.father)
    attended(held(world, 4), world.other, world.father)

    assert seen(expected_at(held(world, 3))) == {
        "Ayaan": (1, True),
        "Imran": (0, False),
        "Zofia": (0, False),
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"starts_at": MONDAY + dt.timedelta(minutes=90)}, True),
        ({"starts_at": MONDAY + dt.timedelta(minutes=91)}, False),
        ({"starts_at": MONDAY + dt.timedelta(days=1)}, False),
        ({"starts_at": MONDAY - 26 * WEEK}, False),
        ({"starts_at": MONDAY - 20 * WEEK}, True),
    ],
)
def test_like_it_is_the_same_weekday_at_about_the_same_hour_within_half_a_year(
    world: World, changes: dict[str, Any], expected: bool
) -> None:
    attended(held(world, 0, **changes), world.family, world.child)

    assert bool(expected_at(held(world, 1))) is expected


def test_another_activity_or_another_place_tells_nothing(world: World) -> None:
    attended(held(world, 0, activity=world.massage), world.family, world.child)
    attended(held(world, 0, site=world.church), world.other, world.father)

    assert expected_at(held(world, 1)) == []


def test_the_hour_is_londons_so_a_session_keeps_its_families_over_the_clock_change(
    world: World,
) -> None:
    before = dt.datetime(2020, 3, 23, 10, tzinfo=dt.UTC)
    after = dt.datetime(2020, 3, 30, 10, 30, tzinfo=dt.UTC)
    attended(held(world, 0, starts_at=before), world.family, world.child)

    # Half past eleven in London's summer: ninety minutes later by its clock, thirty by UTC.
    assert len(expected_at(held(world, 0, starts_at=after))) == 1
    assert expected_at(held(world, 0, starts_at=after + dt.timedelta(minutes=1))) == []


def test_a_series_goes_before_what_is_like_it(world: World) -> None:
    mornings = series(world)
    moved = {"series": mornings, "site": world.church}
    regular, other = household(1), household(2)
    for week in range(4):
        day = dt.date(2020, 1, 6) + week * WEEK
        attended(held(world, week, planned_on=day, **moved), regular[0], regular[1])
        attended(held(world, week), other[0], other[1])

    found = expected_at(held(world, 4, series=mornings, planned_on=dt.date(2020, 2, 3)))

    assert names(found) == ["Child 001"]


def test_a_series_that_has_just_begun_expects_those_of_last_term(world: World) -> None:
    attended(held(world, 0), world.family, world.child)
    new = series(world)

    found = expected_at(held(world, 1, series=new, planned_on=dt.date(2020, 1, 13)))

    assert names(found) == ["Ayaan"]


def test_records_that_were_joined_are_one(world: World) -> None:
    double, double_child, _ = household(1)
    first, second = held(world, 0), held(world, 1)
    attended(first, double, double_child)
    attended(second, world.family, world.child)
    Person.objects.filter(pk=double_child.pk).update(merged_into=world.child)
    Family.objects.filter(pk=double.pk).update(merged_into=world.family)

    found = expected_at(held(world, 2))

    assert [family.id for family in found] == [world.family.pk]
    assert found[0].times == 2
    assert seen(found)["Ayaan"] == (2, True)


def test_what_the_kept_record_leaves_open_the_joined_one_says(world: World) -> None:
    nameless = Person.objects.create(given_name="Ali")
    FamilyTie.objects.create(person=nameless, family=world.family, role=Role.CHILD)
    known = Person.objects.create(
        given_name="Aly", family_name="Khan", date_of_birth=BORN, merged_into=nameless
    )
    attended(held(world, 0), world.family, known)

    found = expected_at(held(world, 1))

    ali = next(one for one in found[0].people if one.id == nameless.pk)
    assert (ali.name, ali.months, ali.times) == ("Ali Khan", 22, 1)


def test_the_dead_are_left_out_and_the_family_whose_messages_are_paused(world: World) -> None:
    child_died, child, bereaved = household(1)
    attended(held(world, 0), world.family, world.child, world.mother)
    attended(held(world, 1), child_died, child, bereaved)
    Person.objects.filter(pk=world.mother.pk).update(died_on=dt.date(2020, 1, 10))
    MessagePause.objects.create(
        family=child_died, reason="A loss", started_at=MONDAY, started_by_name="Sam"
    )

    found = expected_at(held(world, 2))

    assert list(seen(found)) == ["Ayaan", "Imran"]


def test_a_pause_of_a_joined_record_silences_the_kept_one(world: World) -> None:
    joined = family_called("joined")
    Family.objects.filter(pk=joined.pk).update(merged_into=world.family)
    pause = MessagePause.objects.create(
        family=joined, reason="A loss", started_at=MONDAY, started_by_name="Sam"
    )
    attended(held(world, 0), world.family, world.child)

    assert expected_at(held(world, 1)) == []

    MessagePause.objects.filter(pk=pause.pk).update(
        resumed_at=MONDAY, resumed_by=uuid.uuid4(), resumed_by_name="Sam", resumed_why="They asked"
    )
    assert names(expected_at(held(world, 1))) == ["Ayaan"]


def test_those_who_left_are_left_out_and_a_family_without_anybody_seen(world: World) -> None:
    family, child, _mother = household(1)
    attended(held(world, 0), family, child)
    attended(held(world, 0, starts_at=MONDAY + dt.timedelta(minutes=1)), world.family, world.child)
    FamilyTie.objects.filter(person=child).update(ends_on=dt.date(2020, 1, 13))

    # On the first day no longer, and on the day before it.
    assert names(expected_at(held(world, 1))) == ["Ayaan"]
    day_before = held(world, 0, starts_at=MONDAY + dt.timedelta(days=6))
    assert expected_at(day_before) == []


def test_a_child_of_two_homes_is_expected_with_the_one_it_came_with(world: World) -> None:
    FamilyTie.objects.create(person=world.child, family=world.other, role=Role.CHILD)
    attended(held(world, 0), world.other, world.child)

    assert [family.id for family in expected_at(held(world, 1))] == [world.other.pk]


def test_a_mark_that_was_taken_back_is_none(world: World) -> None:
    first = held(world, 0)
    attended(first, world.family, world.child)
    attended(first, world.other, world.father)
    Mark.objects.filter(person=world.child).update(status=MarkStatus.TAKEN_BACK)

    assert [family.id for family in expected_at(held(world, 1))] == [world.other.pk]


@pytest.mark.parametrize(
    ("born", "day", "birthday"),
    [
        ((2018, 1, 13), (2020, 1, 15), (2020, 1, 13)),
        ((2018, 1, 19), (2020, 1, 15), (2020, 1, 19)),
        ((2018, 1, 12), (2020, 1, 15), None),
        ((2018, 1, 20), (2020, 1, 15), None),
        # A week that spans the turn of the year.
        ((2018, 1, 2), (2019, 12, 31), (2020, 1, 2)),
        ((2018, 12, 30), (2020, 1, 2), (2019, 12, 30)),
        # Born on 29 February.
        ((2016, 2, 29), (2020, 2, 26), (2020, 2, 29)),
        ((2016, 2, 29), (2019, 2, 28), (2019, 3, 1)),
        # The day of birth is no birthday, nor is one to come.
        ((2020, 1, 14), (2020, 1, 15), None),
        ((2021, 1, 14), (2020, 1, 15), None),
    ],
)
def test_a_birthday_in_the_week(
    born: tuple[int, int, int], day: tuple[int, int, int], birthday: tuple[int, int, int] | None
) -> None:
    found = birthday_in_week(dt.date(*born), dt.date(*day))

    assert found == (dt.date(*birthday) if birthday else None)


def test_birthdays_are_those_of_children(world: World) -> None:
    Person.objects.filter(pk__in=[world.child.pk, world.mother.pk]).update(
        date_of_birth=dt.date(2018, 1, 15)
    )
    attended(held(world, 0), world.family, world.child)

    people = expected_at(held(world, 1))[0].people

    assert [(one.name, one.birthday, one.turns) for one in people] == [
        ("Ayaan", dt.date(2020, 1, 15), 2),
        ("Imran", None, None),
        ("Zofia", None, None),
    ]


@pytest.mark.parametrize("families", [1, 3, 400])
def test_so_many_queries_however_many_families(
    world: World, families: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _many(held(world, 0), families)
    today = held(world, 1)

    with django_assert_num_queries(QUERIES):
        found = expected_at(today)

    assert len(found) == families
    assert all(family.last_week for family in found)


def test_one_query_where_nobody_is_expected(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    today = held(world, 1)

    with django_assert_num_queries(1):
        assert expected_at(today) == []


def _many(session: Session, number: int) -> None:
    families = Family.objects.bulk_create(Family() for _ in range(number))
    people = Person.objects.bulk_create(
        Person(given_name=f"Child {n}", date_of_birth=BORN) for n in range(number)
    )
    pairs = list(zip(families, people, strict=True))
    FamilyTie.objects.bulk_create(
        FamilyTie(family=family, person=child, role=Role.CHILD) for family, child in pairs
    )
    Mark.objects.bulk_create(
        Mark(session=session, family=family, person=child, status=MarkStatus.ATTENDED)
        for family, child in pairs
    )
