"""Registering a family and adding to it: what is made, what is refused, what is made only once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.families.api import (
    AddressLines,
    BirthDateError,
    DayError,
    DetailError,
    DueDateError,
    ExpectedBirth,
    FamiliesError,
    Family,
    FormError,
    Member,
    NameMissingError,
    NhsNumberError,
    Person,
    PersonDetails,
    RegisteredBy,
    Registration,
    RegistrationForm,
    Role,
    UnknownCodeError,
    add_person,
    leave_family,
    register_family,
    register_person,
    update_details,
)
from flyingstart.kernel.api import Actor
from tests.families.world import (
    AT,
    BORN,
    BY,
    CHILD,
    FORM,
    MOTHER,
    TODAY,
    day,
    details,
    everything,
    homes,
    make_codes,
    registered,
    ties,
)
from tests.history import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def codes() -> None:
    make_codes()


def with_details(details: PersonDetails, **values: Any) -> PersonDetails:
    return dataclasses.replace(details, **values)


def add(family: Family, member: Member, **options: Any) -> Person:
    return add_person(family=family, member=member, by=BY, at=AT, **options)


def test_all_that_a_form_says_holds_from_the_beginning() -> None:
    family, mother, child = registered()

    assert ties(mother) == [(family.pk, "parent", None, None)]
    assert ties(child) == [(family.pk, "child", BORN, None)]
    assert homes(mother) == homes(child) == [("LU9 1AA", True, None, None)]
    assert details(mother) == {"phone": "07700 900123"}
    assert details(child) == {}
    assert mother.ties.get().relationship == "mother"
    assert (
        list(Registration.objects.values_list("registered_on", "left_on"))
        == [(day("2020-01-01"), None)] * 2
    )


def test_a_registration_without_a_day_is_of_that_day() -> None:
    registered(dataclasses.replace(FORM, registered_on=None))

    assert set(Registration.objects.values_list("registered_on", flat=True)) == {TODAY}


def test_the_same_submission_twice_makes_one_family() -> None:
    form = dataclasses.replace(FORM, submission=uuid.uuid4())

    first = register_family(form=form, by=BY, at=AT)
    before = everything()
    second = register_family(form=form, by=BY, at=AT + dt.timedelta(hours=1))

    assert first == second
    assert everything() == before


def test_two_submissions_make_two_families() -> None:
    for _ in range(2):
        register_family(form=dataclasses.replace(FORM, submission=uuid.uuid4()), by=BY, at=AT)

    assert Family.objects.count() == 2


def test_nothing_is_kept_of_a_form_whose_last_member_is_wrong() -> None:
    bad = Member(details=PersonDetails(), role=Role.OTHER)
    form = dataclasses.replace(FORM, members=(*FORM.members, bad))
    before = everything()

    with pytest.raises(NameMissingError):
        register_family(form=form, by=BY, at=AT)

    assert everything() == before


def test_a_form_says_how_it_came_in_and_which_notice_was_shown() -> None:
    form = dataclasses.replace(FORM, came_by=RegisteredBy.WORKER, notice_version="2026-01")

    family = register_family(form=form, by=BY, at=AT)

    assert set(family.registrations.values_list("came_by", "notice_version")) == {
        ("worker", "2026-01")
    }


def test_a_form_that_says_nothing_of_how_it_came_in() -> None:
    family = register_family(form=FORM, by=BY, at=AT)

    assert set(family.registrations.values_list("came_by", "notice_version")) == {("", "")}


class TestAChildOfWhomOnlyANameIsKnown:
    NAME_ONLY = Member(details=PersonDetails(given_name="Ayaan"), role=Role.CHILD)

    def test_belongs_to_the_family_from_the_beginning(self) -> None:
        family = register_family(form=RegistrationForm(members=[self.NAME_ONLY]), by=BY, at=AT)

        child = Person.objects.get()
        assert (child.given_name, child.date_of_birth, child.fifth_birthday) == (
            "Ayaan",
            None,
            None,
        )
        assert ties(child) == [(family.pk, "child", None, None)]

    def test_belongs_to_it_from_birth_once_the_date_is_known(self) -> None:
        family = register_family(form=RegistrationForm(members=[self.NAME_ONLY]), by=BY, at=AT)
        child = Person.objects.get()

        update_details(
            person=child,
            details=PersonDetails(given_name="Ayaan", date_of_birth=BORN),
            by=BY,
            at=AT,
        )

        assert ties(child) == [(family.pk, "child", BORN, None)]

    def test_keeps_the_place_of_a_child_who_has_left_before_that_birth(self) -> None:
        family = register_family(form=RegistrationForm(members=[self.NAME_ONLY]), by=BY, at=AT)
        child = Person.objects.get()
        leave_family(person=child, family=family, on=BORN, by=BY, at=AT)

        update_details(
            person=child,
            details=PersonDetails(given_name="Ayaan", date_of_birth=BORN),
            by=BY,
            at=AT,
        )

        assert ties(child) == [(family.pk, "child", None, BORN)]


def test_a_form_without_members_is_refused() -> None:
    with pytest.raises(FormError, match="somebody to register"):
        register_family(form=RegistrationForm(members=()), by=BY, at=AT)

    assert not Family.objects.exists()


@pytest.mark.parametrize(
    ("member", "error", "words"),
    [
        (
            Member(details=PersonDetails(given_name=" \u202e "), role=Role.OTHER),
            NameMissingError,
            "at least one name",
        ),
        (
            Member(details=with_details(CHILD, date_of_birth=day("2020-06-02")), role=Role.CHILD),
            BirthDateError,
            "in the future",
        ),
        (
            Member(details=with_details(CHILD, date_of_birth=day("2002-06-01")), role=Role.CHILD),
            BirthDateError,
            "under 18",
        ),
        (
            Member(details=with_details(MOTHER, date_of_birth=day("1899-12-31")), role=Role.OTHER),
            BirthDateError,
            "too long ago",
        ),
        (
            Member(details=with_details(CHILD, nhs_number="999 000 0019"), role=Role.CHILD),
            NhsNumberError,
            "last digit",
        ),
        (
            Member(details=with_details(CHILD, nhs_number="12"), role=Role.CHILD),
            NhsNumberError,
            "ten digits",
        ),
        (
            Member(details=with_details(CHILD, ethnicity="XXXX"), role=Role.CHILD),
            UnknownCodeError,
            "“XXXX” is not in the list",
        ),
        (Member(details=MOTHER, role=Role.PARENT, phone="call me"), DetailError, "phone number"),
        (Member(details=MOTHER, role=Role.PARENT, email="at home"), DetailError, "email address"),
        (
            Member(details=MOTHER, role=Role.EXPECTANT_PARENT, due_on=day("2021-06-01")),
            DueDateError,
            "nine months ahead",
        ),
        (
            Member(details=MOTHER, role=Role.EXPECTANT_PARENT, due_on=day("2020-01-01")),
            DueDateError,
            "six weeks past",
        ),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_kept(
    member: Member, error: type[FamiliesError], words: str
) -> None:
    family = Family.objects.create()

    with pytest.raises(error, match=words):
        add(family, member)

    assert not Person.objects.exists()


def test_nobody_is_registered_on_a_day_to_come() -> None:
    family = Family.objects.create()

    with pytest.raises(DayError, match="2 June 2020 is in the future"):
        add(family, FORM.members[1], registered_on=day("2020-06-02"))


def test_the_day_before_the_eighteenth_birthday_is_a_childs() -> None:
    family = Family.objects.create()
    young = with_details(CHILD, date_of_birth=day("2002-06-02"))

    assert add(family, Member(details=young, role=Role.CHILD)).date_of_birth == day("2002-06-02")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("WBRI", "WBRI"),
        ("white british", "WBRI"),
        ("13", "WBRI"),
        ("unknown", "unknown"),
        ("Prefer not to say", "refused"),
        ("REFU", "refused"),
        ("NOBT", "not_asked"),
        ("", ""),
    ],
)
def test_four_ways_of_having_no_answer_are_four(given: str, kept: str) -> None:
    family = Family.objects.create()

    child = add(family, Member(details=with_details(CHILD, ethnicity=given), role=Role.CHILD))

    assert child.ethnicity == kept


def test_answers_are_kept_in_one_form() -> None:
    family = Family.objects.create()
    given = with_details(
        CHILD,
        given_name="  Mary\u202e  Ann\n",
        nhs_number="999 000 0018",
        spoken_language="pl",
        read_language="Klingon",
    )

    child = add(
        family,
        Member(details=given, role=Role.CHILD),
        address=AddressLines(postcode="lu9  1aa"),
    )

    assert (child.given_name, child.nhs_number) == ("Mary Ann", "9990000018")
    assert (child.spoken_language, child.read_language) == ("Polish", "Klingon")
    home = child.addresses.get()
    assert (home.postcode, home.postcode_as_written) == ("LU9 1AA", "lu9 1aa")


def test_an_adult_who_is_not_present_is_added_without_being_registered() -> None:
    family, _, _ = registered()

    father = add(
        family,
        Member(
            details=PersonDetails(given_name="Imran"),
            role=Role.PARENT,
            relationship="father",
            is_registered=False,
        ),
    )

    assert not father.registrations.exists()
    assert homes(father) == []
    assert father.ties.get().relationship == "father"


def test_the_same_person_is_not_added_twice() -> None:
    family, _, child = registered()
    again = with_details(CHILD, given_name="AYAAN")

    assert add(family, Member(details=again, role=Role.CHILD)) == child
    twin = with_details(CHILD, given_name="Ayesha")
    assert add(family, Member(details=twin, role=Role.CHILD)) != child


def test_an_expectant_parent_has_a_due_date() -> None:
    family = Family.objects.create()

    mother = add(
        family, Member(details=MOTHER, role=Role.EXPECTANT_PARENT, due_on=day("2020-09-01"))
    )

    held = ExpectedBirth.objects.get()
    assert (held.person, held.family, held.due_on, held.outcome) == (
        mother,
        family,
        day("2020-09-01"),
        "",
    )


def test_history_names_the_actor_and_the_operation() -> None:
    visitor = Actor.command("somebody else")

    family = register_family(form=FORM, by=visitor, at=AT)

    person = Person.objects.filter(ties__family=family).earliest("pk")
    context = history_of(person).get().pgh_context.metadata
    assert context["operation"] == "families.operations.members.register_family"
    assert (context["actor_name"], context["at"]) == ("somebody else", AT.isoformat())


def test_registering_again_after_leaving_is_another_registration() -> None:
    family, _, child = registered()
    Registration.objects.filter(person=child).update(left_on=day("2020-03-01"))

    first = register_person(
        person=child, family=family, registered_on=day("2020-04-01"), by=BY, at=AT
    )
    second = register_person(
        person=child, family=family, registered_on=day("2020-05-01"), by=BY, at=AT
    )

    assert first == second
    assert list(child.registrations.order_by("pk").values_list("registered_on", "left_on")) == [
        (day("2020-01-01"), day("2020-03-01")),
        (day("2020-04-01"), None),
    ]


def test_a_form_costs_the_same_number_of_queries_however_many_are_held(
    django_assert_num_queries: Any,
) -> None:
    with CaptureQueriesContext(connection) as few:
        registered()
    for _ in range(5):
        registered()

    with django_assert_num_queries(len(few)):
        registered()
