"""The page of a register: who is listed, what a tap without script does, who may open it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog
from flyingstart.activities.api import (
    CountedBy,
    Mark,
    MarkStatus,
    Session,
    cancel_session,
    close_register,
    count_people,
)
from flyingstart.activities.models import RegisterEntry
from flyingstart.families.api import Family, FamilyTie, Person, Role
from flyingstart.families.enums import CareKind, OrderKind
from flyingstart.families.models import CareNeed, CourtOrder
from tests.activities.registers.hall import MINUTE, NOW, WEEK, Hall, came, register
from tests.families.web.town import at_work, text_of
from tests.families.world import BY


def tap(client: Client, hall: Hall, status: str, family: Family, *people: Person) -> Any:
    said = " ".join([status, str(family.public_id), *(str(one.public_id) for one in people)])
    return client.post(f"{hall.address}marks/", {"word": said}, follow=True)


def the_door_must_know(person: Person) -> None:
    """An allergy, an order with its reason, and a need that is not for the door."""
    CareNeed.objects.create(
        person=person,
        kind=CareKind.ALLERGY,
        text="Nuts",
        what_to_do="EpiPen in the red bag",
        at_the_door=True,
    )
    CareNeed.objects.create(person=person, kind=CareKind.SEND, text="Hearing", at_the_door=False)
    CourtOrder.objects.create(
        child=person,
        kind=OrderKind.NON_MOLESTATION,
        restrained_name="Restrained",
        about="He hit her",
    )


class TestListing:
    def test_expected_families_are_listed_with_ages(self, hall: Hall) -> None:
        page = hall.staff().get(hall.address)

        words = text_of(page)
        for said in (
            *("Stay and Play", "A Hall", "Wednesday 4 March, 10am to midday"),
            *("Kowalski / Kowalska", "Here last time", "Stanisław Kowalski", "2 years"),
            *("0 children", "0 adults", "0 families", "Same as last time (2)"),
        ):
            assert said in words
        assert "Nadia" not in words

    def test_who_is_marked_and_not_expected_is_listed_after_them(self, hall: Hall) -> None:
        client = at_work("manager")
        tap(client, hall, "attended", hall.far, hall.nadia)

        words = text_of(client.get(hall.address))

        assert words.index("Kowalska") < words.index("Nadia Rahman")
        assert "0 children 1 adult 1 family" in words

    def test_of_a_family_out_of_sight_only_who_came_is_listed_by_an_initial(
        self, hall: Hall
    ) -> None:
        came(hall.session, hall.far, hall.nadia)

        page = hall.staff().get(hall.address)

        words = text_of(page)
        assert "From elsewhere" in words
        assert "Nadia R." in words
        assert "Rahman" not in page.content.decode()
        assert "Omar" not in words
        assert f"/staff/families/{hall.far.public_id}/" not in page.content.decode()

    def test_who_left_the_family_since_is_still_counted(self, hall: Hall) -> None:
        child = hall.town.child
        came(hall.session, hall.town.family, child)
        FamilyTie.objects.filter(person=child).update(ends_on=NOW.date())

        words = text_of(hall.staff().get(hall.address))

        assert "Stanisław Kowalski" in words
        assert "1 child 0 adults 1 family" in words

    def test_a_child_of_two_homes_is_here_with_one_and_counted_once(self, hall: Hall) -> None:
        child = hall.town.child
        FamilyTie.objects.create(person=child, family=hall.far, role=Role.CHILD)
        came(hall.before, hall.far, hall.nadia, at=NOW - WEEK)
        client = at_work("manager")
        tap(client, hall, "attended", hall.far, child)

        words = text_of(client.get(hall.address))

        assert "Here with another family" in words
        assert "1 child 0 adults 1 family" in words

    @pytest.mark.parametrize("many", [1, 400])
    def test_the_number_of_queries_does_not_depend_on_the_families(
        self, hall: Hall, many: int
    ) -> None:
        families = Family.objects.bulk_create(Family() for _ in range(many))
        people = Person.objects.bulk_create(Person(given_name=f"P{n}") for n in range(2 * many))
        pairs = list(zip(people, families * 2, strict=True))
        FamilyTie.objects.bulk_create(
            FamilyTie(person=person, family=family, role=Role.CHILD) for person, family in pairs
        )
        for session in (hall.before, hall.session):
            Mark.objects.bulk_create(
                Mark(session=session, person=person, family=family, status=MarkStatus.ATTENDED)
                for person, family in pairs
            )
        client = at_work("manager")
        client.get(hall.address)

        with CaptureQueriesContext(connection) as queries:
            page = client.get(hall.address)

        assert page.content.decode().count("data-fs-card=") == many + 2
        # Some of them are of the frame: who signed in, what is on record.
        assert len(queries) == 31

    def test_the_door_reads_needs_and_orders_without_reasons_on_the_tiles(self, hall: Hall) -> None:
        child = hall.town.child
        the_door_must_know(child)

        page = hall.staff().get(hall.address)

        words = text_of(page)
        assert "Allergy: Nuts – EpiPen in the red bag" in words
        assert words.count("Do not hand over – call lead") == 1
        for secret in ("Hearing", "He hit her", "Restrained"):
            assert secret not in page.content.decode()

    def test_a_need_of_which_the_door_is_not_to_know_is_on_no_tile(self, hall: Hall) -> None:
        page = hall.staff().get(hall.address)

        assert "fs-tile__sign" not in page.content.decode()

    def test_who_is_listed_by_an_initial_has_their_signs_too(self, hall: Hall) -> None:
        the_door_must_know(hall.nadia)
        came(hall.session, hall.far, hall.nadia)

        words = text_of(hall.staff().get(hall.address))

        assert "Nadia R." in words
        assert "Allergy: Nuts" in words


class TestTapping:
    def test_a_tap_marks_and_another_takes_it_back(self, hall: Hall) -> None:
        client = hall.staff()
        mother, family = hall.town.mother, hall.town.family

        answer = tap(client, hall, "attended", family, mother)

        assert answer.redirect_chain == [(f"{hall.address}#family-{family.public_id}", 302)]
        assert register(hall.session) == {"Zofia": "attended"}
        assert f'value="taken_back {family.public_id} {mother.public_id}"' in (
            answer.content.decode()
        )
        RegisterEntry.objects.update(said_at=NOW - MINUTE)
        Mark.objects.update(marked_at=NOW - MINUTE)
        after = tap(client, hall, "taken_back", family, mother)
        assert register(hall.session) == {"Zofia": "taken_back"}
        assert "0 children 0 adults 0 families" in text_of(after)

    def test_one_tap_for_a_whole_family_and_for_who_did_not_come(self, hall: Hall) -> None:
        town = hall.town
        client = hall.staff()
        both = (town.child, town.mother)

        tap(client, hall, "did_not_attend", town.family, *both)
        assert register(hall.session) == dict.fromkeys(("Stanisław", "Zofia"), "did_not_attend")
        page = tap(client, hall, "attended", town.family, *both)

        assert register(hall.session) == dict.fromkeys(("Stanisław", "Zofia"), "attended")
        assert "1 child 1 adult 1 family" in text_of(page)

    def test_same_as_last_time_marks_those_that_stayed_ticked(self, hall: Hall) -> None:
        client = hall.staff()
        page = client.get(hall.address).content.decode()
        ticked = re.findall(r'name="people" type="checkbox" value="([^"]+)" checked', page)
        assert len(ticked) == 2

        after = client.post(f"{hall.address}marks/", {"people": ticked[:1]}, follow=True)

        assert register(hall.session) == {"Stanisław": "attended"}
        assert "Same as last time (1)" in text_of(after)

    def test_nothing_ticked_and_nonsense_mark_nobody(self, hall: Hall) -> None:
        client = hall.staff()
        family, child = hall.town.family.public_id, hall.town.child.public_id
        for sent in (
            {},
            {"word": "attended"},
            {"word": f"present {family} {child}"},
            {"word": f"attended {family} x"},
            {"people": [f"{child}"]},
            {"word": "attended \x00 \x00"},
        ):
            page = client.post(f"{hall.address}marks/", sent, follow=True)
            assert "Nobody was ticked" in text_of(page)
        assert register(hall.session) == {}

    def test_what_is_refused_is_said(self, hall: Hall) -> None:
        page = tap(hall.staff(), hall, "attended", hall.far, hall.nadia)

        assert "There is nobody like that whom you can mark here." in text_of(page)
        assert register(hall.session) == {}


class TestStates:
    def test_of_whom_it_must_be_asked_is_told_where_else_they_are(self, hall: Hall) -> None:
        other = hall.session_at(site_id=hall.town.hub.pk)
        came(other, hall.town.family, hall.town.child)

        page = tap(hall.staff(), hall, "attended", hall.town.family, hall.town.child)

        words = text_of(page)
        assert "In two places at once?" in words
        assert "is marked at Stay and Play, Alder Hub, 10am too." in words
        assert register(hall.session) == {"Stanisław": "attended"}

    @pytest.mark.parametrize(
        ("role", "asked"),
        [("manager", "Take the cancellation back"), ("session_staff", "Ask your manager")],
    )
    def test_a_cancelled_session_with_marks_asks(self, hall: Hall, role: str, asked: str) -> None:
        came(hall.session, hall.town.family, hall.town.child)
        cancel_session(session=hall.session, because="Snow", by=BY, at=NOW)

        page = hall.staff(role).get(hall.address)

        words = text_of(page)
        assert "Did it take place after all?" in words
        assert asked in words
        assert "data-fs-tile" not in page.content.decode()

    def test_a_cancelled_session_without_marks_says_why(self, hall: Hall) -> None:
        cancel_session(session=hall.session, because="Snow", by=BY, at=NOW)

        words = text_of(hall.staff().get(hall.address))

        assert "This session was cancelled Snow" in words

    def test_before_its_day_it_only_shows_who_may_come(self, hall: Hall) -> None:
        Session.objects.filter(pk=hall.session.pk).update(starts_at=NOW + WEEK, ends_at=None)

        page = hall.staff().get(hall.address)

        assert "The day has not come" in text_of(page)
        assert "data-fs-tile" not in page.content.decode()

    def test_a_closed_register_says_what_was_counted_and_by_whom(self, hall: Hall) -> None:
        count_people(session=hall.session, count=7, counted_by=CountedBy.PARTNER, by=BY, at=NOW)
        close_register(session=hall.session, went_well="Paint everywhere", by=BY, at=NOW)

        words = text_of(hall.staff().get(hall.address))

        for said in (
            *("The register is closed", "What went well: Paint everywhere"),
            *("Counted by a partner: 7", f"Closed by {BY.name}, Wednesday 4 March 2026, 10:30am"),
        ):
            assert said in words
        assert "Nobody came." not in words

    def test_a_register_of_nobody_says_so(self, hall: Hall) -> None:
        close_register(session=hall.session, nobody_came=True, by=BY, at=NOW)

        assert "Nobody came." in text_of(hall.staff().get(hall.address))


PAGES = ("", "search/?q=zofia", "elsewhere/", "newcomer/", "heads/", "close/", "reopen/")


class TestRights:
    @pytest.mark.parametrize("page", PAGES)
    def test_a_worker_of_another_neighbourhood_finds_no_register(
        self, hall: Hall, page: str
    ) -> None:
        client = at_work("session_staff", area=hall.town.south)

        assert client.get(hall.address + page).status_code == HTTPStatus.NOT_FOUND
        assert client.post(hall.address + page).status_code in {404, 405}
        opening = AccessLog.objects.latest("pk")
        assert (opening.kind, opening.thing, opening.allowed) == (
            "register",
            hall.session.public_id,
            False,
        )

    def test_a_tap_from_elsewhere_marks_nobody(self, hall: Hall) -> None:
        client = at_work("manager", site=hall.town.hub)

        answer = tap(client, hall, "attended", hall.town.family, hall.town.child)

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert register(hall.session) == {}

    @pytest.mark.parametrize("role", ["partner", "analyst", "administrator"])
    def test_other_roles_open_no_register(self, hall: Hall, role: str) -> None:
        assert at_work(role).get(hall.address).status_code == HTTPStatus.FORBIDDEN

    def test_an_unknown_session_is_not_found_and_not_logged(self, hall: Hall) -> None:
        page = f"/staff/sessions/{hall.town.family.public_id}/register/"

        assert at_work("manager").get(page).status_code == HTTPStatus.NOT_FOUND
        assert AccessLog.objects.count() == 0

    def test_who_opens_a_register_is_on_record(self, hall: Hall) -> None:
        hall.staff().get(hall.address)

        opening = AccessLog.objects.get()
        assert (opening.kind, opening.thing, opening.allowed) == (
            "register",
            hall.session.public_id,
            True,
        )
