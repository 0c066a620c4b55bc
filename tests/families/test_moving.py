"""A family moves as a whole: within the authority, out of it, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.families.api import (
    AddressMissingError,
    BirthDateError,
    DayError,
    Family,
    NotInFamilyError,
    Person,
    Registration,
    Role,
    come_back,
    join_family,
    leave_family,
    move_family,
    record_death,
)
from flyingstart.families.operations import moving
from tests.families.world import (
    AT,
    AWAY,
    BY,
    HOME,
    Home,
    day,
    everything,
    homes,
    registered,
    ties,
)

pytestmark = pytest.mark.django_db

FIRST, MARCH, APRIL = day("2020-01-01"), day("2020-03-01"), day("2020-04-01")


def move(family: Family, **values: Any) -> list[Person]:
    given = {"family": family, "address": AWAY, "on": MARCH, "by": BY, "at": AT, **values}
    return move_family(**given)


def back(home: Home, **values: Any) -> list[Registration]:
    given: dict[str, Any] = {
        "family": home[0],
        "people": home[1:],
        "address": HOME,
        "on": APRIL,
        "by": BY,
        "at": AT,
        **values,
    }
    return come_back(**given)


def registrations(person: Person) -> list[tuple[dt.date, dt.date | None]]:
    rows = person.registrations.order_by("registered_on")
    return list(rows.values_list("registered_on", "left_on"))


class TestMoving:
    def test_all_who_belong_to_it_move(self, home: Home) -> None:
        family, mother, child = home

        assert move(family) == [mother, child]

        for person in (mother, child):
            assert homes(person) == [
                ("LU9 1AA", True, None, MARCH),
                ("LU9 1AB", True, MARCH, None),
            ]
            assert registrations(person) == [(FIRST, None)]

    def test_twice_is_once(self, home: Home) -> None:
        move(home[0])
        before = everything()

        move(home[0])

        assert everything() == before

    def test_who_left_stays_where_they_are(self, home: Home) -> None:
        family, mother, child = home
        leave_family(person=mother, family=family, on=MARCH, by=BY, at=AT)

        assert move(family) == [child]
        assert homes(mother) == [("LU9 1AA", True, None, None)]

    def test_who_is_at_home_in_another_family_has_a_second_address(self, home: Home) -> None:
        child = home[2]
        other, _, _ = registered()
        join_family(person=child, family=other, role=Role.CHILD, by=BY, at=AT)

        move(other)

        assert homes(child) == [
            ("LU9 1AA", True, None, None),
            ("LU9 1AB", False, MARCH, None),
        ]

    def test_a_child_who_died_stays_with_the_family(self, home: Home) -> None:
        family, mother, child = home
        record_death(person=child, died_on=FIRST, by=BY, at=AT)

        assert move(family) == [mother, child]

    def test_members_by_records_that_were_joined_move_once(self, home: Home) -> None:
        family, mother, child = home
        other, again, _ = registered()
        Person.objects.filter(pk=again.pk).update(merged_into=mother)
        Family.objects.filter(pk=other.pk).update(merged_into=family)

        moved = move(family)

        assert mother in moved
        assert again not in moved
        assert child in moved

    @pytest.mark.parametrize(
        ("values", "fault"),
        [
            ({"address": type(HOME)()}, AddressMissingError),
            ({"on": day("2020-06-02")}, DayError),
            ({"on": day("2018-02-28"), "ends_registrations": True}, DayError),
        ],
    )
    def test_or_nobody_does(
        self, home: Home, values: dict[str, Any], fault: type[Exception]
    ) -> None:
        before = everything()

        with pytest.raises(fault):
            move(home[0], **values)

        assert everything() == before

    def test_a_family_of_nobody_does_not_move(self) -> None:
        with pytest.raises(NotInFamilyError, match="Nobody belongs"):
            move(Family.objects.create())


class TestLeaving:
    def test_registrations_end_on_the_day_and_ties_stay(self, home: Home) -> None:
        family, mother, child = home
        before = ties(mother), ties(child)

        move(family, ends_registrations=True)

        assert registrations(mother) == registrations(child) == [(FIRST, MARCH)]
        assert (ties(mother), ties(child)) == before

    def test_registrations_in_other_families_stay(self, home: Home) -> None:
        child = home[2]
        other, _, _ = registered()
        join_family(person=child, family=other, role=Role.CHILD, by=BY, at=AT)

        move(other, ends_registrations=True)

        assert registrations(child) == [(FIRST, None)]

    def test_when_a_registration_cannot_end_nobody_moves(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = everything()

        def fails(**_: object) -> None:
            raise DayError("no")

        monkeypatch.setattr(moving, "end_registration", fails)

        with pytest.raises(DayError):
            move(home[0], ends_registrations=True)

        assert everything() == before


class TestComingBack:
    def test_people_live_here_again_and_are_registered_again(self, home: Home) -> None:
        family, mother, child = home
        move(family, ends_registrations=True)

        made = back(home)

        assert [row.registered_on for row in made] == [APRIL, APRIL]
        for person in (mother, child):
            assert registrations(person) == [(FIRST, MARCH), (APRIL, None)]
            assert homes(person)[-1] == ("LU9 1AA", True, APRIL, None)

    def test_only_those_who_are_named(self, home: Home) -> None:
        family, mother, child = home
        move(family, ends_registrations=True)

        back(home, people=[mother])

        assert registrations(child) == [(FIRST, MARCH)]
        assert homes(child)[-1][0] == "LU9 1AB"

    def test_twice_is_once(self, home: Home) -> None:
        move(home[0], ends_registrations=True)
        back(home)
        before = everything()

        back(home)

        assert everything() == before

    def test_who_cannot_be_registered_again_keeps_all_away(self, home: Home) -> None:
        move(home[0], ends_registrations=True)
        home[2].ties.update(starts_on=None)
        Person.objects.filter(pk=home[2].pk).update(date_of_birth=day("2001-01-01"))
        before = everything()

        with pytest.raises(BirthDateError):
            back(home)

        assert everything() == before

    def test_nobody_comes_back_who_never_belonged_to_it(self, home: Home) -> None:
        _, other, _ = registered()

        with pytest.raises(NotInFamilyError):
            back(home, people=[other])
