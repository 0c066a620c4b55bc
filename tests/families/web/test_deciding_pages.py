"""Signs and objections on staff pages: put, looked at again, ended; by whom, and of whom."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.families.api import (
    Alert,
    AlertKind,
    Objection,
    ObjectsTo,
    leave_family,
    raise_alert,
    record_objection,
)
from tests.families.web.town import (
    NOBODY,
    NOW,
    TODAY,
    ZOFIA,
    Town,
    at_work,
    day,
    make_family,
    text_of,
)
from tests.families.world import BY

DAY = dt.timedelta(days=1)
BEFORE = NOW - 9 * DAY
JUNE = dt.date(2026, 6, 1)
DUE = "/staff/families/signs/"


def put(town: Town, kind: AlertKind = AlertKind.TWO_WORKERS, review_on: dt.date = TODAY) -> Alert:
    """A sign on Zofia that has held for some days."""
    return raise_alert(
        person=town.mother, kind=kind, reason="He waits", review_on=review_on, by=BY, at=BEFORE
    )


def objected(town: Town) -> Objection:
    return record_objection(
        person=town.mother, to=ObjectsTo.MESSAGES, words="No more texts", by=BY, at=BEFORE
    )


def family_of_another() -> str:
    """Where the pages begin of another family in the north."""
    return f"/staff/families/{make_family(ZOFIA).public_id}/"


class TestSigns:
    def test_one_is_put_once_and_stands_on_the_page(
        self, town: Town, base: str, of_mother: str, worker: Client
    ) -> None:
        form = {"kind": "two_workers", "reason": "He waits", **day("review_on", JUNE)}

        for _ in range(2):
            assert worker.post(f"{of_mother}sign/", form).status_code == HTTPStatus.FOUND

        held = Alert.objects.get()
        assert (held.person, held.kind, held.reason) == (town.mother, "two_workers", "He waits")
        assert (held.starts_on, held.review_on) == (TODAY, JUNE)
        assert "Zofia Kowalska · look at it again by 1 June 2026" in text_of(worker.get(base))

    def test_one_that_still_holds_is_looked_at_again_by_another_day(
        self, town: Town, base: str, worker: Client
    ) -> None:
        held = put(town)
        page = f"{base}signs/{held.public_id}/"
        said = text_of(worker.get(page))
        assert "Visit in twos" in said
        assert "He waits" in said

        sent = worker.post(page, {"is_true": "keep", **day("review_on", JUNE)})

        assert sent["Location"] == base
        held.refresh_from_db()
        assert (held.review_on, held.ends_on) == (JUNE, None)

    def test_one_that_holds_has_a_day_to_look_at_it_again(
        self, town: Town, base: str, worker: Client
    ) -> None:
        held = put(town)
        page = f"{base}signs/{held.public_id}/"

        for sent in ({}, {"is_true": "keep"}, {"is_true": "keep", **day("review_on", TODAY - DAY)}):
            response = worker.post(page, sent)
            assert response.status_code == HTTPStatus.OK
            assert "There is a problem" in text_of(response)

        held.refresh_from_db()
        assert (held.review_on, held.ends_on) == (TODAY, None)

    def test_one_that_is_over_ends_and_is_there_no_more(
        self, town: Town, base: str, worker: Client
    ) -> None:
        held = put(town)
        page = f"{base}signs/{held.public_id}/"

        assert worker.post(page, {"is_true": "over"})["Location"] == base

        held.refresh_from_db()
        assert held.ends_on == TODAY
        assert worker.post(page, {"is_true": "over"}).status_code == HTTPStatus.NOT_FOUND
        assert "Zofia Kowalska · look at it again" not in text_of(worker.get(base))

    def test_it_is_reached_from_its_own_family_in_its_own_place_only(
        self, town: Town, base: str, worker: Client
    ) -> None:
        held = put(town)
        southern = at_work("family_worker", area=town.south)
        pages = (f"{base}signs/{NOBODY}/", f"{family_of_another()}signs/{held.public_id}/")

        for page in pages:
            assert worker.get(page).status_code == HTTPStatus.NOT_FOUND
            assert worker.post(page, {"is_true": "over"}).status_code == HTTPStatus.NOT_FOUND
        own = f"{base}signs/{held.public_id}/"
        assert southern.post(own, {"is_true": "over"}).status_code == HTTPStatus.NOT_FOUND
        assert Client().post(own, {"is_true": "over"}).status_code == HTTPStatus.FOUND

        held.refresh_from_db()
        assert held.ends_on is None

    def test_safety_who_does_not_read_warnings_ends_none(self, town: Town, base: str) -> None:
        held = put(town)
        door = at_work("session_staff", area=town.north)

        sent = door.post(f"{base}signs/{held.public_id}/", {"is_true": "over"})

        assert sent.status_code == HTTPStatus.FORBIDDEN
        held.refresh_from_db()
        assert held.ends_on is None

    def test_safety_a_hidden_home_is_found_and_ended_by_those_alone_who_may_see_it(
        self, town: Town, base: str, worker: Client
    ) -> None:
        held = put(town, AlertKind.HIDDEN_HOME)
        page, lead = f"{base}signs/{held.public_id}/", at_work("safeguarding_lead")

        assert worker.get(page).status_code == HTTPStatus.NOT_FOUND
        assert worker.post(page, {"is_true": "over"}).status_code == HTTPStatus.NOT_FOUND
        assert "Nothing is due." in text_of(worker.get(DUE))
        assert "Zofia Kowalska" in text_of(lead.get(DUE))
        assert Alert.objects.get().ends_on is None

        assert lead.post(page, {"is_true": "over"}).status_code == HTTPStatus.FOUND

        assert Alert.objects.get().ends_on == TODAY

    def test_those_due_are_listed_with_the_way_to_each_the_longest_due_first(
        self, town: Town, worker: Client
    ) -> None:
        put(town, AlertKind.NO_VISITS)
        put(town, AlertKind.TWO_WORKERS, TODAY - DAY)
        put(town, AlertKind.NO_MESSAGES, TODAY + DAY)

        said = text_of(worker.get(DUE))

        assert said.count("Zofia Kowalska : ") == 2
        assert said.index("Visit in twos") < said.index("No visits without asking")
        assert text_of(at_work("family_worker", area=town.south).get(DUE)).count("Zofia") == 0

    def test_one_on_who_left_the_family_is_reached_from_the_list_and_ended(
        self, town: Town, base: str, worker: Client
    ) -> None:
        held = put(town)
        leave_family(person=town.mother, family=town.family, on=TODAY, by=BY, at=NOW)
        page = f"{base}signs/{held.public_id}/"
        assert page in worker.get(DUE).content.decode()

        assert worker.post(page, {"is_true": "over"}).status_code == HTTPStatus.FOUND

        held.refresh_from_db()
        assert held.ends_on == TODAY


class TestObjections:
    def test_one_is_kept_once_and_stands_on_the_page(
        self, town: Town, base: str, of_mother: str, worker: Client
    ) -> None:
        for _ in range(2):
            sent = worker.post(f"{of_mother}objects/", {"to": "messages", "words": "No texts"})
            assert sent.status_code == HTTPStatus.FOUND

        held = Objection.objects.get()
        assert (held.person, held.to, held.words) == (town.mother, "messages", "No texts")
        assert "Objects to being written to" in text_of(worker.get(base))

    def test_it_ends_when_it_is_sure(self, town: Town, base: str, worker: Client) -> None:
        held = objected(town)
        page = f"{base}objections/{held.public_id}/"
        assert "No more texts" in text_of(worker.get(page))
        assert "There is a problem" in text_of(worker.post(page, {}))
        held.refresh_from_db()
        assert held.ends_on is None

        for _ in range(2):
            assert worker.post(page, {"is_sure": "yes"})["Location"] == base

        held.refresh_from_db()
        assert held.ends_on == TODAY
        assert "Objects to" not in text_of(worker.get(base))

    def test_it_is_reached_from_its_own_family_in_its_own_place_only(
        self, town: Town, base: str, worker: Client
    ) -> None:
        held = objected(town)
        own, sure = f"{base}objections/{held.public_id}/", {"is_sure": "yes"}
        pages = (
            f"{base}objections/{NOBODY}/",
            f"{family_of_another()}objections/{held.public_id}/",
        )

        for page in pages:
            assert worker.get(page).status_code == HTTPStatus.NOT_FOUND
            assert worker.post(page, sure).status_code == HTTPStatus.NOT_FOUND
        southern = at_work("family_worker", area=town.south)
        assert southern.post(own, sure).status_code == HTTPStatus.NOT_FOUND
        assert at_work("analyst").post(own, sure).status_code == HTTPStatus.FORBIDDEN
        assert Client().post(own, sure).status_code == HTTPStatus.FOUND

        held.refresh_from_db()
        assert held.ends_on is None


@pytest.mark.parametrize("page", ["sign/", "objects/"])
def test_nothing_is_decided_of_nobody_nor_elsewhere(
    town: Town, base: str, of_mother: str, worker: Client, page: str
) -> None:
    southern = at_work("family_worker", area=town.south)

    assert worker.get(f"{of_mother}{page}").status_code == HTTPStatus.OK
    assert worker.get(f"{base}people/{NOBODY}/{page}").status_code == HTTPStatus.NOT_FOUND
    assert southern.get(f"{of_mother}{page}").status_code == HTTPStatus.NOT_FOUND
    assert Client().get(f"{of_mother}{page}").status_code == HTTPStatus.FOUND
