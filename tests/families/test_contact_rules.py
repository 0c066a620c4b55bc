"""Each adult's own rules of how to reach them, as safety.md says: per adult, safe to text, call,
leave voicemail, write; asked alone; what was not said is not assumed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from flyingstart.families.api import (
    AddressLines,
    Alert,
    AlertKind,
    Allowed,
    Channel,
    ContactRules,
    Family,
    Member,
    Person,
    PersonChangedError,
    PersonDetails,
    Purpose,
    Refused,
    RegistrationForm,
    Role,
    Silence,
    add_person,
    may_contact,
    may_contact_many,
    merge_people,
    move_home,
    register_family,
    rules_of,
    say_contact_rules,
)
from flyingstart.kernel.api import Actor, ActorKind, records
from tests.families.world import AT, BY, TODAY, Home, registered

pytestmark = pytest.mark.django_db
PHONE = "07700 900123"
SAM = Actor(kind=ActorKind.USER, id=uuid.UUID(int=7), name="Sam Okafor")
HOUSE = "1 High Street, Town, LU9 1AA"


@pytest.fixture
def mother(home: Home) -> Person:
    return home[1]


def say(person: Person, *, seen: ContactRules | None = None, **said: bool | None) -> Person:
    return say_contact_rules(
        person=person,
        rules=ContactRules(**said),
        seen=seen or rules_of(Person.objects.get(pk=person.pk)),
        by=SAM,
        at=AT,
    )


def ask(person: Person, way: Channel, purpose: Purpose = Purpose.ANSWER) -> str:
    """Where to, or why not."""
    answer = may_contact(person, way, purpose, at=AT)
    return answer.why.value if isinstance(answer, Refused) else answer.to


class TestWhatWasSaid:
    def test_is_kept_with_who_asked_and_when(self, mother: Person) -> None:
        said = ContactRules(
            contact_by_call=True,
            contact_by_voicemail=False,
            contact_by_sms=True,
            contact_by_letter=False,
            asked_alone=True,
        )

        held = say_contact_rules(person=mother, rules=said, seen=rules_of(mother), by=SAM, at=AT)

        assert rules_of(held) == said
        assert (held.contact_asked_on, held.contact_asked_by) == (TODAY, "Sam Okafor")

    def test_the_same_again_keeps_the_day_unless_it_was_asked_again(self, mother: Person) -> None:
        said = ContactRules(contact_by_call=True)
        before = say(mother, contact_by_call=True)
        later = AT + dt.timedelta(days=30)

        same = say_contact_rules(person=mother, rules=said, seen=said, by=SAM, at=later)
        assert (same.version, same.contact_asked_on) == (before.version, TODAY)

        again = say_contact_rules(
            person=mother, rules=said, seen=said, asked_again=True, by=SAM, at=later
        )
        assert again.contact_asked_on == TODAY + dt.timedelta(days=30)

    def test_sent_twice_it_is_said_once(self, mother: Person) -> None:
        seen = rules_of(mother)
        once = say(mother, seen=seen, contact_by_call=False)

        assert say(mother, seen=seen, contact_by_call=False).version == once.version

    def test_no_colleague_writes_over_a_no_that_was_said_meanwhile(self, mother: Person) -> None:
        seen = rules_of(mother)
        say(mother, contact_by_call=False)

        with pytest.raises(PersonChangedError):
            say(mother, seen=seen, contact_by_call=True)

        assert rules_of(Person.objects.get(pk=mother.pk)).contact_by_call is False

    def test_nothing_else_of_the_person_changes(self, mother: Person) -> None:
        names = ("given_name", "date_of_birth", "read_language", "health_visiting_team")
        before = [getattr(mother, name) for name in names]

        held = say(mother, contact_by_sms=True)

        assert [getattr(held, name) for name in names] == before

    def test_at_registration_the_asker_and_the_day_are_kept(self) -> None:
        details = PersonDetails(given_name="Ola", contact_by_sms=True)
        form = RegistrationForm(members=(Member(details=details, role=Role.PARENT),))

        family = register_family(form=form, by=SAM, at=AT)

        ola = Person.objects.get(ties__family=family)
        assert (ola.contact_asked_on, ola.contact_asked_by) == (TODAY, "Sam Okafor")

    def test_of_who_was_asked_nothing_no_day_is_kept(self, mother: Person) -> None:
        assert (mother.contact_asked_on, mother.contact_asked_by) == (None, "")


class TestWhatIsNotSaidIsNotAssumed:
    @pytest.mark.parametrize("purpose", list(Purpose))
    def test_no_voicemail_and_no_letter_without_a_yes(
        self, mother: Person, purpose: Purpose
    ) -> None:
        assert ask(mother, Channel.VOICEMAIL, purpose) == Silence.NOT_ASKED
        assert ask(mother, Channel.LETTER, purpose) == Silence.NOT_ASKED

    def test_with_a_yes_there_are_both(self, mother: Person) -> None:
        say(mother, contact_by_voicemail=True, contact_by_letter=True)

        assert ask(mother, Channel.VOICEMAIL) == PHONE
        assert ask(mother, Channel.LETTER) == HOUSE

    def test_a_yes_to_one_way_is_none_to_another(self, mother: Person) -> None:
        say(mother, contact_by_call=True)

        assert ask(mother, Channel.CALL, Purpose.PROMOTION) == PHONE
        assert ask(mother, Channel.SMS, Purpose.PROMOTION) == Silence.NOT_ASKED
        assert ask(mother, Channel.VOICEMAIL) == Silence.NOT_ASKED

    def test_who_is_not_to_be_rung_is_left_no_voicemail(self, mother: Person) -> None:
        say(mother, contact_by_call=False, contact_by_voicemail=True)

        assert ask(mother, Channel.VOICEMAIL) == Silence.REFUSED

    def test_a_yes_that_somebody_listened_to_is_not_one(self, mother: Person) -> None:
        say(mother, contact_by_sms=True, contact_by_voicemail=True, asked_alone=False)

        assert ask(mother, Channel.SMS, Purpose.PROMOTION) == Silence.NOT_ALONE
        assert ask(mother, Channel.VOICEMAIL) == Silence.NOT_ALONE

    def test_a_no_is_one_whoever_listened(self, mother: Person) -> None:
        say(mother, contact_by_sms=False, asked_alone=False)

        assert ask(mother, Channel.SMS) == Silence.REFUSED

    def test_each_adult_has_rules_of_their_own(self, mother: Person) -> None:
        other = registered()[1]
        say(mother, contact_by_sms=False)
        say(other, contact_by_sms=True)

        found = may_contact_many([mother.pk, other.pk], Channel.SMS, Purpose.PROMOTION, at=AT)

        assert found == {
            mother.pk: Refused(person=mother.pk, why=Silence.REFUSED),
            other.pk: Allowed(person=other.pk, to=PHONE),
        }

    def test_a_no_on_a_record_that_was_joined_holds(self, mother: Person) -> None:
        twin = registered()[1]
        say(mother, contact_by_letter=True)
        say(twin, contact_by_letter=False)

        merge_people(kept=mother, merged=twin, reason="One person", by=SAM, at=AT)

        assert ask(mother, Channel.LETTER) == Silence.REFUSED


class TestLetters:
    def test_go_to_the_main_home_of_the_day(self, mother: Person) -> None:
        family = Family.objects.get(ties__person=mother)
        say(mother, contact_by_letter=True)

        move_home(
            people=[mother],
            family=family,
            address=AddressLines(line_1="2 Low Street", postcode="LU9 1AB"),
            on=TODAY,
            by=BY,
            at=AT,
        )

        assert ask(mother, Channel.LETTER) == "2 Low Street, LU9 1AB"

    def test_without_a_street_there_is_nowhere_to_write(self) -> None:
        member = Member(details=PersonDetails(given_name="Ola"), role=Role.PARENT)
        form = RegistrationForm(members=(member,), address=AddressLines(postcode="LU9 1AA"))
        ola = Person.objects.get(ties__family=register_family(form=form, by=BY, at=AT))
        say(ola, contact_by_letter=True)

        assert ask(ola, Channel.LETTER) == Silence.NO_DETAIL

    def test_never_to_a_home_that_is_hidden(self, mother: Person) -> None:
        say(mother, contact_by_letter=True)
        Alert.objects.create(person=mother, kind=AlertKind.HIDDEN_HOME)

        assert ask(mother, Channel.LETTER) == Silence.HIDDEN


def test_safety_another_adult_of_the_family_never_sees_it(home: Home) -> None:
    family, mother, _ = home
    father = add_person(
        family=family,
        member=Member(details=PersonDetails(given_name="Piotr"), role=Role.PARENT),
        by=BY,
        at=AT,
    )
    say(mother, contact_by_voicemail=False, asked_alone=True)

    handed = [row for one in records.values() for row in one.rows_about(father.pk)]

    said = [row for row in handed if "contact_by_voicemail" in row]
    assert [row["given_name"] for row in said] == ["Piotr"]
    assert [row["contact_by_voicemail"] for row in said] == [None]
    assert "Sam Okafor" not in str(handed)
