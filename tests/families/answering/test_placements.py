"""Children who live with a carer outside their home, as safety.md says: dated, two homes apart, the
council or the carer agrees, and 28 days with somebody who is no relative is told to the front door.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from flyingstart.families.api import (
    AddressLines,
    Agrees,
    Code,
    CodeKind,
    DayError,
    DayToDayConsent,
    Family,
    Member,
    NotAllowedError,
    NotInFamilyError,
    Person,
    PersonDetails,
    Placement,
    PlacementError,
    PlacementKind,
    RegistrationForm,
    Role,
    end_placement,
    place_child,
    register_family,
    say_front_door_told,
    say_who_agrees,
)
from flyingstart.families.enums import Answerable
from flyingstart.families.operations.answering import say_responsibility
from flyingstart.families.operations.consenting import say_consent
from flyingstart.families.rules.placing import tell_by
from tests.families.world import AT, BY, TODAY, Home, homes, ties

DAYS = 28
START = TODAY - dt.timedelta(days=10)
CARER = AddressLines(line_1="9 Far Lane", postcode="LU9 9ZZ")


def placed(kind: PlacementKind, *, days_ago: int, told: dt.date | None = None) -> Placement:
    """A placement that nobody stored."""
    return Placement(kind=kind, starts_on=TODAY - dt.timedelta(days=days_ago), told_mash_on=told)


class TestByWhenTheFrontDoorIsTold:
    def test_safety_a_private_fostering_by_its_28th_day(self) -> None:
        one = placed(PlacementKind.PRIVATE, days_ago=0)

        assert tell_by(one, TODAY, DAYS) == TODAY + dt.timedelta(days=27)

    def test_it_stays_until_it_was_told(self) -> None:
        late = placed(PlacementKind.PRIVATE, days_ago=100)

        assert tell_by(late, TODAY, DAYS) == TODAY - dt.timedelta(days=73)
        told = placed(PlacementKind.PRIVATE, days_ago=9, told=TODAY)
        assert tell_by(told, TODAY, DAYS) is None

    def test_while_the_pack_does_not_say_how_many_days_it_is_told_at_once(self) -> None:
        assert tell_by(placed(PlacementKind.PRIVATE, days_ago=0), TODAY, None) == TODAY

    @pytest.mark.parametrize(
        "kind", [PlacementKind.FOSTER, PlacementKind.KINSHIP, PlacementKind.FOR_ADOPTION]
    )
    def test_the_council_knows_of_the_others(self, kind: PlacementKind) -> None:
        assert tell_by(placed(kind, days_ago=100), TODAY, DAYS) is None

    def test_one_that_is_over_is_not_told(self) -> None:
        one = placed(PlacementKind.PRIVATE, days_ago=5)
        one.ends_on = TODAY

        assert tell_by(one, TODAY, DAYS) is None


@pytest.mark.django_db
class TestPlacing:
    @pytest.fixture
    def child(self, made_home: Callable[[], Home]) -> Person:
        return made_home()[2]

    @pytest.fixture
    def carers(self) -> Family:
        carer = Member(details=PersonDetails(given_name="Ruth"), role=Role.CARER)
        form = RegistrationForm(members=(carer,), address=CARER)
        return register_family(form=form, by=BY, at=AT)

    @pytest.fixture
    def home(self, child: Person) -> Family:
        return Family.objects.get(ties__person=child)

    def place(
        self,
        child: Person,
        carers: Family,
        kind: PlacementKind = PlacementKind.FOSTER,
        on: dt.date = START,
        **agrees: DayToDayConsent,
    ) -> Placement:
        return place_child(
            child=child,
            carers=carers,
            kind=kind,
            agrees=Agrees(**agrees),
            starts_on=on,
            by=BY,
            at=AT,
        )

    def test_the_child_belongs_to_both_and_is_at_home_with_the_carer(
        self, child: Person, carers: Family, home: Family
    ) -> None:
        held = self.place(child, carers, consents=DayToDayConsent.CARER)

        assert (held.kind, held.starts_on, held.ends_on) == ("foster", START, None)
        assert (held.consents, held.consents_photos, held.consents_health) == (
            "carer",
            "unknown",
            "unknown",
        )
        assert ties(child) == [
            (home.pk, "child", child.date_of_birth, None),
            (carers.pk, "child", START, None),
        ]
        assert ("LU9 9ZZ", True, START, None) in homes(child)

    def test_the_same_twice_is_one(self, child: Person, carers: Family) -> None:
        assert self.place(child, carers) == self.place(child, carers)
        assert Placement.objects.count() == 1

    def test_another_one_ends_it_and_it_stays_in_the_history(
        self, child: Person, carers: Family
    ) -> None:
        first = self.place(child, carers)
        member = Member(details=PersonDetails(given_name="Gran"), role=Role.CARER)
        other = register_family(form=RegistrationForm(members=(member,)), by=BY, at=AT)

        second = self.place(child, other, PlacementKind.KINSHIP, on=TODAY)

        first.refresh_from_db()
        assert (first.ends_on, second.starts_on) == (TODAY, TODAY)
        assert [tie[0] for tie in ties(child) if tie[3] is None and tie[2] == TODAY] == [other.pk]

    def test_it_ends_and_the_child_is_at_home_again(
        self, child: Person, carers: Family, home: Family
    ) -> None:
        held = self.place(child, carers)

        for _ in range(2):
            held = end_placement(placement=held, ends_on=TODAY, by=BY, at=AT)

        assert held.ends_on == TODAY
        assert [tie[0] for tie in ties(child) if tie[3] is None] == [home.pk]
        assert ("LU9 1AA", True, TODAY, None) in homes(child)

    def test_a_family_without_a_carer_takes_no_child(self, child: Person) -> None:
        twin = Member(
            details=PersonDetails(given_name="Ola", date_of_birth=dt.date(2019, 1, 1)),
            role=Role.CHILD,
        )
        other = register_family(form=RegistrationForm(members=(twin,)), by=BY, at=AT)

        with pytest.raises(PlacementError):
            self.place(child, other)

    def test_a_child_is_not_placed_at_home_nor_an_adult_anywhere(
        self, child: Person, carers: Family, home: Family
    ) -> None:
        with pytest.raises(NotInFamilyError):
            self.place(child, home)
        with pytest.raises(NotInFamilyError):
            self.place(Person.objects.get(given_name="Zofia"), carers)

    def test_days_that_cannot_be(self, child: Person, carers: Family) -> None:
        with pytest.raises(DayError):
            self.place(child, carers, on=TODAY + dt.timedelta(days=1))
        held = self.place(child, carers)
        with pytest.raises(DayError):
            end_placement(placement=held, ends_on=START, by=BY, at=AT)
        assert Placement.objects.get().ends_on is None

    def test_who_agrees_is_put_right_while_it_holds(self, child: Person, carers: Family) -> None:
        held = self.place(child, carers)
        agrees = Agrees(consents_health=DayToDayConsent.COUNCIL)

        changed = say_who_agrees(placement=held, agrees=agrees, by=BY, at=AT)

        assert changed.consents_health == "council"
        end_placement(placement=held, ends_on=TODAY, by=BY, at=AT)
        with pytest.raises(PlacementError):
            say_who_agrees(placement=held, agrees=agrees, by=BY, at=AT)

    def test_told_twice_the_first_day_stays(self, child: Person, carers: Family) -> None:
        held = self.place(child, carers, PlacementKind.PRIVATE)

        for day in (TODAY - dt.timedelta(days=2), TODAY):
            held = say_front_door_told(placement=held, told_on=day, by=BY, at=AT)

        assert held.told_mash_on == TODAY - dt.timedelta(days=2)
        day = TODAY + dt.timedelta(days=1)
        with pytest.raises(DayError):
            say_front_door_told(placement=held, told_on=day, by=BY, at=AT)

    def test_of_foster_care_nothing_is_told(self, child: Person, carers: Family) -> None:
        with pytest.raises(PlacementError):
            say_front_door_told(placement=self.place(child, carers), told_on=TODAY, by=BY, at=AT)

    @pytest.mark.parametrize(
        ("who", "speaker", "may"),
        [
            (DayToDayConsent.CARER, "Ruth", True),
            (DayToDayConsent.CARER, "Zofia", False),
            (DayToDayConsent.PARENTS, "Zofia", True),
            (DayToDayConsent.PARENTS, "Ruth", False),
            (DayToDayConsent.COUNCIL, "Zofia", False),
            (DayToDayConsent.UNKNOWN, "Ruth", False),
        ],
    )
    def test_safety_a_photo_is_allowed_by_whom_the_council_left_it_to(
        self, child: Person, carers: Family, who: DayToDayConsent, speaker: str, may: bool
    ) -> None:
        Code.objects.create(
            kind=CodeKind.CONSENT, code="photo_wall", label="Photo", aliases=[], position=1
        )
        say_responsibility(
            adult=Person.objects.get(given_name="Zofia"),
            child=child,
            answer=Answerable.YES,
            evidence="Birth certificate",
            seen_on=TODAY,
            starts_on=TODAY,
            by=BY,
            at=AT,
        )
        self.place(child, carers, consents_photos=who)

        def say(given: bool) -> bool:
            return say_consent(
                person=child,
                code="photo_wall",
                given=given,
                said_by=Person.objects.get(given_name=speaker),
                by=BY,
                at=AT,
            ).given

        assert say(False) is False
        if may:
            assert say(True) is True
        else:
            with pytest.raises(NotAllowedError):
                say(True)
