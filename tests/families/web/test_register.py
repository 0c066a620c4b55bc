"""Registering at the door: one page, one name, once, where the worker stands."""

from __future__ import annotations

import datetime as dt
import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from flyingstart.families.api import Family, FamilyPlace, Person, Registration
from flyingstart.families.web.staff.register.forms import DoorForm
from tests.families.web.town import NORTH, SOUTH, Town, at_work, text_of
from tests.families.world import details, homes, ties

NEW = "/staff/families/new/"
ADULT = {"adult-0-role": "parent"}


def sent(town: Town, **typed: Any) -> dict[str, Any]:
    """What the page sends: `adult_0_given_name` stands for `adult-0-given_name`."""
    named = {name.replace("_", "-", 2): value for name, value in typed.items() if "_0_" in name}
    named |= {name.replace("_", "-", 2): value for name, value in typed.items() if "_1_" in name}
    rest = {name: value for name, value in typed.items() if "_0_" not in name and "_1_" not in name}
    return {
        "adult-rows": "1",
        "child-rows": "1",
        **ADULT,
        "submission": str(uuid.uuid4()),
        "welcomed_at": f"site-{town.hub.public_id}",
        **named,
        **rest,
    }


@pytest.fixture
def staff(town: Town) -> Client:
    """Session staff of the north."""
    return at_work("session_staff", area=town.north)


def form_of(response: Any) -> DoorForm:
    """The form of an answer's page."""
    form: DoorForm = response.context_data["form"]
    return form


def places_of(form: DoorForm) -> list[str]:
    """The places that are offered."""
    return [welcome.words for welcome in form.household.welcomes.values()]


def new_families(town: Town) -> list[Family]:
    return list(Family.objects.exclude(pk=town.family.pk))


class TestWhoMayRegister:
    def test_who_may_not_is_refused(self, town: Town) -> None:
        for role in ("analyst", "partner", "administrator", "board_reader", ""):
            client = at_work(role)

            assert client.get(NEW).status_code == HTTPStatus.FORBIDDEN
            assert client.post(NEW, sent(town)).status_code == HTTPStatus.FORBIDDEN
        assert new_families(town) == []

    def test_a_place_of_others_is_none_of_the_choices(self, town: Town) -> None:
        southern = at_work("session_staff", area=town.south)

        response = southern.post(NEW, sent(town, adult_0_given_name="Amina"))

        assert "Choose where you welcome them from the answers offered" in text_of(response)
        assert new_families(town) == []


class TestThePage:
    def test_the_hub_of_the_worker_s_neighbourhood_is_chosen(
        self, town: Town, staff: Client
    ) -> None:
        form = form_of(staff.get(NEW))

        assert places_of(form) == ["A Hall", "Alder Hub", "Elsewhere in North End"]
        assert form.household.initial["welcomed_at"] == f"site-{town.hub.public_id}"

    def test_who_works_at_a_site_welcomes_there_only(self, town: Town) -> None:
        form = form_of(at_work("session_staff", site=town.hall).get(NEW))

        assert places_of(form) == ["A Hall"]
        assert form.household.initial["welcomed_at"] == f"site-{town.hall.public_id}"

    @pytest.mark.usefixtures("town")
    def test_who_works_everywhere_chooses_or_not(self) -> None:
        response = at_work("manager").get(NEW)

        assert "At no site" in text_of(response)
        form = form_of(response)
        assert form.household.initial["welcomed_at"] == ""

    def test_a_name_that_was_looked_for_stands_there_already(self, staff: Client) -> None:
        form = form_of(staff.get(f"{NEW}?name=Anna+Maria+Nowak"))

        row = form.adults[0]
        assert (row.initial["given_name"], row.initial["family_name"]) == ("Anna Maria", "Nowak")

    def test_a_single_name_is_the_first(self, staff: Client) -> None:
        form = form_of(staff.get(f"{NEW}?name=Anna"))

        row = form.adults[0]
        assert (row.initial["given_name"], row.initial["family_name"]) == ("Anna", "")

    def test_each_page_has_a_submission_of_its_own(self, staff: Client) -> None:
        pages = [form_of(staff.get(NEW)) for _ in range(2)]

        assert len({page.household.initial["submission"] for page in pages}) == 2


class TestRegistering:
    def test_one_name_is_enough(self, town: Town, staff: Client) -> None:
        response = staff.post(NEW, sent(town, adult_0_given_name="Amina"))

        (family,) = new_families(town)
        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"] == f"/staff/families/{family.public_id}/"
        amina = Person.objects.get(given_name="Amina")
        assert ties(amina) == [(family.pk, "parent", None, None)]

    def test_a_child_s_name_alone_is_enough(self, town: Town, staff: Client) -> None:
        staff.post(NEW, sent(town, child_0_given_name="Bo"))

        (family,) = new_families(town)
        bo = Person.objects.get(given_name="Bo")
        assert ties(bo) == [(family.pk, "child", None, None)]

    def test_everything_that_is_asked_is_kept(self, town: Town, staff: Client) -> None:
        typed = {
            "adult-0-given_name": "Amina",
            "adult-0-family_name": "Begum",
            "adult-0-date_of_birth-day": "2",
            "adult-0-date_of_birth-month": "3",
            "adult-0-date_of_birth-year": "1996",
            "adult-0-phone": "07700 900456",
            "adult-0-is_expecting": "yes",
            "adult-0-due_on-day": "1",
            "adult-0-due_on-month": "6",
            "adult-0-due_on-year": "2026",
            "child-0-given_name": "Ayaan",
            "child-0-date_of_birth-day": "10",
            "child-0-date_of_birth-month": "1",
            "child-0-date_of_birth-year": "2025",
            "line_1": "2 Low Street",
            "postcode": "lu9 1aa",
        }

        staff.post(NEW, sent(town, **typed))

        (family,) = new_families(town)
        amina, ayaan = Person.objects.filter(ties__family=family).order_by("pk")
        assert str(amina) == "Amina Begum"
        assert amina.date_of_birth == dt.date(1996, 3, 2)
        assert details(amina) == {"phone": "07700 900456"}
        assert ties(amina) == [(family.pk, "parent", None, None)]
        assert [birth.due_on for birth in amina.expected_births.all()] == [dt.date(2026, 6, 1)]
        assert ties(ayaan) == [(family.pk, "child", dt.date(2025, 1, 10), None)]
        assert homes(ayaan) == [(NORTH, True, None, None)]
        assert set(
            Registration.objects.filter(family=family).values_list("registered_on", "came_by")
        ) == {(dt.date(2026, 3, 4), "worker")}

    def test_who_expects_a_first_child_is_an_expectant_parent(
        self, town: Town, staff: Client
    ) -> None:
        typed = {
            "adult-0-given_name": "Amina",
            "adult-0-is_expecting": "yes",
            "adult-0-due_on-day": "1",
            "adult-0-due_on-month": "6",
            "adult-0-due_on-year": "2026",
        }

        staff.post(NEW, sent(town, **typed))

        (family,) = new_families(town)
        assert [tie.role for tie in family.ties.all()] == ["expectant_parent"]

    def test_the_place_of_welcome_sees_the_family_wherever_it_lives(
        self, town: Town, staff: Client
    ) -> None:
        staff.post(NEW, sent(town, adult_0_given_name="Amina", postcode=SOUTH))

        (family,) = new_families(town)
        place = FamilyPlace.objects.get(family=family)
        assert (place.neighbourhood, place.site) == (town.north, town.hub)
        assert staff.get(f"/staff/families/{family.public_id}/").status_code == HTTPStatus.OK

    def test_the_last_place_is_chosen_the_next_time(self, town: Town, staff: Client) -> None:
        hall = f"site-{town.hall.public_id}"
        staff.post(NEW, sent(town, adult_0_given_name="Amina", welcomed_at=hall))

        form = form_of(staff.get(NEW))

        assert form.household.initial["welcomed_at"] == hall

    def test_sent_twice_makes_one(self, town: Town, staff: Client) -> None:
        form = sent(town, adult_0_given_name="Amina")

        first, second = staff.post(NEW, form), staff.post(NEW, form)

        assert first["Location"] == second["Location"]
        assert len(new_families(town)) == 1
        assert FamilyPlace.objects.count() == 1


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "Enter the name of somebody; one name is enough"),
            ({"adult-0-phone": "07700 900456"}, "Enter a name; one is enough"),
            (
                {"adult-0-given_name": "Amina", "adult-0-date_of_birth-year": "1996"},
                "Date of birth must include a day and a month",
            ),
            (
                {
                    "child-0-given_name": "Bo",
                    "child-0-date_of_birth-day": "1",
                    "child-0-date_of_birth-month": "1",
                    "child-0-date_of_birth-year": "2027",
                },
                "Date of birth must be today or in the past",
            ),
            (
                {
                    "child-0-given_name": "Bo",
                    "child-0-date_of_birth-day": "1",
                    "child-0-date_of_birth-month": "1",
                    "child-0-date_of_birth-year": "1999",
                },
                "A child is under 18.",
            ),
            ({"adult-0-given_name": "Amina", "submission": "x"}, "This page has expired"),
            ({"adult-0-given_name": "Amina", "welcomed_at": ""}, "Choose where you welcome them"),
        ],
    )
    def test_is_said_and_nothing_is_saved(
        self, town: Town, staff: Client, typed: dict[str, str], said: str
    ) -> None:
        response = staff.post(NEW, sent(town, **typed))

        assert response.status_code == HTTPStatus.OK
        assert said in text_of(response)
        assert new_families(town) == []

    def test_markup_in_a_name_is_a_name(self, town: Town, staff: Client) -> None:
        name = "<script>alert(1)</script>"
        response = staff.post(NEW, sent(town, **{"adult-0-given_name": name, "submission": "x"}))

        assert name not in response.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.content.decode()


class TestMoreRows:
    def test_a_row_is_added_without_script_and_nothing_typed_is_lost(
        self, town: Town, staff: Client
    ) -> None:
        typed = {
            "adult-0-given_name": "Amina",
            "adult-0-role": "carer",
            "adult-0-date_of_birth-day": "99",
            "child-0-given_name": "Bo",
            "postcode": "lu9",
        }

        response = staff.post(NEW, sent(town, **typed, add="child"))

        form = form_of(response)
        assert len(form.children) == 2
        html = response.content.decode()
        for value in ('value="Amina"', 'value="Bo"', 'value="99"', 'value="lu9"'):
            assert value in html
        assert '<option value="carer" selected>' in html
        assert "There is a problem" not in html
        assert 'id="id_child-1-given_name" name="child-1-given_name"' in html
        assert html.count('autofocus="') == 1
        assert new_families(town) == []

    def test_a_row_in_which_nothing_stands_is_nobody(self, town: Town, staff: Client) -> None:
        rows = {"adult-rows": "3", "child-rows": "2", "child-1-given_name": "Bo"}
        typed = {"adult-0-given_name": "Amina", "adult-1-role": "parent", "adult-2-role": "parent"}

        staff.post(NEW, sent(town, **typed, **rows))

        (family,) = new_families(town)
        assert sorted(str(tie.person) for tie in family.ties.all()) == ["Amina", "Bo"]

    @pytest.mark.parametrize("rows", ["1000000", "-1", "x", "٣", ""])
    def test_no_number_of_rows_is_too_strange(self, town: Town, staff: Client, rows: str) -> None:
        response = staff.post(NEW, sent(town, **{"adult-rows": rows, "add": "adult"}))

        assert 1 <= len(form_of(response).adults) <= 20


class TestLikelyDuplicates:
    ZOFIA = {
        "adult-0-given_name": "Zofia",
        "adult-0-family_name": "Kowalska",
        "adult-0-phone": "07700 900123",
    }

    def test_are_shown_with_their_reason_before_anything_is_saved(
        self, town: Town, staff: Client
    ) -> None:
        response = staff.post(NEW, sent(town, **self.ZOFIA))

        said = text_of(response)
        assert "Is it one of these?" in said
        assert "Zofia Kowalska parent, 30 years, LU9 same name, same phone" in said
        assert f'href="/staff/families/{town.family.public_id}/"' in response.content.decode()
        assert new_families(town) == []

    def test_someone_new_is_registered_all_the_same(self, town: Town, staff: Client) -> None:
        known = {"looked_at": str(town.family.public_id), "is_new": "yes"}

        response = staff.post(NEW, sent(town, **self.ZOFIA, **known))

        assert response.status_code == HTTPStatus.FOUND
        assert len(new_families(town)) == 1

    def test_to_press_enter_is_not_to_say_that_it_is_someone_new(
        self, town: Town, staff: Client
    ) -> None:
        staff.post(NEW, sent(town, **self.ZOFIA, looked_at=str(town.family.public_id)))

        assert new_families(town) == []

    def test_who_was_not_shown_yet_is_shown(self, town: Town, staff: Client) -> None:
        known = {"looked_at": str(uuid.uuid4()), "is_new": "yes"}

        response = staff.post(NEW, sent(town, **self.ZOFIA, **known))

        assert "Is it one of these?" in text_of(response)
        assert new_families(town) == []

    def test_whom_the_worker_may_not_see_is_not_shown(self, town: Town) -> None:
        southern = at_work("session_staff", area=town.south)
        area = {"welcomed_at": f"area-{town.south.public_id}"}

        response = southern.post(NEW, sent(town, **self.ZOFIA, **area))

        assert response.status_code == HTTPStatus.FOUND
        assert len(new_families(town)) == 1
