"""A child with a carer, on the pages of staff: who reads it, what it says, what is to be told."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.daybook.enums import DutyKey
from flyingstart.daybook.models import Duty
from flyingstart.families.api import (
    Agrees,
    DayToDayConsent,
    Family,
    Member,
    Person,
    PersonDetails,
    Placement,
    PlacementKind,
    Role,
    end_placement,
    place_child,
)
from flyingstart.families.enums import LawKey
from flyingstart.families.models import LegalNumber
from tests.families.web.town import (
    NOBODY,
    NOW,
    TODAY,
    Town,
    at_work,
    day,
    make_family,
    text_of,
)
from tests.families.world import BY

RUTH = Member(
    details=PersonDetails(given_name="Ruth", family_name="Carer"),
    role=Role.CARER,
    phone="07700 900555",
)
AGREES = Agrees(consents=DayToDayConsent.CARER, consents_photos=DayToDayConsent.COUNCIL)
START = TODAY - dt.timedelta(days=9)


@pytest.fixture
def carers(town: Town) -> Family:
    """Ruth, in the north too."""
    del town
    return make_family(RUTH, postcode="LU9 1AA")


def place(town: Town, carers: Family, kind: PlacementKind, on: dt.date = START) -> Placement:
    return place_child(
        child=town.child, carers=carers, kind=kind, agrees=AGREES, starts_on=on, by=BY, at=NOW
    )


def page_of(family: Family) -> str:
    return f"/staff/families/{family.public_id}/"


class TestPlacing:
    def test_the_carers_family_is_found_and_the_child_placed_once(
        self, town: Town, carers: Family, of_child: str, worker: Client
    ) -> None:
        address = f"{of_child}carer/add/?q=ruth"
        assert "Ruth Carer" in text_of(worker.get(address))
        form = {
            "family": str(carers.public_id),
            "kind": "foster",
            **day("starts_on", START),
            "consents": "carer",
        }

        for _ in range(2):
            assert worker.post(address, form).status_code == HTTPStatus.FOUND

        held = Placement.objects.get()
        assert (held.child, held.carers, held.kind) == (town.child, carers, "foster")
        assert (held.consents, held.consents_photos) == ("carer", "unknown")

    def test_safety_is_for_those_who_read_warnings(
        self, town: Town, carers: Family, of_child: str
    ) -> None:
        held = place(town, carers, PlacementKind.PRIVATE)
        session_staff = at_work("session_staff", area=town.north)
        southern = at_work("family_worker", area=town.south)
        base = page_of(town.family)

        for page in (
            f"{of_child}carer/add/",
            *(f"{base}carers/{held.public_id}/{end}" for end in ("", "told/", "end/")),
        ):
            assert session_staff.get(page).status_code == HTTPStatus.FORBIDDEN
            assert southern.get(page).status_code == HTTPStatus.NOT_FOUND

    def test_of_another_family_it_is_not_found(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        held = place(town, carers, PlacementKind.FOSTER)
        stranger = make_family(RUTH, postcode="LU9 1AA")

        for row in (held.public_id, NOBODY):
            response = worker.get(f"{page_of(stranger)}carers/{row}/")
            assert response.status_code == HTTPStatus.NOT_FOUND

    def test_who_agrees_is_said_again_on_its_page(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        held = place(town, carers, PlacementKind.PRIVATE)
        page = f"{page_of(town.family)}carers/{held.public_id}/"
        said = text_of(worker.get(page))
        assert "What it is private fostering Since 23 February 2026" in said
        assert "The front door was told" in said
        assert "They no longer live there" in said

        for _ in range(2):
            sent = worker.post(page, {"consents": "parents", "consents_health": "carer"})
            assert sent["Location"] == page_of(town.family)

        held.refresh_from_db()
        assert (held.consents, held.consents_health) == ("parents", "carer")
        # What is left open is not known.
        assert held.consents_photos == "unknown"

    def test_of_one_that_is_over_nobody_says_who_agrees(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        held = place(town, carers, PlacementKind.FOSTER)
        end_placement(placement=held, ends_on=TODAY, by=BY, at=NOW)
        page = f"{page_of(town.family)}carers/{held.public_id}/"
        assert "They no longer live there" not in text_of(worker.get(page))

        said = text_of(worker.post(page, {"consents": "parents"}))

        assert "This placement is over." in said
        held.refresh_from_db()
        assert held.consents == "carer"

    def test_it_ends_on_its_page(self, town: Town, carers: Family, worker: Client) -> None:
        held = place(town, carers, PlacementKind.FOSTER)

        worker.post(f"{page_of(town.family)}carers/{held.public_id}/end/", day("ends_on", TODAY))

        held.refresh_from_db()
        assert held.ends_on == TODAY


class TestTheFamilysPages:
    def test_safety_the_home_it_comes_from_is_told_neither_the_carer_nor_the_place(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        place(town, carers, PlacementKind.FOSTER)

        said = text_of(worker.get(page_of(town.family)))

        assert "Stanisław Kowalski lives with a carer: foster care" in said
        assert "sessions and outings: the carer · photos: the council" in said
        assert "Ruth" not in said
        assert "900555" not in said
        # The address it had goes on as a second home: nobody moved.
        assert "Moved" not in said

    def test_safety_what_is_near_the_carer_stands_on_the_carers_page_alone(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        Person.objects.filter(pk=town.child.pk).update(
            gp_practice="Far Surgery", setting="Far Nursery", health_visiting_team="Far team"
        )
        held = place(town, carers, PlacementKind.FOSTER)

        assert "Far " not in text_of(worker.get(page_of(town.family)))
        assert text_of(worker.get(page_of(carers))).count("Far ") == 3
        end_placement(placement=held, ends_on=TODAY, by=BY, at=NOW)
        assert text_of(worker.get(page_of(town.family))).count("Far ") == 3

    def test_the_carers_page_says_that_the_child_lives_there(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        place(town, carers, PlacementKind.KINSHIP)

        said = text_of(worker.get(page_of(carers)))

        assert "Stanisław Kowalski lives here: kinship care" in said
        assert "Zofia" not in said

    def test_safety_others_read_only_whom_to_ask(self, town: Town, carers: Family) -> None:
        place(town, carers, PlacementKind.FOSTER)
        session_staff = at_work("session_staff", area=town.north)

        said = text_of(session_staff.get(page_of(town.family)))

        assert "Stanisław Kowalski: whom to ask" in said
        assert "photos: the council" in said
        assert "foster" not in said
        assert "lives with a carer" not in said


class TestTellingTheFrontDoor:
    def test_safety_private_fostering_is_a_task_with_its_day_and_the_number_to_ring(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        Duty.objects.create(
            key=DutyKey.FRONT_DOOR, name="MASH", phone="01999 555012", starts_on=START, source="x"
        )
        held = place(town, carers, PlacementKind.PRIVATE)
        due = "to be told by 22 March 2026; today, if it is to last 28 days or more"

        assert due in text_of(worker.get(page_of(town.family)))
        said = text_of(worker.get("/staff/"))
        assert f"Private fostering: tell the council Ring MASH: 01999 555012. {town.child}" in said
        assert due in said

        told = f"{page_of(town.family)}carers/{held.public_id}/told/"
        assert "Ring MASH: 01999 555012." in text_of(worker.get(told))
        assert worker.post(told, day("told_on", TODAY)).status_code == HTTPStatus.FOUND

        assert "Private fostering" not in text_of(worker.get("/staff/"))
        assert "told on 4 March 2026" in text_of(worker.get(page_of(town.family)))

    def test_it_is_late_after_that_day_and_without_a_number_the_manager_knows(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        place(town, carers, PlacementKind.PRIVATE, on=TODAY - dt.timedelta(days=40))

        said = text_of(worker.get("/staff/"))

        assert "to be told today: it was due by 19 February 2026 Late" in said
        assert "Its number is not in Flying Start yet: ask your manager." in said

    def test_safety_without_the_number_of_days_it_is_told_today(
        self, town: Town, carers: Family, worker: Client
    ) -> None:
        LegalNumber.objects.filter(key=LawKey.FOSTERING_DAYS).delete()
        place(town, carers, PlacementKind.PRIVATE)
        words = "to be told today: the number of days is not in the authority’s pack (law.csv)"

        assert words in text_of(worker.get(page_of(town.family)))
        assert words in text_of(worker.get("/staff/"))

    @pytest.mark.parametrize("role", ["session_staff", "analyst"])
    def test_others_have_no_such_task(self, town: Town, carers: Family, role: str) -> None:
        place(town, carers, PlacementKind.PRIVATE)

        assert "Private fostering" not in text_of(at_work(role, area=town.north).get("/staff/"))
