"""A family as its page shows it: through merges, two homes apart, in so many queries."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    Address,
    AddressLines,
    Family,
    FamilyRef,
    FamilyTie,
    MessagePause,
    Need,
    Person,
    PersonRef,
    Registration,
    Role,
    Sight,
    WarningNote,
    WholeFamily,
    expect_birth,
    join_family,
    leave_family,
    move_home,
    record_death,
    record_need,
    set_contact_detail,
    whole_family,
)
from flyingstart.families.enums import DetailKind
from tests.accounts.people import user_with
from tests.families.merging.world import (
    BORN,
    WORKER,
    household,
    join,
    join_families,
    part,
    person,
)
from tests.families.world import AT, TODAY, day, make_codes

pytestmark = pytest.mark.django_db

MARCH, APRIL = day("2020-03-01"), day("2020-04-01")


@pytest.fixture(autouse=True)
def codes() -> None:
    make_codes()


@pytest.fixture
def user() -> User:
    return user_with("manager")


def names(whole: WholeFamily) -> tuple[list[str], list[str], list[str]]:
    """Who is there, who was, who died."""
    present, former, died = (
        [member.name for member in members] for members in (whole.present, whole.former, whole.died)
    )
    return present, former, died


class TestPeople:
    def test_who_they_are_and_what_is_known_of_them(self, user: User) -> None:
        family, mother, child = household(phone="07700 900123")
        FamilyTie.objects.filter(person=mother).update(relationship="mother")
        Person.objects.filter(pk=mother.pk).update(
            spoken_language="Polish", read_language="Polish", interpreter_needed=True
        )
        record_need(person=child, code="send", source="GP", starts_on=MARCH, by=WORKER, at=AT)
        PersonRef.objects.create(source="default", ref="P1", person=child)
        FamilyRef.objects.create(source="default", ref="F1", family=family)

        whole = whole_family(family, user=user, on=TODAY)

        one, other = whole.present
        assert (one.name, one.role, one.relationship) == ("Zofia Example", "parent", "mother")
        assert (one.age, one.months, one.starts_on, one.ends_on) == (None, None, None, None)
        assert one.answers is not None
        assert (one.answers.spoken_language, one.read_language) == ("Polish", "Polish")
        assert one.answers.interpreter_needed is True
        assert [(d.kind, d.value, d.ended_at) for d in one.details] == [
            ("phone", "07700 900123", None)
        ]
        assert [(h.postcode, h.is_main, h.is_now) for h in one.homes] == [("LU9 1AA", True, True)]
        assert (other.name, other.role, other.starts_on) == ("Ayaan Example", "child", BORN)
        assert (other.age, other.months) == (2, 27)
        assert [(n.label, n.source, n.starts_on, n.ends_on) for n in other.needs] == [
            ("Special educational needs", "GP", MARCH, None)
        ]
        assert other.refs == [("default", "P1")]
        assert whole.refs == [("default", "F1")]
        assert [member.person.version for member in whole.present] == [2, 1]
        assert whole.family.version == 1

    def test_registrations_with_the_notice_that_was_shown(self, user: User) -> None:
        family, _, _ = household()
        Registration.objects.update(notice_version="2020-1", came_by="online")

        (own,) = whole_family(family, user=user, on=TODAY).present[0].registrations

        assert (own.registered_on, own.left_on) == (day("2020-01-01"), None)
        assert (own.notice_version, own.came_by) == ("2020-1", "online")

    def test_of_those_who_left_names_and_days_only(self, user: User) -> None:
        family, mother, _ = household(phone="07700 900123")
        record_need(person=mother, code="send", starts_on=MARCH, by=WORKER, at=AT)
        leave_family(person=mother, family=family, on=APRIL, by=WORKER, at=AT)

        whole = whole_family(family, user=user, on=TODAY)

        assert names(whole) == (["Ayaan Example"], ["Zofia Example"], [])
        (former,) = whole.former
        assert (former.role, former.ends_on) == ("parent", APRIL)
        assert (former.answers, former.details, former.homes, former.needs) == (None, (), (), ())
        # The day before, she was there.
        before = whole_family(family, user=user, on=day("2020-03-31"))
        assert names(before) == (["Zofia Example", "Ayaan Example"], [], [])

    def test_the_dead_are_kept_apart_without_age(self, user: User) -> None:
        family, _, child = household()
        record_death(person=child, died_on=APRIL, by=WORKER, at=AT)

        whole = whole_family(family, user=user, on=TODAY)

        assert names(whole) == (["Zofia Example"], [], ["Ayaan Example"])
        (dead,) = whole.died
        assert (dead.died_on, dead.age, dead.months, dead.answers) == (APRIL, None, None, None)

    def test_numbers_that_ended_come_last(self, user: User) -> None:
        family, mother, _ = household(phone="07700 900123")
        for value in ("07700 900124", "07700 900125"):
            set_contact_detail(person=mother, kind=DetailKind.PHONE, value=value, by=WORKER, at=AT)

        shown = whole_family(family, user=user, on=TODAY).present[0].details

        assert [(d.value, d.ended_at) for d in shown] == [
            ("07700 900125", None),
            ("07700 900123", AT),
            ("07700 900124", AT),
        ]

    def test_what_is_expected_in_this_family(self, user: User) -> None:
        family, mother, _ = household()
        other = Family.objects.create()
        join_family(person=mother, family=other, role=Role.PARENT, by=WORKER, at=AT)
        due = day("2020-10-01")
        expect_birth(person=mother, family=family, due_on=due, by=WORKER, at=AT)
        expect_birth(person=mother, family=other, due_on=due, by=WORKER, at=AT)

        expected = whole_family(family, user=user, on=TODAY).present[0].expected

        assert [p.due_on for p in expected] == [due]


class TestTwoHomes:
    def test_of_the_other_one_it_is_said_only_that_there_is_one(self, user: User) -> None:
        family, _, child = household(phone="07700 900123")
        other, father, _ = household("Imran", "Noor", "LU9 1AB", phone="07700 900124")
        join_family(person=child, family=other, role=Role.CHILD, on=MARCH, by=WORKER, at=AT)
        there = AddressLines(line_1="9 Far Road", postcode="LU9 1AB")
        move_home(people=[child], family=other, address=there, on=MARCH, by=WORKER, at=AT)

        here = whole_family(family, user=user, on=TODAY)
        elsewhere = whole_family(other, user=user, on=TODAY)

        shown = next(m for m in here.present if m.person == child)
        assert (shown.lives_elsewhere_too, shown.main_home_is_elsewhere) == (True, False)
        assert [home.postcode for home in shown.homes] == ["LU9 1AA"]
        for secret in ("LU9 1AB", "9 Far Road", "07700 900124", "Imran", "Noor"):
            assert secret not in repr(here.present)
        assert father not in [m.person for m in here.present]
        shown = next(m for m in elsewhere.present if m.person == child)
        assert (shown.lives_elsewhere_too, shown.main_home_is_elsewhere) == (True, True)
        assert [(h.postcode, h.is_main) for h in shown.homes] == [("LU9 1AB", False)]
        assert "07700 900123" not in repr(elsewhere.present)

    def test_homes_stay_apart_when_people_of_both_are_joined(self, user: User) -> None:
        """The father registered the child a second time, in his own family."""
        family, _, child = household()
        other, father, twice = household("Imran", "Ayaan", "LU9 1AB", phone="07700 900124")
        join(child, twice)

        here = whole_family(family, user=user, on=TODAY)
        there = whole_family(other, user=user, on=TODAY)

        shown = here.present[1]
        assert shown.lives_elsewhere_too
        assert [home.postcode for home in shown.homes] == ["LU9 1AA"]
        assert [m.person for m in there.present] == [child, father]
        assert [h.postcode for h in there.present[0].homes] == []
        assert "07700 900124" not in repr(here.present)


class TestMerged:
    def test_two_registrations_of_one_family(self, user: User) -> None:
        family, zofia, ayaan = household(phone="07700 900123")
        other, sofia, ayan = household(
            "Sofia", "Ayan", "LU9 1AB", phone="07700 900124", on=day("2019-05-01")
        )
        Person.objects.filter(pk=sofia.pk).update(spoken_language="Polish")
        Need.objects.create(person=sofia, code="send", starts_on=MARCH)
        Need.objects.create(person=zofia, code="send", starts_on=APRIL, source="GP")
        merge = join_families(family, other, (zofia, sofia), (ayaan, ayan), knows_they_are_one=True)

        whole = whole_family(family, user=user, on=TODAY)

        assert names(whole) == (["Zofia Example", "Ayaan Example"], [], [])
        mother = whole.present[0]
        assert mother.answers is not None
        assert mother.answers.spoken_language == "Polish"
        assert [d.value for d in mother.details] == ["07700 900123", "07700 900124"]
        assert [home.postcode for home in mother.homes] == ["LU9 1AA"]
        assert [(n.source, n.starts_on, n.ends_on) for n in mother.needs] == [
            ("GP", APRIL, None),
            ("", MARCH, APRIL),
        ]
        assert mother.merged_from == [sofia.public_id]
        assert [(r.registered_on, r.left_on) for r in mother.registrations] == [
            (day("2020-01-01"), None),
            (day("2019-05-01"), day("2020-01-01")),
        ]
        assert whole.merges == [merge]
        assert whole.records == (family.pk, other.pk)
        # Whoever comes by the other one comes here.
        assert whole_family(other, user=user, on=TODAY) == whole

        part(merge)
        assert names(whole_family(other, user=user, on=TODAY))[0] == [
            "Sofia Example",
            "Ayan Example",
        ]

    def test_who_was_in_one_only_is_in_both(self, user: User) -> None:
        family, zofia, _ = household()
        other, sofia, noor = household("Sofia", "Noor", born=day("2019-01-01"))
        join_families(family, other, (zofia, sofia))

        whole = whole_family(family, user=user, on=TODAY)

        assert names(whole)[0] == ["Zofia Example", "Ayaan Example", "Noor Example"]
        assert [m.lives_elsewhere_too for m in whole.present] == [False, False, False]
        assert noor in [m.person for m in whole.present]

    def test_a_silence_of_either_silences_both(self, user: User) -> None:
        family, _, _ = household()
        other, _, _ = household("Sofia")
        pause = MessagePause.objects.create(
            family=other, reason="A loss", started_at=AT, started_by_name="Kim"
        )
        join_families(family, other)

        assert whole_family(family, user=user, on=TODAY).pauses == [pause]

    def test_a_death_that_either_knows_of_is_known(self, user: User) -> None:
        family, _, ayaan = household()
        twice = person("Ayaan", died_on=APRIL)
        join(ayaan, twice, knows_they_are_one=True)

        assert names(whole_family(family, user=user, on=TODAY))[2] == ["Ayaan Example"]


class TestWhoSees:
    def test_limited_warnings_are_for_some(self, user: User) -> None:
        family, _, _ = household()
        other, _, _ = household("Sofia")
        written = {"written_by_name": "Kim", "written_at": AT, "review_on": TODAY}
        dog = WarningNote.objects.create(
            family=other, text="A dog", sight=Sight.EVERYONE, **written
        )
        harm = WarningNote.objects.create(
            family=family, text="Harm", sight=Sight.LIMITED, **written
        )
        WarningNote.objects.create(
            family=family,
            text="Old",
            sight=Sight.EVERYONE,
            ended_at=AT,
            ended_why="Moved",
            **written,
        )
        join_families(family, other)

        assert whole_family(family, user=user, on=TODAY).warnings == [harm, dog]
        session = user_with("session_staff")
        assert whole_family(family, user=session, on=TODAY).warnings == [dog]

    def test_nobody_else(self) -> None:
        family, _, _ = household()

        for stranger in (user_with(), user_with("analyst"), AnonymousUser()):
            with pytest.raises(Family.DoesNotExist):
                whole_family(family, user=stranger, on=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("many", [1, 9])
def test_so_many_queries_however_large_the_family(user: User, many: int) -> None:
    family, mother, _ = household(phone="07700 900123")
    for number in range(many):
        other, sofia, noor = household(f"Sofia {number}", f"Noor {number}")
        join_families(family, other, (mother, sofia))
        Address.objects.create(
            person=noor, family=family, is_main=False, postcode=f"LU9 {number}AA"
        )
        record_need(person=noor, code="send", starts_on=MARCH, by=WORKER, at=AT)
        PersonRef.objects.create(source="default", ref=f"P{number}", person=noor)
    whole_family(family, user=user, on=TODAY)
    with CaptureQueriesContext(connection) as queries:
        whole = whole_family(family, user=user, on=TODAY)

    assert len(whole.present) == 2 + many
    assert len(queries) == 28
