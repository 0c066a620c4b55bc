"""Joining and leaving families, other roles, moving house: half-open days, one home at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.families.api import (
    AddressLines,
    AddressMissingError,
    BirthDateError,
    DayError,
    Family,
    FamilyTie,
    NotInFamilyError,
    NotRegisteredError,
    OtherRoleError,
    Person,
    Registration,
    RegistrationError,
    Role,
    change_role,
    end_registration,
    join_family,
    leave_family,
    move_home,
    register_person,
)
from tests.families.world import (
    AT,
    AWAY,
    BORN,
    BY,
    HOME,
    Home,
    day,
    everything,
    homes,
    ties,
)

pytestmark = pytest.mark.usefixtures("home")

MARCH, APRIL, MAY = day("2020-03-01"), day("2020-04-01"), day("2020-05-01")
TOMORROW = day("2020-06-02")


def join(person: Person, family: Family, role: Role, **options: Any) -> FamilyTie:
    return join_family(person=person, family=family, role=role, by=BY, at=AT, **options)


def leave(person: Person, family: Family, on: dt.date) -> None:
    leave_family(person=person, family=family, on=on, by=BY, at=AT)


def change(person: Person, family: Family, role: Role, on: dt.date) -> FamilyTie:
    return change_role(person=person, family=family, role=role, on=on, by=BY, at=AT)


def move(person: Person, family: Family, address: AddressLines, on: dt.date, **more: Any) -> None:
    move_home(people=[person], family=family, address=address, on=on, by=BY, at=AT, **more)


def register(person: Person, family: Family, on: dt.date) -> Registration:
    return register_person(person=person, family=family, registered_on=on, by=BY, at=AT)


def unregister(person: Person, family: Family, on: dt.date) -> Registration:
    return end_registration(person=person, family=family, left_on=on, by=BY, at=AT)


class TestJoining:
    def test_a_child_belongs_to_a_second_family_beside_the_first(self, home: Home) -> None:
        first, _, child = home
        second = Family.objects.create()

        tie = join(child, second, Role.CHILD, on=MARCH, relationship=" at dad's ")

        assert ties(child) == [
            (first.pk, "child", BORN, None),
            (second.pk, "child", MARCH, None),
        ]
        assert (tie.relationship, tie.starts_on) == ("at dad's", MARCH)

    @pytest.mark.parametrize(("role", "since"), [(Role.CHILD, BORN), (Role.OTHER, None)])
    def test_without_a_day_it_was_always_so(
        self, home: Home, role: Role, since: dt.date | None
    ) -> None:
        second = Family.objects.create()

        assert join(home[2], second, role).starts_on == since

    def test_twice_is_once(self, home: Home) -> None:
        second = Family.objects.create()
        join(home[2], second, Role.CHILD, on=MARCH)
        before = everything()

        join(home[2], second, Role.CHILD, on=MARCH)
        join(home[2], second, Role.CHILD, on=APRIL)
        join(home[2], home[0], Role.CHILD)

        assert everything() == before

    def test_another_role_is_said_otherwise(self, home: Home) -> None:
        with pytest.raises(OtherRoleError):
            join(home[2], home[0], Role.OTHER, on=MARCH)

    def test_a_grown_up_joins_as_no_child(self, home: Home) -> None:
        with pytest.raises(BirthDateError, match="under 18"):
            join(home[1], Family.objects.create(), Role.CHILD, on=MARCH)

    def test_nobody_joins_tomorrow(self, home: Home) -> None:
        with pytest.raises(DayError, match="future"):
            join(home[2], Family.objects.create(), Role.CHILD, on=TOMORROW)


class TestLeaving:
    def test_the_day_of_leaving_is_the_first_out(self, home: Home) -> None:
        leave(home[1], home[0], MARCH)

        assert ties(home[1]) == [(home[0].pk, "parent", None, MARCH)]
        assert homes(home[1]) == [("LU9 1AA", True, None, None)]

    def test_twice_is_once(self, home: Home) -> None:
        leave(home[1], home[0], MARCH)
        before = everything()

        leave(home[1], home[0], MARCH)

        assert everything() == before

    def test_a_stranger_cannot_leave(self, home: Home) -> None:
        with pytest.raises(NotInFamilyError):
            leave(home[1], Family.objects.create(), MARCH)

    def test_nobody_leaves_tomorrow(self, home: Home) -> None:
        with pytest.raises(DayError):
            leave(home[1], home[0], TOMORROW)

    def test_leaving_on_the_day_of_joining_is_never_having_joined(self, home: Home) -> None:
        second = Family.objects.create()
        join(home[2], second, Role.CHILD, on=MARCH)

        leave(home[2], second, MARCH)

        assert ties(home[2]) == [(home[0].pk, "child", BORN, None)]

    def test_the_other_home_becomes_the_main_one(self, home: Home) -> None:
        first, _, child = home
        second = Family.objects.create()
        join(child, second, Role.CHILD, on=MARCH)
        move(child, second, AWAY, APRIL)

        leave(child, first, MAY)

        assert homes(child) == [
            ("LU9 1AA", True, None, MAY),
            ("LU9 1AB", False, APRIL, MAY),
            ("LU9 1AB", True, MAY, None),
        ]

    def test_leaving_the_second_family_ends_its_address(self, home: Home) -> None:
        _, _, child = home
        second = Family.objects.create()
        join(child, second, Role.CHILD, on=MARCH)
        move(child, second, AWAY, APRIL)

        leave(child, second, MAY)

        assert homes(child) == [
            ("LU9 1AA", True, None, None),
            ("LU9 1AB", False, APRIL, MAY),
        ]


class TestRoles:
    def test_a_role_holds_from_its_first_day(self, home: Home) -> None:
        tie = change(home[1], home[0], Role.CARER, MARCH)

        assert ties(home[1]) == [
            (home[0].pk, "parent", None, MARCH),
            (home[0].pk, "carer", MARCH, None),
        ]
        assert (tie.role, tie.starts_on) == ("carer", MARCH)

    def test_a_second_thought_on_the_same_day_takes_its_place(self, home: Home) -> None:
        change(home[1], home[0], Role.CARER, MARCH)
        change(home[1], home[0], Role.OTHER, MARCH)

        assert ties(home[1]) == [
            (home[0].pk, "parent", None, MARCH),
            (home[0].pk, "other", MARCH, None),
        ]

    def test_what_is_known_of_later_days_stays(self, home: Home) -> None:
        change(home[1], home[0], Role.CARER, MAY)
        change(home[1], home[0], Role.OTHER, MARCH)

        assert ties(home[1]) == [
            (home[0].pk, "parent", None, MARCH),
            (home[0].pk, "other", MARCH, MAY),
            (home[0].pk, "carer", MAY, None),
        ]

    def test_the_same_role_changes_nothing(self, home: Home) -> None:
        before = everything()

        change(home[1], home[0], Role.PARENT, MARCH)

        assert everything() == before

    def test_a_stranger_has_no_role(self, home: Home) -> None:
        with pytest.raises(NotInFamilyError):
            change(home[1], Family.objects.create(), Role.CARER, MARCH)

    @pytest.mark.parametrize(
        ("who", "role", "on", "error"),
        [
            (1, Role.CARER, TOMORROW, DayError),
            (1, Role.CHILD, MARCH, BirthDateError),
            (2, Role.OTHER, BORN - dt.timedelta(days=1), NotInFamilyError),
        ],
    )
    def test_what_cannot_be_is_refused(
        self,
        home: Home,
        who: int,
        role: Role,
        on: dt.date,
        error: type[Exception],
    ) -> None:
        person = home[who]
        assert isinstance(person, Person)
        with pytest.raises(error):
            change(person, home[0], role, on)


class TestMoving:
    def test_a_new_address_ends_the_old_one(self, home: Home) -> None:
        family, mother, child = home

        move_home(people=[mother, child], family=family, address=AWAY, on=MARCH, by=BY, at=AT)

        for person in (mother, child):
            assert homes(person) == [
                ("LU9 1AA", True, None, MARCH),
                ("LU9 1AB", True, MARCH, None),
            ]

    def test_another_postcode_is_another_address_altogether(self, home: Home) -> None:
        move(home[1], home[0], AddressLines(postcode="LU9 1AB"), MARCH)

        held = home[1].addresses.get(ends_on=None)
        assert (held.line_1, held.town, held.postcode) == ("", "", "LU9 1AB")

    def test_the_same_address_is_no_move(self, home: Home) -> None:
        before = everything()

        move(home[1], home[0], HOME, MARCH)
        move(home[1], home[0], AddressLines(line_1="1  HIGH street", postcode="lu91aa"), MARCH)

        assert everything() == before

    def test_a_blank_cell_is_filled_in_without_a_move(self, home: Home) -> None:
        move(home[1], home[0], AddressLines(line_2="Flat 2", postcode="LU9 1AA"), MARCH)

        held = home[1].addresses.get()
        assert (held.line_1, held.line_2, held.starts_on) == ("1 High Street", "Flat 2", None)

    def test_another_house_of_the_same_postcode_is_a_move(self, home: Home) -> None:
        move(home[1], home[0], AddressLines(line_1="9 High Street"), MARCH)

        held = home[1].addresses.get(ends_on=None)
        assert (held.line_1, held.town, held.postcode) == ("9 High Street", "Town", "LU9 1AA")

    def test_what_is_known_of_later_days_stays(self, home: Home) -> None:
        move(home[1], home[0], AWAY, MAY)
        move(home[1], home[0], AddressLines(postcode="LU9 1AD"), MARCH)

        assert homes(home[1]) == [
            ("LU9 1AA", True, None, MARCH),
            ("LU9 1AD", True, MARCH, MAY),
            ("LU9 1AB", True, MAY, None),
        ]

    def test_a_second_thought_on_the_same_day_takes_its_place(self, home: Home) -> None:
        move(home[1], home[0], AWAY, MARCH)
        move(home[1], home[0], AddressLines(postcode="LU9 1AD"), MARCH)

        assert homes(home[1]) == [
            ("LU9 1AA", True, None, MARCH),
            ("LU9 1AD", True, MARCH, None),
        ]

    def test_an_unknown_postcode_is_kept_as_written(self, home: Home) -> None:
        move(home[1], home[0], AddressLines(postcode="the old mill"), MARCH)

        held = home[1].addresses.get(ends_on=None)
        assert (held.postcode, held.postcode_as_written) == ("", "the old mill")

    def test_the_address_of_a_second_family_is_not_counted(self, home: Home) -> None:
        second = Family.objects.create()
        join(home[2], second, Role.CHILD, on=MARCH)

        move(home[2], second, AWAY, APRIL)

        assert homes(home[2]) == [
            ("LU9 1AA", True, None, None),
            ("LU9 1AB", False, APRIL, None),
        ]

    def test_the_main_home_can_be_said_to_be_the_other_one(self, home: Home) -> None:
        second = Family.objects.create()
        join(home[2], second, Role.CHILD, on=MARCH)
        move(home[2], second, AWAY, APRIL)

        move(home[2], second, AWAY, MAY, make_main=True)

        assert homes(home[2]) == [
            ("LU9 1AA", True, None, MAY),
            ("LU9 1AB", False, APRIL, MAY),
            ("LU9 1AB", True, MAY, None),
            ("LU9 1AA", False, MAY, None),
        ]

    def test_a_first_address_holds_from_the_beginning(self, home: Home) -> None:
        homeless = Person.objects.create(given_name="New")
        join(homeless, home[0], Role.OTHER)

        move(homeless, home[0], AWAY, MARCH)

        assert homes(homeless) == [("LU9 1AB", True, None, None)]

    def test_nobody_moves_when_somebody_cannot(self, home: Home) -> None:
        stranger = Person.objects.create(given_name="Stranger")
        before = everything()

        with pytest.raises(NotInFamilyError):
            move_home(
                people=[home[1], stranger], family=home[0], address=AWAY, on=MARCH, by=BY, at=AT
            )

        assert everything() == before

    @pytest.mark.parametrize(
        ("address", "on", "error"),
        [
            (AddressLines(line_1=" \t"), MARCH, AddressMissingError),
            (AWAY, TOMORROW, DayError),
        ],
    )
    def test_what_cannot_be_is_refused(
        self,
        home: Home,
        address: AddressLines,
        on: dt.date,
        error: type[Exception],
    ) -> None:
        with pytest.raises(error):
            move(home[1], home[0], address, on)


class TestRegistrations:
    def test_the_day_of_leaving_is_the_first_out(self, home: Home) -> None:
        held = unregister(home[2], home[0], MARCH)

        assert (held.registered_on, held.left_on) == (day("2020-01-01"), MARCH)
        assert ties(home[2]) == [(home[0].pk, "child", BORN, None)]

    def test_another_day_puts_it_right_and_the_same_changes_nothing(self, home: Home) -> None:
        unregister(home[2], home[0], MARCH)
        unregister(home[2], home[0], APRIL)
        before = everything()

        assert unregister(home[2], home[0], APRIL).left_on == APRIL
        assert everything() == before

    def test_who_is_registered_stays_so(self, home: Home) -> None:
        before = everything()

        held = register(home[2], home[0], MAY)

        assert held.registered_on == day("2020-01-01")
        assert everything() == before

    def test_an_earlier_registration_may_not_overlap(self, home: Home) -> None:
        unregister(home[2], home[0], MARCH)
        register(home[2], home[0], APRIL)
        unregister(home[2], home[0], MAY)

        with pytest.raises(RegistrationError):
            register(home[2], home[0], day("2020-02-01"))

    def test_what_cannot_be_is_refused(self, home: Home) -> None:
        stranger = Person.objects.create(given_name="Stranger", date_of_birth=BORN)

        with pytest.raises(NotInFamilyError):
            register(stranger, home[0], MARCH)
        with pytest.raises(DayError):
            register(home[2], home[0], TOMORROW)
        with pytest.raises(NotRegisteredError):
            unregister(stranger, home[0], MARCH)
        with pytest.raises(DayError):
            unregister(home[2], home[0], day("2019-12-31"))
