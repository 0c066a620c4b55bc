"""One person: details with their version, contact details, births, deaths, needs, contacts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from flyingstart.families.api import (
    BirthDateError,
    Contact,
    ContactError,
    ContactKind,
    DayError,
    DetailError,
    DetailKind,
    DueDateError,
    ExpectedBirth,
    FamiliesError,
    Family,
    NameMissingError,
    Need,
    NotInFamilyError,
    Person,
    PersonChangedError,
    PersonDetails,
    PregnancyOverError,
    Role,
    UnknownCodeError,
    change_role,
    end_need,
    end_pregnancy,
    expect_birth,
    record_birth,
    record_contact,
    record_death,
    record_need,
    set_contact_detail,
    update_details,
)
from tests.families.world import (
    AT,
    BORN,
    BY,
    CHILD,
    MOTHER,
    Home,
    day,
    details,
    everything,
    homes,
    ties,
)

pytestmark = pytest.mark.usefixtures("home")

MARCH, APRIL, MAY = day("2020-03-01"), day("2020-04-01"), day("2020-05-01")
DUE = day("2020-05-20")
TOMORROW = day("2020-06-02")


def update(person: Person, base: PersonDetails, **values: Any) -> Person:
    changed = dataclasses.replace(base, **values)
    return update_details(person=person, details=changed, by=BY, at=AT)


class TestDetails:
    def test_they_are_replaced_by_what_is_given(self, home: Home) -> None:
        after = update(home[1], MOTHER, family_name="Married", ethnicity="refused", sex="F")

        assert (after.family_name, after.ethnicity, after.sex) == ("Married", "refused", "F")
        assert after.version == home[1].version + 1

    def test_a_reader_of_an_older_version_is_told_to_look_again(self, home: Home) -> None:
        update(home[1], MOTHER, sex="F")

        with pytest.raises(PersonChangedError, match="look again"):
            update(home[1], MOTHER, sex="M")

        home[1].refresh_from_db()
        assert home[1].sex == "F"

    def test_the_same_details_change_nothing(self, home: Home) -> None:
        before = everything()

        after = update(home[1], MOTHER)

        assert everything() == before
        assert after.version == home[1].version

    def test_the_language_read_is_apart_from_the_language_spoken(self, home: Home) -> None:
        after = update(home[1], MOTHER, spoken_language="Pahari", read_language="pl")

        assert (after.spoken_language, after.read_language) == ("Pahari", "Polish")

    def test_a_childs_place_since_birth_moves_with_the_birth_date(self, home: Home) -> None:
        earlier = day("2018-02-01")

        update(home[2], CHILD, date_of_birth=earlier)

        assert ties(home[2]) == [(home[0].pk, "child", earlier, None)]

    def test_a_place_that_began_later_does_not_move(self, home: Home) -> None:
        change_role(person=home[2], family=home[0], role=Role.OTHER, on=MARCH, by=BY, at=AT)

        update(home[2], CHILD, date_of_birth=day("2018-04-01"))

        assert ties(home[2]) == [
            (home[0].pk, "child", day("2018-04-01"), MARCH),
            (home[0].pk, "other", MARCH, None),
        ]

    @pytest.mark.parametrize(
        ("values", "error"),
        [
            ({"given_name": "", "family_name": " "}, NameMissingError),
            ({"date_of_birth": None}, BirthDateError),
            ({"date_of_birth": TOMORROW}, BirthDateError),
            ({"ethnicity": "XXXX"}, UnknownCodeError),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, home: Home, values: dict[str, Any], error: type[FamiliesError]
    ) -> None:
        before = everything()

        with pytest.raises(error):
            update(home[2], CHILD, **values)

        assert everything() == before

    def test_nobody_is_born_after_their_death(self, home: Home) -> None:
        record_death(person=home[2], died_on=MARCH, by=BY, at=AT)
        home[2].refresh_from_db()

        with pytest.raises(BirthDateError, match="died before"):
            update(home[2], CHILD, date_of_birth=APRIL)


class TestContactDetails:
    def set(self, person: Person, kind: DetailKind, value: str) -> None:
        set_contact_detail(person=person, kind=kind, value=value, by=BY, at=AT)

    def test_a_new_number_ends_the_old_one(self, home: Home) -> None:
        self.set(home[1], DetailKind.PHONE, " 07700  900456 ")
        self.set(home[1], DetailKind.EMAIL, "zofia@example.org")

        assert details(home[1]) == {"phone": "07700 900456", "email": "zofia@example.org"}
        ended = home[1].contact_details.exclude(ended_at=None).get()
        assert (ended.value, ended.ended_at) == ("07700 900123", AT)

    def test_nothing_takes_it_away_and_the_same_changes_nothing(self, home: Home) -> None:
        self.set(home[1], DetailKind.PHONE, "07700 900123")
        assert home[1].contact_details.count() == 1

        self.set(home[1], DetailKind.PHONE, "")

        assert details(home[1]) == {}

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (DetailKind.PHONE, "12345"),
            (DetailKind.PHONE, "07700 900123 ask for Jo"),
            (DetailKind.EMAIL, "zofia@example"),
            (DetailKind.EMAIL, "a@example.org, b@example.org"),
        ],
    )
    def test_what_is_none_is_refused(self, home: Home, kind: DetailKind, value: str) -> None:
        with pytest.raises(DetailError):
            self.set(home[1], kind, value)


class TestBirths:
    def expect(self, home: Home, due_on: dt.date = DUE) -> ExpectedBirth:
        return expect_birth(person=home[1], family=home[0], due_on=due_on, by=BY, at=AT)

    def bear(self, held: ExpectedBirth, *babies: PersonDetails, **more: Any) -> list[Person]:
        return record_birth(pregnancy=held, babies=babies, by=BY, at=AT, **more)

    def test_another_due_date_puts_the_day_right(self, home: Home) -> None:
        first = self.expect(home)
        second = self.expect(home, day("2020-06-10"))

        assert first == second
        assert ExpectedBirth.objects.get().due_on == day("2020-06-10")

    @pytest.mark.parametrize(
        ("due_on", "error"),
        [(day("2020-04-19"), DueDateError), (day("2021-03-30"), DueDateError)],
    )
    def test_a_due_date_is_near(
        self, home: Home, due_on: dt.date, error: type[FamiliesError]
    ) -> None:
        with pytest.raises(error):
            self.expect(home, due_on)

    def test_who_is_of_another_family_expects_nothing_in_this_one(self, home: Home) -> None:
        with pytest.raises(NotInFamilyError):
            expect_birth(person=home[1], family=Family.objects.create(), due_on=DUE, by=BY, at=AT)

    def test_a_pregnancy_becomes_a_child_of_the_family(self, home: Home) -> None:
        change_role(
            person=home[1], family=home[0], role=Role.EXPECTANT_PARENT, on=MARCH, by=BY, at=AT
        )
        held = self.expect(home)
        born = day("2020-05-18")

        (baby,) = self.bear(held, PersonDetails(given_name="Noor", date_of_birth=born))

        held.refresh_from_db()
        assert (held.outcome, held.ended_on) == ("born", born)
        assert ties(baby) == [(home[0].pk, "child", born, None)]
        assert homes(baby) == [("LU9 1AA", True, None, None)]
        assert not baby.registrations.exists()
        assert ties(home[1]) == [
            (home[0].pk, "parent", None, MARCH),
            (home[0].pk, "expectant_parent", MARCH, born),
            (home[0].pk, "parent", born, None),
        ]

    def test_twins_may_come_at_once_or_one_after_the_other_and_nobody_twice(
        self, home: Home
    ) -> None:
        held = self.expect(home)
        one = PersonDetails(given_name="Noor", date_of_birth=day("2020-05-18"))
        two = PersonDetails(given_name="Ali", date_of_birth=day("2020-05-19"))

        first = self.bear(held, one)
        both = self.bear(held, one, two, registered_on=day("2020-05-25"))

        assert both[0] == first[0]
        assert Person.objects.filter(ties__family=home[0]).count() == 4
        assert both[1].registrations.get().registered_on == day("2020-05-25")

    @pytest.mark.parametrize("born", [None, TOMORROW])
    def test_a_baby_has_a_birth_date(self, home: Home, born: dt.date | None) -> None:
        held = self.expect(home)

        with pytest.raises(BirthDateError):
            self.bear(held, PersonDetails(given_name="Noor", date_of_birth=born))

        held.refresh_from_db()
        assert held.outcome == ""

    def test_babies_of_one_birth_are_born_together(self, home: Home) -> None:
        held = self.expect(home)

        with pytest.raises(BirthDateError, match="one birth"):
            self.bear(
                held,
                PersonDetails(given_name="Noor", date_of_birth=day("2020-05-18")),
                PersonDetails(given_name="Ali", date_of_birth=day("2020-05-21")),
            )

    def test_an_end_is_said_once_and_stays(self, home: Home) -> None:
        held = self.expect(home)

        end_pregnancy(pregnancy=held, ended_on=MARCH, by=BY, at=AT)
        again = end_pregnancy(pregnancy=held, ended_on=APRIL, by=BY, at=AT)

        assert (again.outcome, again.ended_on) == ("ended", MARCH)
        with pytest.raises(PregnancyOverError):
            self.bear(held, PersonDetails(given_name="Noor", date_of_birth=MAY))
        with pytest.raises(PregnancyOverError):
            self.expect(home)

    def test_a_birth_is_no_other_end(self, home: Home) -> None:
        held = self.expect(home)
        self.bear(held, PersonDetails(given_name="Noor", date_of_birth=MAY))

        with pytest.raises(PregnancyOverError):
            end_pregnancy(pregnancy=held, ended_on=MAY, by=BY, at=AT)

    def test_another_pregnancy_follows(self, home: Home) -> None:
        held = self.expect(home)
        self.bear(held, PersonDetails(given_name="Noor", date_of_birth=MAY))

        another = self.expect(home, day("2021-03-01"))

        assert another != held


class TestDeath:
    def test_it_has_a_day_that_can_be_put_right(self, home: Home) -> None:
        record_death(person=home[2], died_on=MARCH, by=BY, at=AT)
        record_death(person=home[2], died_on=MARCH, by=BY, at=AT)

        held = record_death(person=home[2], died_on=APRIL, by=BY, at=AT)

        assert (held.died_on, held.version) == (APRIL, home[2].version + 2)

    @pytest.mark.parametrize("died_on", [TOMORROW, BORN - dt.timedelta(days=1)])
    def test_it_is_past_and_after_birth(self, home: Home, died_on: dt.date) -> None:
        with pytest.raises(DayError):
            record_death(person=home[2], died_on=died_on, by=BY, at=AT)


class TestNeeds:
    def record(self, person: Person, starts_on: dt.date, code: str = "send") -> Need:
        return record_need(
            person=person, code=code, source=" parent ", starts_on=starts_on, by=BY, at=AT
        )

    def test_a_need_that_holds_is_not_recorded_twice(self, home: Home) -> None:
        first = self.record(home[2], MARCH)

        assert self.record(home[2], APRIL) == first
        assert (first.source, first.starts_on, first.ends_on) == ("parent", MARCH, None)

    def test_one_that_began_before_ends_where_the_later_begins(self, home: Home) -> None:
        self.record(home[2], APRIL)

        assert self.record(home[2], MARCH).ends_on == APRIL

    def test_it_ends_and_may_come_again(self, home: Home) -> None:
        first = self.record(home[2], MARCH)

        ended = end_need(need=first, ends_on=APRIL, by=BY, at=AT)
        again = self.record(home[2], APRIL)

        assert ended.ends_on == APRIL
        assert again != first

    def test_what_cannot_be_is_refused(self, home: Home) -> None:
        need = self.record(home[2], MARCH)
        with pytest.raises(UnknownCodeError):
            self.record(home[2], MARCH, "income")
        with pytest.raises(DayError):
            self.record(home[2], TOMORROW)
        with pytest.raises(DayError):
            end_need(need=need, ends_on=BORN, by=BY, at=AT)
        end_need(need=need, ends_on=APRIL, by=BY, at=AT)
        with pytest.raises(DayError, match="ended before"):
            end_need(need=need, ends_on=MAY, by=BY, at=AT)


class TestContacts:
    def record(self, family: Family, kind: ContactKind, **more: Any) -> Contact:
        options = {"happened_at": AT, **more}
        return record_contact(family=family, kind=kind, by=BY, at=AT, **options)

    @pytest.mark.parametrize(
        ("kind", "face_to_face"),
        [
            (ContactKind.HOME_VISIT, True),
            (ContactKind.DOORSTEP, True),
            (ContactKind.ONE_TO_ONE, True),
            (ContactKind.PHONE, False),
            (ContactKind.LETTER, False),
            (ContactKind.NO_ANSWER, False),
        ],
    )
    def test_a_kind_is_face_to_face_or_not(
        self, home: Home, kind: ContactKind, face_to_face: bool
    ) -> None:
        assert self.record(home[0], kind).face_to_face is face_to_face

    def test_a_one_to_one_by_video_is_not(self, home: Home) -> None:
        contact = self.record(home[0], ContactKind.ONE_TO_ONE, face_to_face=False)

        assert contact.face_to_face is False

    def test_twice_is_once(self, home: Home) -> None:
        first = self.record(home[0], ContactKind.DOORSTEP)

        assert self.record(home[0], ContactKind.DOORSTEP) == first
        assert self.record(home[0], ContactKind.TEXT) != first

    @pytest.mark.parametrize(
        "more",
        [
            {"happened_at": AT + dt.timedelta(seconds=1)},
            {"happened_at": AT.replace(tzinfo=None)},
            {"face_to_face": True},
        ],
    )
    def test_what_cannot_be_is_refused(self, home: Home, more: dict[str, Any]) -> None:
        with pytest.raises(ContactError):
            self.record(home[0], ContactKind.PHONE, **more)

        assert not Contact.objects.exists()
