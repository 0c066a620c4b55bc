"""What the database promises of people and families, each promise both ways."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from flyingstart.families.models import (
    Address,
    Code,
    Contact,
    ContactDetail,
    ExpectedBirth,
    Family,
    FamilyRef,
    FamilyTie,
    Need,
    Person,
    PersonRef,
    Registration,
)
from flyingstart.kernel.api import birthdays

pytestmark = pytest.mark.django_db

DAY = dt.date(2019, 5, 1)
NOON = dt.datetime(2019, 5, 1, 12, tzinfo=dt.UTC)


def later(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


@pytest.fixture
def person() -> Person:
    return Person.objects.create(given_name="Ada", date_of_birth=dt.date(2018, 1, 1))


@pytest.fixture
def family() -> Family:
    return Family.objects.create()


def refused(make: Callable[[], Model]) -> str:
    """The name of the rule by which the database refuses a row."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    name: str | None = caught.value.__cause__.diag.constraint_name  # type: ignore[union-attr]
    assert name is not None
    return name


class TestPerson:
    def test_a_person_has_a_name(self) -> None:
        Person.objects.create(given_name="Ada")
        Person.objects.create(family_name="Example")

        assert refused(lambda: Person.objects.create(sex="F")) == "person_has_a_name"

    def test_death_is_not_before_birth(self) -> None:
        Person.objects.create(given_name="A", date_of_birth=DAY, died_on=DAY)
        Person.objects.create(given_name="A", died_on=DAY)

        rule = refused(
            lambda: Person.objects.create(given_name="A", date_of_birth=DAY, died_on=later(-1))
        )

        assert rule == "person_dies_after_birth"

    @pytest.mark.parametrize("number", ["999000001", "99900000ab", "999000001 "])
    def test_an_nhs_number_is_ten_digits(self, number: str) -> None:
        Person.objects.create(given_name="A", nhs_number="9990000018")
        Person.objects.create(given_name="A", nhs_number="")

        rule = refused(lambda: Person.objects.create(given_name="A", nhs_number=number))
        assert rule == "person_nhs_number_is_ten_digits"

    def test_nobody_is_merged_into_themselves(self, person: Person) -> None:
        other = Person.objects.create(given_name="Other")
        other.merged_into = person
        other.save()

        def itself() -> Person:
            person.merged_into = person
            person.save()
            return person

        assert refused(itself) == "person_not_merged_into_itself"

    def test_long_names_and_every_script_are_kept_whole(self) -> None:
        for name in ("x" * 5_000, "محمد بن عبد الله", "李小龍", "👩‍👩‍👧‍👦", "Nguyễn", "='+cmd"):
            person = Person.objects.create(given_name=name)
            person.refresh_from_db()
            assert person.given_name == name

    def test_birthdays_are_those_of_the_kernel_on_every_day_of_a_leap_cycle(self) -> None:
        days = [dt.date(2015, 1, 1) + dt.timedelta(days=n) for n in range(4 * 366)]
        Person.objects.bulk_create(Person(given_name="A", date_of_birth=day) for day in days)

        for person in Person.objects.filter(date_of_birth__in=days):
            born = person.date_of_birth
            assert born is not None
            assert person.fifth_birthday == birthdays.fifth_birthday(born)
            assert person.six_months_on == birthdays.six_months_on(born)


class TestTie:
    def tie(self, person: Person, family: Family, **values: Any) -> FamilyTie:
        return FamilyTie.objects.create(person=person, family=family, **{"role": "child", **values})

    def test_it_ends_after_it_starts(self, person: Person, family: Family) -> None:
        self.tie(person, family, starts_on=DAY, ends_on=later(1))

        rule = refused(lambda: self.tie(person, family, starts_on=DAY, ends_on=DAY))

        assert rule == "familytie_ends_after_it_starts"

    def test_the_role_is_known(self, person: Person, family: Family) -> None:
        assert refused(lambda: self.tie(person, family, role="uncle")) == "familytie_role_is_known"

    def test_one_role_at_a_time_in_a_family(self, person: Person, family: Family) -> None:
        self.tie(person, family, ends_on=DAY)
        self.tie(person, family, starts_on=DAY, role="parent")
        self.tie(person, Family.objects.create())

        rule = refused(lambda: self.tie(person, family, starts_on=later(-1), role="other"))

        assert rule == "familytie_one_role_at_a_time"


class TestRegistration:
    def make(self, person: Person, family: Family, *days: dt.date | None) -> Registration:
        first, left = days
        assert first is not None
        return Registration.objects.create(
            person=person, family=family, registered_on=first, left_on=left
        )

    def test_once_at_a_time(self, person: Person, family: Family) -> None:
        self.make(person, family, DAY, later(10))
        self.make(person, family, later(10), None)
        self.make(person, Family.objects.create(), DAY, None)

        rule = refused(lambda: self.make(person, family, later(9), later(10)))

        assert rule == "registration_once_at_a_time"

    def test_leaving_before_registering_is_no_day_at_all(
        self, person: Person, family: Family
    ) -> None:
        self.make(person, family, DAY, later(-5))
        self.make(person, family, DAY, None)

        assert Registration.objects.count() == 2


class TestAddress:
    def at(self, person: Person, family: Family | None, **values: Any) -> Address:
        return Address.objects.create(
            person=person, family=family, **{"is_main": True, "town": "Town", **values}
        )

    def test_it_ends_after_it_starts(self, person: Person, family: Family) -> None:
        self.at(person, family, starts_on=DAY, ends_on=later(1))

        rule = refused(lambda: self.at(person, family, starts_on=DAY, ends_on=DAY))

        assert rule == "address_ends_after_it_starts"

    def test_one_main_address_at_a_time(self, person: Person, family: Family) -> None:
        other = Family.objects.create()
        self.at(person, family, ends_on=DAY)
        self.at(person, other, starts_on=DAY)
        self.at(person, family, starts_on=DAY, is_main=False)

        third = Family.objects.create()
        rule = refused(lambda: self.at(person, third, starts_on=later(-1)))

        assert rule == "address_one_main_at_a_time"

    def test_one_address_a_family_at_a_time(self, person: Person, family: Family) -> None:
        self.at(person, family)
        self.at(person, Family.objects.create(), is_main=False)

        rule = refused(lambda: self.at(person, family, is_main=False))

        assert rule == "address_one_a_family_at_a_time"


def test_one_contact_detail_of_a_kind_is_in_use(person: Person) -> None:
    ContactDetail.objects.create(person=person, kind="phone", value="1", ended_at=NOON)
    ContactDetail.objects.create(person=person, kind="phone", value="2")
    ContactDetail.objects.create(person=person, kind="email", value="2")

    rule = refused(lambda: ContactDetail.objects.create(person=person, kind="phone", value="3"))

    assert rule == "contactdetail_one_of_a_kind_in_use"


class TestExpectedBirth:
    @pytest.mark.parametrize(("outcome", "ended_on"), [("born", None), ("", DAY)])
    def test_an_outcome_has_a_day(
        self, person: Person, family: Family, outcome: str, ended_on: dt.date | None
    ) -> None:
        due = {"person": person, "family": family, "due_on": DAY}
        ExpectedBirth.objects.create(**due)
        ExpectedBirth.objects.create(**due, outcome="born", ended_on=DAY)

        rule = refused(
            lambda: ExpectedBirth.objects.create(**due, outcome=outcome, ended_on=ended_on)
        )

        assert rule == "expectedbirth_outcome_has_a_day"

    def test_one_is_expected_at_a_time(self, person: Person, family: Family) -> None:
        ExpectedBirth.objects.create(person=person, family=family, due_on=DAY)
        ExpectedBirth.objects.create(person=person, family=Family.objects.create(), due_on=DAY)

        rule = refused(
            lambda: ExpectedBirth.objects.create(person=person, family=family, due_on=later(1))
        )

        assert rule == "expectedbirth_one_at_a_time"


def test_a_need_holds_once_at_a_time(person: Person) -> None:
    Need.objects.create(person=person, code="send", ends_on=DAY)
    Need.objects.create(person=person, code="send", starts_on=DAY)
    Need.objects.create(person=person, code="other")

    rule = refused(lambda: Need.objects.create(person=person, code="send", starts_on=later(9)))

    assert rule == "need_once_at_a_time"


def test_a_phone_call_is_not_face_to_face(family: Family) -> None:
    Contact.objects.create(family=family, happened_at=NOON, kind="phone", face_to_face=False)
    Contact.objects.create(family=family, happened_at=NOON, kind="doorstep", face_to_face=True)

    rule = refused(
        lambda: Contact.objects.create(
            family=family, happened_at=NOON, kind="phone", face_to_face=True
        )
    )

    assert rule == "contact_face_to_face_is_in_person"


def test_a_ref_means_one_person_and_one_family_of_a_source(person: Person, family: Family) -> None:
    PersonRef.objects.create(source="a", ref="1", person=person)
    PersonRef.objects.create(source="b", ref="1", person=person)
    FamilyRef.objects.create(source="a", ref="1", family=family)
    FamilyRef.objects.create(source="b", ref="1", family=family)

    assert (
        refused(lambda: PersonRef.objects.create(source="a", ref="1", person=person))
        == "personref_once_a_source"
    )
    assert (
        refused(lambda: FamilyRef.objects.create(source="a", ref="1", family=family))
        == "familyref_once_a_source"
    )


def test_a_code_is_once_in_its_list() -> None:
    Code.objects.create(kind="need", code="a", label="A", position=1)
    Code.objects.create(kind="language", code="a", label="A", position=1)

    rule = refused(lambda: Code.objects.create(kind="need", code="a", label="B", position=2))

    assert rule == "code_once_a_list"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("families_person", lambda p, _: p),
        (
            "families_familytie",
            lambda p, f: FamilyTie.objects.create(person=p, family=f, role="child"),
        ),
        ("families_address", lambda p, _: Address.objects.create(person=p, is_main=True)),
    ],
)
def test_history_keeps_every_version_and_cannot_be_changed(
    person: Person, family: Family, table: str, rows: Callable[[Person, Family], Model]
) -> None:
    row = rows(person, family)
    row.save()

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pgh_label FROM {table}event WHERE pgh_obj_id = %s", [row.pk])
        labels = sorted(label for (label,) in cursor.fetchall())
    assert labels == ["insert", "update"]
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}event")
