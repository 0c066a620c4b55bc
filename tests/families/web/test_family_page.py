"""The page of a family: who opens it, what it says, and that opening it is on record."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog
from flyingstart.families.api import (
    ContactKind,
    Family,
    Member,
    PersonDetails,
    Role,
    Sight,
    WarningNote,
    add_person,
    end_warning,
    expect_birth,
    join_family,
    leave_family,
    merge_families,
    move_home,
    record_contact,
    record_death,
    record_need,
    write_note,
    write_warning,
)
from flyingstart.families.operations.forms import AddressLines
from flyingstart.kernel.api import Actor, clock
from tests.families.web.town import NOBODY, NOW, SOUTH, TODAY, Town, at_work, make_family, text_of
from tests.families.world import BY, make_codes

MOTHER_SAYS = "She asked for the timetable in Polish."
USER = Actor.command("Sam Okafor")


def page_of(family: Family) -> str:
    return f"/staff/families/{family.public_id}/"


class TestWhoOpensIt:
    def test_a_colleague_of_the_place_does_and_it_is_on_record(self, town: Town) -> None:
        client = at_work("session_staff", area=town.north)

        assert client.get(page_of(town.family)).status_code == HTTPStatus.OK

        (entry,) = AccessLog.objects.all()
        assert (entry.kind, entry.thing, entry.allowed) == ("family", town.family.public_id, True)

    def test_a_colleague_of_another_place_does_not_and_that_is_on_record(self, town: Town) -> None:
        client = at_work("family_worker", area=town.south)

        assert client.get(page_of(town.family)).status_code == HTTPStatus.NOT_FOUND

        (entry,) = AccessLog.objects.all()
        assert (entry.thing, entry.allowed) == (town.family.public_id, False)

    @pytest.mark.parametrize("role", ["partner", "analyst", "board_reader", "administrator", ""])
    def test_who_sees_no_families_is_refused(self, town: Town, role: str) -> None:
        assert at_work(role).get(page_of(town.family)).status_code == HTTPStatus.FORBIDDEN

    def test_a_family_that_never_was_is_not_found_and_nothing_is_noted(
        self, worker: Client
    ) -> None:
        assert worker.get(f"/staff/families/{NOBODY}/").status_code == HTTPStatus.NOT_FOUND
        assert not AccessLog.objects.exists()

    def test_nothing_can_be_sent_to_it(self, town: Town, worker: Client) -> None:
        status = worker.post(page_of(town.family)).status_code

        assert status == HTTPStatus.METHOD_NOT_ALLOWED

    def test_of_a_family_that_was_joined_the_one_that_stays_is_opened(
        self, town: Town, worker: Client
    ) -> None:
        twice = make_family()
        merge_families(kept=town.family, merged=twice, reason="The same", by=BY, at=NOW)

        response = worker.get(page_of(twice))

        assert response["Location"] == page_of(town.family)


class TestPeople:
    def test_everybody_is_there_with_age_role_and_how_to_reach_them(
        self, town: Town, worker: Client
    ) -> None:
        response = worker.get(page_of(town.family))

        said = text_of(response)
        assert "Zofia Kowalska with Stanisław (2 years)" in said
        assert "Zofia Kowalska parent, 30 years 07700 900123" in said
        assert "Relationship mother" in said
        assert "Stanisław Kowalski child, 2 years" in said
        assert "1 High Street LU9 1AA" in said
        assert 'href="tel:07700900123"' in response.content.decode()

    def test_a_name_that_is_markup_or_runs_the_other_way_is_a_name(
        self, town: Town, worker: Client
    ) -> None:
        details = PersonDetails(given_name="<b>زینب</b>")
        add_person(
            family=town.family, member=Member(details=details, role=Role.OTHER), by=BY, at=NOW
        )

        html = worker.get(page_of(town.family)).content.decode()

        assert "<bdi>&lt;b&gt;زینب&lt;/b&gt;</bdi>" in html

    def test_an_interpreter_stands_at_the_top(self, town: Town, worker: Client) -> None:
        mother = town.mother
        mother.spoken_language, mother.interpreter_needed = "Polish", True
        mother.save()

        assert "Interpreter Zofia Kowalska: Polish" in text_of(worker.get(page_of(town.family)))

    def test_who_left_stands_apart(self, town: Town, worker: Client) -> None:
        leave_family(person=town.mother, family=town.family, on=TODAY, by=BY, at=NOW)

        said = text_of(worker.get(page_of(town.family)))

        assert "Who was in it before Zofia Kowalska , parent, until 3 March 2026" in said

    def test_two_homes_are_kept_apart(self, town: Town, worker: Client) -> None:
        father = make_family(
            Member(details=PersonDetails(given_name="Piotr"), role=Role.PARENT), postcode=SOUTH
        )
        join_family(person=town.child, family=father, role=Role.CHILD, by=BY, at=NOW)
        there = AddressLines(line_1="9 Far Lane", postcode=SOUTH)
        move_home(people=[town.child], family=father, address=there, on=TODAY, by=BY, at=NOW)

        said = text_of(worker.get(page_of(town.family)))

        assert "Belongs to another family too" in said
        assert "1 High Street" in said
        for secret in ("9 Far Lane", SOUTH, "Piotr", str(father.public_id)):
            assert secret not in said

    def test_needs_say_who_says_so(self, town: Town, worker: Client) -> None:
        make_codes()
        record_need(
            person=town.child, code="send", source="nursery", starts_on=TODAY, by=BY, at=NOW
        )

        said = text_of(worker.get(page_of(town.family)))

        assert "Special educational needs nursery, since 4 March 2026" in said

    def test_a_birth_that_is_expected(self, town: Town, worker: Client) -> None:
        due = dt.date(2026, 6, 1)
        expect_birth(person=town.mother, family=town.family, due_on=due, by=BY, at=NOW)

        assert "Baby due on 1 June 2026" in text_of(worker.get(page_of(town.family)))

    def test_what_is_missing_is_help_wanted(self, town: Town, worker: Client) -> None:
        said = text_of(worker.get(page_of(town.family)))

        assert "Help wanted" in said
        assert "Zofia’s language" in said
        assert "Stanisław’s ethnicity" in said
        assert "Where they live" not in said

    def test_whom_we_may_not_text(self, town: Town, worker: Client) -> None:
        mother = town.mother
        mother.contact_by_sms = False
        mother.save()

        assert "07700 900123 no texts" in text_of(worker.get(page_of(town.family)))


class TestADeath:
    @pytest.fixture(autouse=True)
    def _death(self, town: Town) -> None:
        record_death(person=town.child, died_on=TODAY, by=BY, at=NOW)

    def test_the_name_stays_without_an_age(self, town: Town, worker: Client) -> None:
        said = text_of(worker.get(page_of(town.family)))

        assert "Stanisław Kowalski child Died on 4 March 2026" in said
        assert "2 years" not in said
        assert "Stanisław’s" not in said

    def test_it_says_that_nothing_is_sent_and_never_why(self, town: Town, worker: Client) -> None:
        said = text_of(worker.get(page_of(town.family)))

        assert "Nothing is sent to this family since 4 March 2026" in said
        assert "A death" not in said
        assert "Let messages resume" in said

    def test_only_who_may_is_led_to_resume(self, town: Town) -> None:
        client = at_work("session_staff", area=town.north)

        assert "Let messages resume" not in text_of(client.get(page_of(town.family)))


class TestWhatColleaguesKeep:
    @pytest.fixture(autouse=True)
    def _kept(self, town: Town) -> None:
        write_note(family=town.family, text=MOTHER_SAYS, by=USER, at=NOW)
        for text, sight in (("Ring first", Sight.EVERYONE), ("Call the lead", Sight.LIMITED)):
            write_warning(
                family=town.family,
                text=text,
                sight=sight,
                review_on=dt.date(2026, 5, 1),
                by=USER,
                at=NOW,
            )

    def test_a_family_worker_reads_all_of_it(self, town: Town, worker: Client) -> None:
        said = text_of(worker.get(page_of(town.family)))

        assert MOTHER_SAYS in said
        assert "Ring first Look at it again by 1 May 2026 · Sam Okafor" in said
        assert "Call the lead" in said

    def test_at_the_door_the_warnings_for_everyone_are_read_and_nothing_else(
        self, town: Town
    ) -> None:
        said = text_of(at_work("session_staff", area=town.north).get(page_of(town.family)))

        assert "Ring first" in said
        assert "Call the lead" not in said
        assert MOTHER_SAYS not in said
        assert "Notes" not in said

    def test_the_history_says_that_they_wrote_and_not_what(
        self, town: Town, worker: Client
    ) -> None:
        said = text_of(worker.get(f"{page_of(town.family)}history/"))

        assert "a note was written" in said
        assert MOTHER_SAYS not in said
        assert "Call the lead" not in said

    def test_at_the_door_the_history_knows_of_no_limited_warning(
        self, town: Town, worker: Client
    ) -> None:
        end_warning(
            warning=WarningNote.objects.get(sight=Sight.EVERYONE), reason="Over", by=USER, at=NOW
        )
        address = f"{page_of(town.family)}history/"

        said = text_of(at_work("session_staff", area=town.north).get(address))

        assert said.count("a warning was written or changed") == 2
        assert text_of(worker.get(address)).count("a warning was written or changed") == 3


class TestWhatHappened:
    def call(self, town: Town, count: int) -> None:
        for number in range(count):
            record_contact(
                family=town.family,
                kind=ContactKind.PHONE,
                happened_at=NOW - dt.timedelta(hours=number + 1),
                by=USER,
                at=NOW,
            )

    def test_is_told_the_newest_first_with_who_wrote_it(self, town: Town, worker: Client) -> None:
        self.call(town, 1)

        said = text_of(worker.get(page_of(town.family)))

        told = said.partition("What happened")[2]
        assert told.startswith(" 4 March 2026 9am Phone call Written by Sam Okafor")
        assert "20 January 2026 Registered: Zofia Kowalska, Stanisław Kowalski" in told

    def test_has_pages(self, town: Town, worker: Client) -> None:
        self.call(town, 60)

        first = worker.get(page_of(town.family))
        second = worker.get(f"{page_of(town.family)}?page=2")

        assert len(first.context_data["entries"]) == 50  # type: ignore[index]
        assert 'href="?page=2#happened"' in first.content.decode()
        assert text_of(second).partition("What happened")[2].count("Phone call") == 10
        assert "Newer" in text_of(second)

    @pytest.mark.parametrize("page", ["0", "-1", "x", "9999", "٣", "99999999"])
    def test_a_page_that_is_none_fails_nobody(self, town: Town, worker: Client, page: str) -> None:
        assert worker.get(f"{page_of(town.family)}?page={page}").status_code == HTTPStatus.OK


class TestHistory:
    def test_says_who_changed_what(self, town: Town, worker: Client) -> None:
        said = text_of(worker.get(f"{page_of(town.family)}history/"))

        assert "Zofia Kowalska was added" in said
        assert "Zofia Kowalska: phone, 07700 900123" in said

    def test_is_for_the_place_only(self, town: Town) -> None:
        southern = at_work("family_worker", area=town.south)

        response = southern.get(f"{page_of(town.family)}history/")

        assert response.status_code == HTTPStatus.NOT_FOUND


def test_the_page_asks_as_many_queries_for_many_as_for_few(town: Town, worker: Client) -> None:
    TestWhatHappened().call(town, 1)
    worker.get(page_of(town.family))
    with CaptureQueriesContext(connection) as few:
        worker.get(page_of(town.family))
    for number in range(3):
        details = PersonDetails(given_name=f"Child {number}", date_of_birth=dt.date(2025, 1, 1))
        add_person(
            family=town.family, member=Member(details=details, role=Role.CHILD), by=BY, at=NOW
        )
        record_contact(
            family=town.family,
            kind=ContactKind.PHONE,
            happened_at=clock.now() - dt.timedelta(hours=number + 1),
            by=BY,
            at=NOW,
        )

    with CaptureQueriesContext(connection) as many:
        worker.get(page_of(town.family))

    assert len(many) == len(few)
    assert len(few) <= 73
