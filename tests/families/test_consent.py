"""May something be sent to this person? One "no" outweighs every "yes"."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.families.api import (
    CARING_ROLES,
    Allowed,
    Channel,
    DetailKind,
    Family,
    Person,
    Purpose,
    Refused,
    Role,
    Silence,
    join_family,
    leave_family,
    may_contact,
    may_contact_many,
    pause_messages,
    record_death,
    set_contact_detail,
)
from flyingstart.families.enums import LawKey
from flyingstart.families.models import LegalNumber
from flyingstart.families.queries.reachable import Reachable
from flyingstart.families.rules.contacting import judge
from tests.families.world import AT, BORN, BY, TODAY, Home, registered

pytestmark = pytest.mark.django_db

PHONE = "07700 900123"
ADULT, MINOR = dt.date(1990, 5, 5), dt.date(2003, 6, 2)
"""The second is eighteen tomorrow."""


def answers(person: Person, **said: bool | None) -> None:
    Person.objects.filter(pk=person.pk).update(**said)


def text(person: Person, purpose: Purpose = Purpose.PROMOTION) -> Silence | str:
    """Why not, or the number."""
    answer = may_contact(person, Channel.SMS, purpose, at=AT)
    return answer.why if isinstance(answer, Refused) else answer.to


class TestOnePerson:
    def test_who_said_yes_is_sent_to_at_their_number(self, home: Home) -> None:
        answers(home[1], contact_by_sms=True)

        answer = may_contact(home[1], Channel.SMS, Purpose.PROMOTION, at=AT)

        assert answer == Allowed(person=home[1].pk, to=PHONE)

    def test_who_said_no_is_not_even_answered(self, home: Home) -> None:
        answers(home[1], contact_by_sms=False)

        assert text(home[1], Purpose.ANSWER) == Silence.REFUSED

    def test_who_was_not_asked_is_answered_and_told_no_news(self, home: Home) -> None:
        assert text(home[1], Purpose.ANSWER) == PHONE
        assert text(home[1]) == Silence.NOT_ASKED

    def test_each_channel_has_its_own_answer_and_address(self, home: Home) -> None:
        mother = home[1]
        answers(mother, contact_by_sms=False, contact_by_email=True, contact_by_call=True)
        email = Channel.EMAIL

        def ask(channel: Channel) -> Allowed | Refused:
            return may_contact(mother, channel, Purpose.PROMOTION, at=AT)

        assert ask(email) == Refused(person=mother.pk, why=Silence.NO_DETAIL)
        set_contact_detail(
            person=mother, kind=DetailKind.EMAIL, value="zofia@example.org", by=BY, at=AT
        )
        assert ask(email) == Allowed(person=mother.pk, to="zofia@example.org")
        assert ask(Channel.CALL) == Allowed(person=mother.pk, to=PHONE)
        assert ask(Channel.SMS) == Refused(person=mother.pk, why=Silence.REFUSED)

    def test_without_a_number_nothing_is_sent(self, home: Home) -> None:
        answers(home[1], contact_by_sms=True)
        set_contact_detail(person=home[1], kind=DetailKind.PHONE, value="", by=BY, at=AT)

        assert text(home[1]) == Silence.NO_DETAIL

    def test_a_number_that_was_replaced_is_not_used(self, home: Home) -> None:
        set_contact_detail(
            person=home[1], kind=DetailKind.PHONE, value="07700 900456", by=BY, at=AT
        )

        assert text(home[1], Purpose.ANSWER) == "07700 900456"


class TestAFamilyThatIsSilent:
    def test_a_death_in_any_family_silences_all_who_ever_belonged_to_it(self, home: Home) -> None:
        _, mother, _ = home
        other, father, child = registered()
        answers(mother, contact_by_sms=True)
        join_family(person=mother, family=other, role=Role.OTHER, by=BY, at=AT)
        leave_family(person=mother, family=other, on=TODAY, by=BY, at=AT)
        assert text(mother) == PHONE

        record_death(person=child, died_on=TODAY, by=BY, at=AT)

        assert text(mother) == text(father) == Silence.PAUSED
        assert text(mother, Purpose.ANSWER) == Silence.PAUSED

    def test_a_pause_of_a_family_that_was_joined_to_theirs_silences_them(self, home: Home) -> None:
        family, mother, _ = home
        other = Family.objects.create(merged_into=family)
        pause_messages(family=other, reason="A loss", by=BY, at=AT)

        assert text(mother, Purpose.ANSWER) == Silence.PAUSED

    def test_a_pause_of_the_family_that_was_kept_silences_those_of_the_other(
        self, home: Home
    ) -> None:
        family, mother, _ = home
        kept = Family.objects.create()
        Family.objects.filter(pk=family.pk).update(merged_into=kept)
        pause_messages(family=kept, reason="A loss", by=BY, at=AT)

        assert text(mother, Purpose.ANSWER) == Silence.PAUSED

    def test_other_families_are_written_to(self, home: Home) -> None:
        _, mother, _ = registered()
        pause_messages(family=home[0], reason="A loss", by=BY, at=AT)

        assert text(mother, Purpose.ANSWER) == PHONE

    def test_the_dead_are_never_written_to(self, home: Home) -> None:
        record_death(person=home[1], died_on=TODAY, by=BY, at=AT)

        assert text(home[1], Purpose.ANSWER) == Silence.DIED


class TestRecordsThatWereJoined:
    @pytest.fixture
    def other(self, home: Home) -> Person:
        """A record of the mother, which was joined to that of the home."""
        _, other, _ = registered()
        Person.objects.filter(pk=other.pk).update(merged_into=home[1])
        return other

    def test_either_is_asked_about_as_the_one_that_was_kept(
        self, home: Home, other: Person
    ) -> None:
        answers(home[1], contact_by_sms=True)

        for record in (home[1], other):
            answer = may_contact(record, Channel.SMS, Purpose.PROMOTION, at=AT)
            assert answer == Allowed(person=home[1].pk, to=PHONE)

    def test_a_no_on_either_is_a_no(self, home: Home, other: Person) -> None:
        answers(home[1], contact_by_sms=True)
        answers(other, contact_by_sms=False)

        assert text(home[1]) == text(other) == Silence.REFUSED

    def test_a_death_on_either_is_a_death(self, home: Home, other: Person) -> None:
        answers(other, died_on=TODAY)  # type: ignore[arg-type]

        assert text(home[1], Purpose.ANSWER) == Silence.DIED

    def test_the_number_of_the_one_that_was_kept_comes_first(
        self, home: Home, other: Person
    ) -> None:
        other.contact_details.update(value="07700 900456")
        assert text(home[1], Purpose.ANSWER) == PHONE

        home[1].contact_details.update(ended_at=AT)
        assert text(home[1], Purpose.ANSWER) == "07700 900456"


class TestAges:
    def parent(self, home: Home, born: dt.date | None, role: Role) -> Person:
        answers(home[1], contact_by_sms=True, date_of_birth=born)  # type: ignore[arg-type]
        home[1].ties.update(role=role)
        return home[1]

    @pytest.mark.parametrize("role", CARING_ROLES)
    def test_a_young_parent_is_answered_and_sent_nothing_that_goes_to_many(
        self, home: Home, role: Role
    ) -> None:
        young = self.parent(home, MINOR, role)

        assert text(young) == PHONE
        many = may_contact_many([young.pk], Channel.SMS, Purpose.PROMOTION, at=AT)
        assert many == {young.pk: Refused(person=young.pk, why=Silence.UNDER_AGE)}

    def test_while_the_pack_does_not_say_from_which_age_nothing_goes_to_many(
        self, home: Home
    ) -> None:
        grown = self.parent(home, ADULT, Role.PARENT)
        LegalNumber.objects.all().delete()

        many = may_contact_many([grown.pk], Channel.SMS, Purpose.PROMOTION, at=AT)

        assert many == {grown.pk: Refused(person=grown.pk, why=Silence.NO_LAW)}
        assert text(grown) == PHONE

    def test_another_age_from_a_day_on(self, home: Home) -> None:
        young = self.parent(home, MINOR, Role.PARENT)
        for starts_on, number in ((TODAY, 1), (TODAY + dt.timedelta(days=1), 99)):
            LegalNumber.objects.create(
                key=LawKey.MANY_FROM, number=number, starts_on=starts_on, source="An act"
            )

        many = may_contact_many([young.pk], Channel.SMS, Purpose.PROMOTION, at=AT)

        assert many == {young.pk: Allowed(person=young.pk, to=PHONE)}

    def test_from_the_eighteenth_birthday_on_it_is(self, home: Home) -> None:
        grown = self.parent(home, dt.date(2002, 6, 1), Role.PARENT)

        many = may_contact_many([grown.pk], Channel.SMS, Purpose.PROMOTION, at=AT)

        assert many == {grown.pk: Allowed(person=grown.pk, to=PHONE)}

    @pytest.mark.parametrize(
        ("born", "role", "is_child"),
        [
            (MINOR, Role.CHILD, True),
            (MINOR, Role.OTHER, True),
            (BORN, Role.CHILD, True),
            (None, Role.CHILD, True),
            (None, Role.OTHER, False),
            (ADULT, Role.CHILD, False),
        ],
    )
    def test_children_are_not_written_to(
        self, home: Home, born: dt.date | None, role: Role, is_child: bool
    ) -> None:
        person = self.parent(home, born, role)

        assert text(person, Purpose.ANSWER) == (Silence.CHILD if is_child else PHONE)

    def test_a_role_of_another_time_does_not_count(self, home: Home) -> None:
        person = self.parent(home, MINOR, Role.PARENT)
        person.ties.update(ends_on=TODAY)

        assert text(person, Purpose.ANSWER) == Silence.CHILD


class TestMany:
    def test_each_is_answered_by_the_id_that_was_asked_for(self, home: Home) -> None:
        _, mother, child = home
        answers(mother, contact_by_sms=True)

        asked = [mother.pk, child.pk]
        assert may_contact_many(asked, Channel.SMS, Purpose.PROMOTION, at=AT) == {
            mother.pk: Allowed(person=mother.pk, to=PHONE),
            child.pk: Refused(person=child.pk, why=Silence.CHILD),
        }
        assert may_contact_many([], Channel.SMS, Purpose.PROMOTION, at=AT) == {}

    def test_the_number_of_queries_does_not_grow(self, home: Home) -> None:
        others = [registered()[1] for _ in range(2)]

        def queries(people: list[Person]) -> int:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                may_contact_many([p.pk for p in people], Channel.SMS, Purpose.ANSWER, at=AT)
            return len(asked)

        assert queries([home[1]]) == queries([home[1], *others]) == 3


people = st.builds(
    Reachable,
    person=st.just(1),
    many_from=st.sampled_from([None, 18]),
    date_of_birth=st.sampled_from([None, ADULT, MINOR, BORN]),
    has_died=st.booleans(),
    is_paused=st.booleans(),
    roles=st.sets(st.sampled_from([role.value for role in Role]), max_size=2),
    answers=st.dictionaries(
        st.sampled_from(list(Channel)), st.sets(st.booleans(), max_size=2), max_size=3
    ),
    details=st.dictionaries(st.sampled_from(["phone", "email"]), st.just("there"), max_size=2),
)


@given(known=people)
def test_what_is_worse_is_never_allowed_more(known: Reachable) -> None:
    for channel, purpose, to_many in itertools.product(Channel, Purpose, (False, True)):
        ways: dict[str, Any] = {"to_many": to_many}
        answer = judge(known, channel, purpose, TODAY, **ways)
        if isinstance(answer, Refused):
            assert answer.why in Silence
            continue
        assert not known.has_died
        assert not known.is_paused
        assert False not in known.answers.get(channel, set())
        assert answer.to == "there"
        if purpose == Purpose.PROMOTION:
            assert True in known.answers[channel]
            assert judge(known, channel, Purpose.ANSWER, TODAY, **ways) == answer
        if to_many:
            assert known.date_of_birth in {None, ADULT}
            assert known.many_from == 18
            assert judge(known, channel, purpose, TODAY, to_many=False) == answer
