"""What is not known yet of those whom a member of staff registered, and who entered what."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    AddressLines,
    Family,
    FamilyGaps,
    Member,
    Person,
    PersonDetails,
    RegisteredBy,
    Registration,
    RegistrationForm,
    Role,
    add_person,
    end_registration,
    gaps_entered_by,
    merge_families,
    pause_messages,
    register_family,
    register_person,
    update_details,
)
from flyingstart.kernel.api import Actor, ActorKind
from tests.accounts.people import user_with
from tests.families.web.town import NORTH, NOW, SOUTH, STAN, TODAY, ZOFIA, Town
from tests.families.world import BY, make_codes

pytestmark = pytest.mark.usefixtures("town")
WHOLE = PersonDetails(
    given_name="Ada",
    family_name="Whole",
    date_of_birth=dt.date(1990, 2, 2),
    sex="F",
    ethnicity="WBRI",
    spoken_language="Polish",
)


def as_actor(user: User) -> Actor:
    return Actor(kind=ActorKind.USER, name=user.name, id=user.public_id)


def welcome(user: User, *members: Member, postcode: str = NORTH) -> Family:
    """A family that somebody registers."""
    form = RegistrationForm(
        members=members,
        address=AddressLines(line_1="1 High Street", postcode=postcode),
        came_by=RegisteredBy.WORKER,
    )
    return register_family(form=form, by=as_actor(user), at=NOW)


def missing(found: list[FamilyGaps]) -> dict[str, tuple[str, ...]]:
    return {person.name: tuple(person.missing) for gaps in found for person in gaps.people}


@pytest.fixture
def nadia(town: Town) -> User:
    """She welcomes families in the north."""
    make_codes()
    return user_with("session_staff", neighbourhood=town.north)


class TestWhoEnteredIt:
    def test_the_member_of_staff_who_registers(self, nadia: User) -> None:
        family = welcome(nadia, ZOFIA, STAN)

        entered = family.registrations.values_list("entered_by", flat=True)
        assert set(entered) == {nadia.public_id}

    def test_whoever_adds_somebody_later(self, town: Town, nadia: User) -> None:
        member = Member(details=PersonDetails(given_name="Ola"), role=Role.PARENT)

        added = add_person(family=town.family, member=member, by=as_actor(nadia), at=NOW)

        assert Registration.objects.get(person=added).entered_by == nadia.public_id

    def test_whoever_registers_again_after_leaving(self, town: Town, nadia: User) -> None:
        child, family = town.child, town.family
        end_registration(person=child, family=family, left_on=dt.date(2026, 2, 1), by=BY, at=NOW)

        again = register_person(
            person=child,
            family=family,
            registered_on=dt.date(2026, 3, 1),
            by=as_actor(nadia),
            at=NOW,
        )

        entered = [
            row.entered_by for row in Registration.objects.filter(person=child).order_by("pk")
        ]
        assert entered == [None, nadia.public_id]
        assert again.entered_by == nadia.public_id

    def test_a_command_is_nobody(self, town: Town) -> None:
        assert {row.entered_by for row in town.family.registrations.all()} == {None}

    def test_nor_is_who_sends_a_file_the_one_who_entered_its_rows(
        self, town: Town, nadia: User
    ) -> None:
        from_a_file = Registration(
            person=town.mother,
            family=town.family,
            registered_on=dt.date(2020, 1, 1),
            left_on=dt.date(2020, 2, 1),
            came_by=RegisteredBy.FILE,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_metadata', %s, true)",
                [f'{{"actor_kind": "user", "actor": "{nadia.public_id}"}}'],
            )
        from_a_file.save()
        from_a_file.refresh_from_db()

        assert from_a_file.entered_by is None


class TestWhatIsMissing:
    def test_what_matters_most_first(self, nadia: User) -> None:
        welcome(nadia, Member(details=WHOLE, role=Role.PARENT, phone="07700 900456"), STAN)

        assert missing(gaps_entered_by(nadia, on=TODAY)) == {
            "Stanisław Kowalski": ("ethnicity", "sex", "language"),
        }

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [("unknown", True), ("not_asked", True), ("", True), ("refused", False), ("WBRI", False)],
    )
    def test_would_rather_not_say_is_an_answer(
        self, nadia: User, answer: str, expected: bool
    ) -> None:
        details = replace(WHOLE, ethnicity=answer)
        welcome(nadia, Member(details=details, role=Role.PARENT, phone="07700 900456"), STAN)

        assert ("ethnicity" in missing(gaps_entered_by(nadia, on=TODAY)).get("Ada Whole", ())) == (
            expected
        )

    def test_an_adult_without_phone_or_postcode(self, nadia: User) -> None:
        adult = Member(details=WHOLE, role=Role.PARENT, lives_there=False)
        welcome(nadia, adult, STAN)

        assert missing(gaps_entered_by(nadia, on=TODAY))["Ada Whole"] == ("postcode", "phone")

    def test_adults_are_asked_while_there_is_a_young_child(self, nadia: User) -> None:
        grown = replace(STAN.details, date_of_birth=dt.date(2015, 1, 1), given_name="Jan")
        welcome(nadia, ZOFIA, Member(details=grown, role=Role.CHILD))

        assert set(missing(gaps_entered_by(nadia, on=TODAY))) == {"Jan Kowalski"}

    def test_or_one_is_expected(self, nadia: User) -> None:
        welcome(
            nadia, replace(ZOFIA, role=Role.EXPECTANT_PARENT, due_on=TODAY + dt.timedelta(days=90))
        )

        assert set(missing(gaps_entered_by(nadia, on=TODAY))) == {"Zofia Kowalska"}

    def test_what_is_mended_is_missing_no_more(self, nadia: User) -> None:
        family = welcome(nadia, Member(details=WHOLE, role=Role.PARENT, phone="07700 900456"), STAN)
        child = Person.objects.get(ties__family=family, given_name="Stanisław")
        details = replace(STAN.details, sex="M", ethnicity="refused", spoken_language="Polish")

        update_details(person=child, details=details, by=as_actor(nadia), at=NOW)

        assert gaps_entered_by(nadia, on=TODAY) == []

    def test_families_without_an_ethnicity_come_first(self, nadia: User) -> None:
        asked = replace(STAN.details, ethnicity="WBRI", given_name="Adam")
        welcome(nadia, Member(details=asked, role=Role.CHILD))
        welcome(nadia, STAN)

        names = [gaps.names[0] for gaps in gaps_entered_by(nadia, on=TODAY)]

        assert names == ["Stanisław Kowalski", "Adam Kowalski"]


class TestWhose:
    def test_those_that_somebody_else_registered_are_no_ones_to_mend_here(
        self, town: Town, nadia: User
    ) -> None:
        colleague = user_with("session_staff", neighbourhood=town.north)
        welcome(colleague, STAN)

        assert gaps_entered_by(nadia, on=TODAY) == []

    def test_families_that_left_the_workers_places_are_out_of_sight(self, nadia: User) -> None:
        welcome(nadia, STAN, postcode=SOUTH)

        assert gaps_entered_by(nadia, on=TODAY) == []

    def test_who_may_change_no_family_has_none(self) -> None:
        reader = user_with("analyst")
        welcome(reader, STAN)

        assert gaps_entered_by(reader, on=TODAY) == []

    def test_registrations_that_ended_or_have_not_begun(self, nadia: User) -> None:
        family = welcome(nadia, STAN)
        child = Person.objects.get(ties__family=family, given_name="Stanisław")

        assert gaps_entered_by(nadia, on=TODAY - dt.timedelta(days=1)) == []
        end_registration(person=child, family=family, left_on=TODAY, by=BY, at=NOW)
        assert gaps_entered_by(nadia, on=TODAY) == []

    def test_nobody_is_prompted_to_ask_where_messages_are_paused(self, nadia: User) -> None:
        family = welcome(nadia, STAN)

        pause_messages(family=family, reason="a death", by=BY, at=NOW)

        assert gaps_entered_by(nadia, on=TODAY) == []

    def test_a_family_that_was_joined_to_another_is_that_one(self, town: Town, nadia: User) -> None:
        twice = welcome(nadia, replace(STAN, details=replace(STAN.details, given_name="Ola")))

        merge_families(kept=town.family, merged=twice, reason="twice at the door", by=BY, at=NOW)

        (gaps,) = gaps_entered_by(nadia, on=TODAY)
        assert gaps.public_id == town.family.public_id
        assert [person.name for person in gaps.people] == ["Ola Kowalski"]

    def test_as_many_queries_for_three_families_as_for_one(self, nadia: User) -> None:
        welcome(nadia, STAN)
        gaps_entered_by(nadia, on=TODAY)
        with CaptureQueriesContext(connection) as one:
            gaps_entered_by(nadia, on=TODAY)
        for name in ("Jan", "Ola"):
            details = replace(STAN.details, given_name=name)
            welcome(nadia, Member(details=details, role=Role.CHILD))

        with CaptureQueriesContext(connection) as three:
            found = gaps_entered_by(nadia, on=TODAY)

        assert len(found) == 3
        assert len(three) == len(one)
