"""The code on a family's page: given, printed, ended."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.accounts.api import AccessLog
from flyingstart.activities.models import FamilyCode
from flyingstart.activities.rules.codes import spaced
from flyingstart.activities.web.staff.door.squares import squares_of
from flyingstart.families.api import Person
from tests.activities.door.town import Day, code_for
from tests.families.web.town import NOBODY, client_of, text_of


@pytest.fixture
def base(day: Day) -> str:
    return f"/staff/families/{day.town.family.public_id}/"


@pytest.fixture
def worker(day: Day) -> Client:
    return day.client()


def shown() -> dict[str, str]:
    code = FamilyCode.objects.filter(ended_at=None).first()
    return {"code": str(code.public_id) if code else ""}


def test_the_familys_page_leads_to_its_code(base: str, worker: Client) -> None:
    assert f'href="{base}code/"' in worker.get(base).content.decode()


def test_a_code_is_given_replaced_and_ended(base: str, worker: Client) -> None:
    assert "Give a code" in text_of(worker.get(f"{base}code/"))
    first = {"act": "give", **shown()}
    worker.post(f"{base}code/", first)
    given = FamilyCode.objects.get()
    # The same form again: somebody pressed twice.
    said = text_of(worker.post(f"{base}code/", first, follow=True))

    assert FamilyCode.objects.get() == given
    assert "The code changed meanwhile" in said
    assert spaced(given.code) in said

    worker.post(f"{base}code/", {"act": "give", **shown()})
    new = FamilyCode.objects.get(ended_at=None)
    assert new != given

    said = text_of(worker.post(f"{base}code/", {"act": "end", **shown()}, follow=True))
    assert "The card opens nothing any more." in said
    assert shown() == {"code": ""}
    worker.post(f"{base}code/", {"act": "end", **shown()})
    worker.post(f"{base}code/", {"act": "else", **shown()})
    assert FamilyCode.objects.count() == 2


def test_the_card_says_the_code_and_nothing_of_the_family(
    day: Day, base: str, worker: Client
) -> None:
    code = code_for(day.town.family).code

    page = worker.get(f"{base}code/card/").content.decode()
    content = page[page.index("fs-card-for-door") : page.index("</main>")]

    assert spaced(code) in content
    assert squares_of(f"http://localhost:8000/staff/door/{code}/").path in content
    assert "Show this card at the door." in content
    for word in ("Kowalsk", "Zofia", "Stanis", str(day.town.family.public_id), "High Street"):
        assert word not in content
    assert not re.search(r"style=|<style|<script", content)


def test_the_card_speaks_the_familys_language_too(day: Day, base: str, worker: Client) -> None:
    code_for(day.town.family)
    Person.objects.filter(pk=day.town.mother.pk).update(
        read_language="Urdu", spoken_language="Punjabi"
    )

    page = worker.get(f"{base}code/card/").content.decode()

    assert 'lang="ur" dir="rtl"' in page
    assert page.count("fs-card-for-door__line") == 2


def test_without_a_code_there_is_no_card(base: str, worker: Client) -> None:
    assert worker.get(f"{base}code/card/").headers["Location"] == f"{base}code/"


def test_a_family_that_was_merged_shows_the_code_of_the_one_it_became(
    day: Day, worker: Client
) -> None:
    code = code_for(day.town.family)
    merged = type(day.town.family).objects.create(merged_into=day.town.family)
    merged.refresh_from_db()

    page = worker.get(f"/staff/families/{merged.public_id}/code/")

    assert spaced(code.code) in text_of(page)


@pytest.mark.parametrize("page", ["code/", "code/card/"])
def test_out_of_sight_it_is_not_found_and_the_refusal_is_on_record(
    day: Day, base: str, page: str
) -> None:
    user = day.worker(neighbourhood=day.town.south)
    client = client_of(user)

    assert client.get(base + page).status_code == HTTPStatus.NOT_FOUND
    assert client.post(base + page, {"act": "give", "code": ""}).status_code in {404, 405}
    assert client.get(f"/staff/families/{NOBODY}/{page}").status_code == HTTPStatus.NOT_FOUND
    assert set(AccessLog.objects.values_list("thing", "allowed")) == {
        (day.town.family.public_id, False)
    }
    assert FamilyCode.objects.count() == 0


@pytest.mark.parametrize("role", ["analyst", "administrator", "partner"])
def test_the_wrong_role_may_not(day: Day, base: str, role: str) -> None:
    client = day.client(role)

    assert client.get(f"{base}code/").status_code == HTTPStatus.FORBIDDEN
    assert client.post(f"{base}code/", {"act": "give"}).status_code == HTTPStatus.FORBIDDEN
    assert FamilyCode.objects.count() == 0


def test_squares_hold_the_address_and_a_quiet_zone() -> None:
    squares = squares_of("https://families.example/staff/door/C7KD9MPX/")

    assert squares.side >= 29 + 8
    points = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", squares.path)]
    assert min(x for x, _ in points) == min(y for _, y in points) == 4
    assert max(x for x, _ in points) == max(y for _, y in points) == squares.side - 5
