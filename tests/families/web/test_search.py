"""The search in the head of staff pages, and its page of results."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.families.api import leave_family
from flyingstart.kernel.api import clock
from tests.families.web.town import TODAY, Town, at_work, text_of
from tests.families.world import BY

FIND = "/staff/families/find/"
SUGGEST = "/staff/families/find/suggest/"


@pytest.fixture
def staff(town: Town) -> Client:
    """Session staff of the north."""
    return at_work("session_staff", area=town.north)


class TestWhoMaySearch:
    @pytest.mark.usefixtures("town")
    @pytest.mark.parametrize("address", [FIND, SUGGEST])
    @pytest.mark.parametrize("role", ["analyst", "partner", "administrator", "board_reader", ""])
    def test_who_sees_no_families_is_refused(self, address: str, role: str) -> None:
        assert at_work(role).get(f"{address}?q=zofia").status_code == HTTPStatus.FORBIDDEN

    @pytest.mark.usefixtures("town")
    def test_the_head_of_their_pages_has_no_search(self) -> None:
        assert FIND not in at_work("analyst").get("/staff/").content.decode()

    def test_who_works_elsewhere_finds_nobody(self, town: Town) -> None:
        southern = at_work("family_worker", area=town.south)

        assert "Nobody found" in text_of(southern.get(f"{FIND}?q=zofia"))
        assert southern.get(f"{SUGGEST}?q=zofia").json() == {"words": "Nobody found", "found": []}


class TestResults:
    def test_each_says_why_it_matched(self, town: Town, staff: Client) -> None:
        response = staff.get(f"{FIND}?q=kowal+1995")

        said = text_of(response)
        assert "1 person" in said
        assert "Zofia Kowalska , parent, 30 years, LU9, 1" in said
        assert "Matched: birth date, name" in said
        assert f'href="/staff/families/{town.family.public_id}/"' in response.content.decode()

    def test_half_a_name_finds_all_of_the_family(self, staff: Client) -> None:
        assert "2 people" in text_of(staff.get(f"{FIND}?q=kowal"))

    def test_nobody_found_leads_on_with_the_name_that_was_typed(self, staff: Client) -> None:
        response = staff.get(f"{FIND}?q=Anna+Q%26A")

        assert "Nobody found" in text_of(response)
        assert 'href="/staff/families/new/?name=Anna%20Q%26A"' in response.content.decode()

    def test_nothing_asked_says_what_can_be_asked(self, staff: Client) -> None:
        said = text_of(staff.get(FIND))

        assert "Part of any name, a phone number" in said
        assert "Nobody found" not in said

    def test_markup_is_looked_for_as_it_stands(self, staff: Client) -> None:
        html = staff.get(f"{FIND}?q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()

        assert "<script>alert(1)" not in html

    def test_who_left_every_family_is_found_where_they_were(
        self, town: Town, staff: Client
    ) -> None:
        leave_family(person=town.mother, family=town.family, on=TODAY, by=BY, at=clock.now())

        html = staff.get(f"{FIND}?q=zofia").content.decode()

        assert f'href="/staff/families/{town.family.public_id}/"' in html


class TestSuggestions:
    def test_are_the_first_with_the_page_of_their_family(self, town: Town, staff: Client) -> None:
        response = staff.get(f"{SUGGEST}?q=zofi")

        assert response.json() == {
            "words": "1 person",
            "found": [
                {
                    "title": "Zofia Kowalska",
                    "text": "parent, 30 years, LU9 · name",
                    "href": f"/staff/families/{town.family.public_id}/",
                }
            ],
        }
        assert response["Cache-Control"] == "no-store"

    def test_nothing_is_said_of_nothing(self, staff: Client) -> None:
        assert staff.get(SUGGEST).json()["found"] == []

    def test_only_asking_is_possible(self, staff: Client) -> None:
        assert staff.post(SUGGEST, {"q": "zofia"}).status_code == HTTPStatus.METHOD_NOT_ALLOWED
