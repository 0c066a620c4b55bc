"""Handing out at a session with one press, the list of it, and what is left."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog
from flyingstart.activities.api import GiveItem, GivenOut, Mark, Stock, stock_in
from tests.activities.door.town import Day
from tests.families.web.town import NOBODY, NOW, TODAY, text_of
from tests.families.world import BY

LIST, STOCK = "/staff/given-out/", "/staff/given-out/stock/"


def page_of(day: Day) -> str:
    return f"/staff/sessions/{day.session.public_id}/given-out/"


def press(item: str = "drops", **changes: str) -> dict[str, str]:
    return {
        "whom": "heads",
        "how_many": "1",
        "item": item,
        "submission": str(uuid.UUID(int=9)),
        **changes,
    }


def came(day: Day) -> None:
    Mark.objects.create(
        session=day.session,
        person=day.town.mother,
        family=day.town.family,
        status="attended",
        marked_at=NOW,
    )


def bring(day: Day, drops: GiveItem, many: int) -> None:
    stock_in(item=drops, site=day.town.hall, how_many=many, by=BY, at=NOW)


class TestAtASession:
    def test_one_press_gives_and_says_what_is_left(self, day: Day, drops: GiveItem) -> None:
        came(day)
        bring(day, drops, 12)
        client = day.client()
        assert "Vitamin drops 12 bottles left" in text_of(client.get(page_of(day)))

        whom = str(day.town.family.public_id)
        for _ in range(2):
            answer = client.post(page_of(day), press(whom=whom))
            assert answer.status_code == HTTPStatus.FOUND

        said = text_of(client.get(page_of(day)))
        assert "Vitamin drops 11 bottles left" in said
        assert "1 bottle, Vitamin drops Zofia Kowalska" in said
        assert GivenOut.objects.get().day == TODAY

    def test_what_is_not_there_is_not_given(self, day: Day, drops: GiveItem) -> None:
        bring(day, drops, 2)

        said = text_of(day.client().post(page_of(day), press(how_many="3")))

        assert "There are only 2 left here." in said
        assert not GivenOut.objects.exists()

    @pytest.mark.usefixtures("drops")
    def test_another_thing_and_another_family_from_the_same_page_are_given_too(
        self, day: Day
    ) -> None:
        came(day)
        GiveItem.objects.create(
            code="brush", name="Toothbrush", unit="brush", units="brushes", position=2
        )
        client, whom = day.client(), str(day.town.family.public_id)

        for sent in (press(), press("brush"), press(whom=whom), press("brush"), press()):
            assert client.post(page_of(day), sent).status_code == HTTPStatus.FOUND

        given = GivenOut.objects.order_by("pk").values_list("item__code", "heads")
        assert list(given) == [("drops", 1), ("brush", 1), ("drops", None)]

    @pytest.mark.usefixtures("drops")
    def test_a_family_that_did_not_come_is_not_offered(self, day: Day) -> None:
        whom = str(day.town.family.public_id)

        assert day.client().post(page_of(day), press(whom=whom)).status_code == HTTPStatus.OK
        assert not GivenOut.objects.exists()

    def test_it_is_taken_back_with_a_reason(self, day: Day, drops: GiveItem) -> None:
        bring(day, drops, 3)
        client = day.client()
        client.post(page_of(day), press())
        address = f"{LIST}{GivenOut.objects.get().public_id}/take-back/"

        assert "Enter why you take it back" in text_of(client.post(address, {"reason": ""}))
        assert client.post(address, {"reason": "A slip"}).status_code == HTTPStatus.FOUND

        assert not GivenOut.objects.exists()
        assert Stock.objects.get().left == 3

    @pytest.mark.usefixtures("drops")
    def test_no_stranger_no_other_place_no_wrong_role_and_no_wrong_id(self, day: Day) -> None:
        day.client().post(page_of(day), press())
        back = f"{LIST}{GivenOut.objects.get().public_id}/take-back/"
        south = day.client(neighbourhood=day.town.south)

        for address in (page_of(day), back):
            sent: dict[str, Any] = press() | {"reason": "A slip"}
            assert Client().post(address, sent).status_code == HTTPStatus.FOUND
            assert south.post(address, sent).status_code == HTTPStatus.NOT_FOUND
            assert day.client("analyst").post(address, sent).status_code == HTTPStatus.FORBIDDEN
        for wrong in (f"/staff/sessions/{NOBODY}/given-out/", f"{LIST}{NOBODY}/take-back/"):
            assert day.client().post(wrong, press()).status_code == HTTPStatus.NOT_FOUND
        for unknown in ("gold", "drops\0"):
            answer = day.client().post(page_of(day), press(unknown))
            assert answer.status_code == HTTPStatus.NOT_FOUND
        assert GivenOut.objects.count() == 1


class TestListAndStock:
    @pytest.mark.usefixtures("drops")
    def test_what_came_in_and_was_counted_is_shown(self, day: Day) -> None:
        client = day.client()
        sent = {"item": "drops", "site": "hall", "what": "came", "how_many": "4"}

        assert client.post(STOCK, sent).status_code == HTTPStatus.FOUND
        assert "Vitamin drops A Hall : 4 bottles" in text_of(client.get(LIST))
        client.post(STOCK, {**sent, "what": "counted", "how_many": "1"})
        assert "Vitamin drops A Hall : 1 bottle" in text_of(client.get(LIST))

    def test_of_other_places_nothing_is_counted_or_shown(self, day: Day, drops: GiveItem) -> None:
        bring(day, drops, 4)
        day.client().post(page_of(day), press())
        south = day.client(neighbourhood=day.town.south)
        sent = {"item": "drops", "site": "hall", "what": "came", "how_many": "4"}

        assert south.post(STOCK, sent).status_code == HTTPStatus.OK
        assert "Vitamin drops" not in text_of(south.get(LIST))
        assert Stock.objects.get().left == 3

    @pytest.mark.usefixtures("drops")
    def test_the_list_names_no_family_and_goes_out_as_a_file(self, day: Day) -> None:
        came(day)
        client = day.client()
        client.post(page_of(day), press(whom=str(day.town.family.public_id)))

        said = text_of(client.get(LIST))
        sheet = client.get(LIST, {"given-export": "csv"})

        assert "Vitamin drops 1 A family A Hall" in said
        assert "Kowalska" not in said
        assert sheet.headers["Content-Type"].startswith("text/csv")
        assert "Vitamin drops" in sheet.content.decode()
        assert "Kowalska" not in sheet.content.decode()

    @pytest.mark.usefixtures("drops")
    def test_of_a_file_it_is_on_record_how_many_rows_it_held(self, day: Day) -> None:
        GiveItem.objects.create(code="bag", name="Book bag", unit="bag", units="bags", position=2)
        client = day.client()
        for number, item in enumerate(("drops", "drops", "bag")):
            client.post(page_of(day), press(item=item, submission=str(uuid.UUID(int=number))))

        for what in ("", "drops", "bag"):
            client.get(LIST, {"given-export": "csv", "given-what": what})

        noted = AccessLog.objects.filter(detail="given out").order_by("pk")
        assert list(noted.values_list("rows", flat=True)) == [3, 2, 1]

    @pytest.mark.parametrize("address", [LIST, "session"])
    @pytest.mark.usefixtures("drops")
    def test_as_many_queries_for_three_as_for_one(self, day: Day, address: str) -> None:
        client = day.client()
        where = page_of(day) if address == "session" else address
        client.post(page_of(day), press())
        client.get(where)
        with CaptureQueriesContext(connection) as few:
            client.get(where)
        for number in (1, 2):
            client.post(page_of(day), press(submission=str(uuid.UUID(int=number))))
        client.get(where)
        with CaptureQueriesContext(connection) as many:
            client.get(where)

        assert GivenOut.objects.count() == 3
        assert len(many) == len(few)
