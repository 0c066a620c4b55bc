"""From the page of a family to the other record of somebody."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.families.api import Family, Merge
from tests.families.web.merging.twins import again, pair, people_of
from tests.families.web.town import NOBODY, Town, at_work, make_family, text_of


@pytest.fixture
def keeper(town: Town) -> Client:
    """Business support of the north."""
    return at_work("business_support", area=town.north)


@pytest.fixture
def second(town: Town) -> Family:
    """The family of the town, written down again."""
    del town
    return again()


@pytest.fixture
def page(town: Town) -> str:
    """Where the other record is looked for."""
    return f"/staff/families/{town.family.public_id}/twice/"


def test_who_may_open_it(town: Town, page: str, client: Client) -> None:
    refused = {
        at_work(role, area=town.north).get(page).status_code
        for role in ("session_staff", "family_worker", "partner")
    }

    assert refused == {HTTPStatus.FORBIDDEN}
    assert client.get(page).headers["Location"] == f"/sign-in/?next={page}"
    southern = at_work("business_support", area=town.south)
    assert southern.get(page).status_code == HTTPStatus.NOT_FOUND
    nobody = f"/staff/families/{NOBODY}/twice/"
    assert southern.get(nobody).status_code == HTTPStatus.NOT_FOUND


def test_the_page_of_a_family_leads_there_for_who_may(town: Town, page: str) -> None:
    family = f"/staff/families/{town.family.public_id}/"
    offered = {
        role: page in at_work(role, area=town.north).get(family).content.decode()
        for role in ("business_support", "session_staff")
    }

    assert offered == {"business_support": True, "session_staff": False}


def test_the_likeliest_two_are_chosen_beforehand(
    keeper: Client, page: str, town: Town, second: Family
) -> None:
    html = keeper.get(f"{page}?q=zofja").content.decode()

    chosen = re.findall(r'value="([0-9a-f-]{36})"\s+checked', html)
    assert chosen == [str(town.mother.public_id), str(people_of(second)[0].public_id)]


def test_it_leads_to_the_two_side_by_side(
    keeper: Client, page: str, town: Town, second: Family
) -> None:
    mother, other = town.mother, people_of(second)[0]
    said = {"here": str(mother.public_id), "there": str(other.public_id)}

    answer = keeper.post(f"{page}?q=zofja", said)

    assert answer.headers["Location"] == pair(mother, other)
    assert not Merge.objects.exists()


def test_the_same_record_and_none_at_all_are_told(keeper: Client, page: str, town: Town) -> None:
    mother = str(town.mother.public_id)

    same = keeper.post(f"{page}?q=zofia", {"here": mother, "there": mother})
    none = keeper.post(f"{page}?q=zofia", {})
    foreign = keeper.post(f"{page}?q=zofia", {"here": str(NOBODY), "there": mother})

    assert "That is the same record" in text_of(same)
    assert "Choose who of this family" in text_of(none)
    assert foreign.status_code == HTTPStatus.OK


def test_nobody_found_says_what_to_do(keeper: Client, page: str) -> None:
    assert "No other record found" in text_of(keeper.get(f"{page}?q=qqqq"))
    assert "No other record found" not in text_of(keeper.get(page))


def test_who_is_out_of_sight_is_not_found(keeper: Client, page: str) -> None:
    make_family(postcode="LU9 9ZZ")

    html = keeper.get(f"{page}?q=stanis").content.decode()

    assert html.count('name="there"') == 1
