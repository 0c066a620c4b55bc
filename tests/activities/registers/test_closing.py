"""Heads without names, closing in thirty seconds, opening again with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from flyingstart.activities.api import (
    CountedBy,
    ReasonMissingError,
    RegisterEmptyError,
    Session,
    close_register,
    count_people,
    reopen_register,
)
from flyingstart.activities.models import RegisterEvent
from tests.activities.registers.hall import MINUTE, NOW, Hall, came
from tests.activities.world import headcounts
from tests.families.web.town import at_work, text_of
from tests.families.world import BY


def close(hall: Hall, **said: Any) -> Session:
    given: dict[str, Any] = {"session": hall.session, "by": BY, "at": NOW} | said
    return close_register(**given)


def story(session: Session) -> list[tuple[str, str, str, dt.datetime]]:
    events = session.register_events.all()
    return [(one.step, one.reason, one.said_by, one.happened_at) for one in events]


class TestOperations:
    def test_closing_takes_counts_and_what_went_well(self, hall: Hall) -> None:
        counts = {CountedBy.US: 4, CountedBy.PARTNER: 0}

        closed = close(hall, counts=counts, went_well=" Paint everywhere \n")

        assert (closed.register_closed_at, closed.went_well) == (NOW, "Paint everywhere")
        assert headcounts(hall.session) == {"us": 4, "partner": 0}
        assert story(closed) == [("closed", "Paint everywhere", BY.name, NOW)]

    def test_closing_again_changes_nothing(self, hall: Hall) -> None:
        close(hall, nobody_came=True)

        again = close(hall, counts={CountedBy.US: 9}, went_well="More", at=NOW + MINUTE)

        assert (again.register_closed_at, again.went_well) == (NOW, "")
        assert (headcounts(hall.session), len(story(again))) == ({}, 1)

    def test_what_cannot_be_closed_keeps_nothing(self, hall: Hall) -> None:
        with pytest.raises(RegisterEmptyError):
            close(hall, went_well="Quiet")
        hall.session.refresh_from_db()
        assert (hall.session.went_well, story(hall.session)) == ("", [])

    def test_reopening_says_why_and_what_went_well_stays(self, hall: Hall) -> None:
        close(hall, nobody_came=True, went_well="Quiet")

        reopened = reopen_register(
            session=hall.session, reason="  Two came \n late ", by=BY, at=NOW + MINUTE
        )
        again = reopen_register(session=hall.session, reason="Once more", by=BY, at=NOW)

        assert (reopened.register_closed_at, again.went_well) == (None, "Quiet")
        assert story(again) == [
            ("closed", "Quiet", BY.name, NOW),
            ("reopened", "Two came late", BY.name, NOW + MINUTE),
        ]

    @pytest.mark.parametrize("reason", ["", " \n\t ", "x" * 301])
    def test_without_a_reason_it_stays_closed(self, hall: Hall, reason: str) -> None:
        close(hall, nobody_came=True)

        with pytest.raises(ReasonMissingError):
            reopen_register(session=hall.session, reason=reason, by=BY, at=NOW)
        hall.session.refresh_from_db()
        assert hall.session.register_closed_at == NOW

    def test_the_database_itself_wants_a_reason(self, hall: Hall) -> None:
        given: dict[str, Any] = {
            "session": hall.session,
            "said_by": "x",
            "happened_at": NOW,
        }
        RegisterEvent.objects.create(step="reopened", reason="Late", **given)
        RegisterEvent.objects.create(step="closed", **given)

        with (
            pytest.raises(IntegrityError, match="registerevent_reopening_has_a_reason"),
            transaction.atomic(),
        ):
            RegisterEvent.objects.create(step="reopened", reason="", **given)
        with (
            pytest.raises(IntegrityError, match="registerevent_step_is_known"),
            transaction.atomic(),
        ):
            RegisterEvent.objects.create(step="lost", **given)


def post(client: Client, hall: Hall, page: str, **sent: str) -> Any:
    return client.post(f"{hall.address}{page}/", sent, follow=True)


class TestPages:
    def test_heads_are_counted_by_us_and_by_a_partner(self, hall: Hall) -> None:
        client = hall.staff()

        page = post(client, hall, "heads", us="1,200", partner="")

        assert headcounts(hall.session) == {"us": 1200}
        assert "Counted by us: 1,200" in text_of(page)
        post(client, hall, "heads", us="4", partner="7")
        assert headcounts(hall.session) == {"us": 4, "partner": 7}

    @pytest.mark.parametrize("us", ["-1", "many", "1000001", "2.5"])
    def test_a_count_is_a_whole_number(self, hall: Hall, us: str) -> None:
        page = post(hall.staff(), hall, "heads", us=us)

        assert "There is a problem" in text_of(page)
        assert headcounts(hall.session) == {}

    @pytest.mark.parametrize(
        ("page", "sent", "lost"),
        [
            ("heads", {"us": "12"}, True),
            ("heads", {"us": "3"}, False),
            ("close", {"us": "3", "went_well": "Songs"}, False),
            ("close", {"us": "4", "went_well": "Songs"}, True),
            ("close", {"went_well": "Paint"}, True),
        ],
    )
    def test_whoever_sends_something_after_it_was_closed_is_told_that_it_is_not_saved(
        self, hall: Hall, page: str, sent: dict[str, str], lost: bool
    ) -> None:
        client = hall.staff()
        post(client, hall, "close", us="3", went_well="Songs")
        client.get(hall.address)

        answer = post(client, hall, page, **sent)

        assert ("What you sent was not saved" in text_of(answer)) is lost
        assert headcounts(hall.session) == {"us": 3}

    def test_a_register_is_closed_with_a_line_to_remember(self, hall: Hall) -> None:
        came(hall.session, hall.town.family, hall.town.child)
        client = hall.staff()
        assert "Nobody came" not in text_of(client.get(f"{hall.address}close/"))

        page = post(client, hall, "close", us="3", partner="", went_well="Songs")

        words = text_of(page)
        for said in ("The register is closed. Thank you.", "What went well: Songs", "us: 3"):
            assert said in words

    def test_an_empty_one_asks_whether_nobody_came(self, hall: Hall) -> None:
        client = hall.staff()

        refused = post(client, hall, "close", us="", partner="")
        closed = post(client, hall, "close", nobody_came="on")

        assert "The register is empty: say that nobody came." in text_of(refused)
        assert "Nobody came." in text_of(closed)

    def test_nobody_came_is_not_said_of_heads(self, hall: Hall) -> None:
        count_people(session=hall.session, count=2, by=BY, at=NOW)

        page = post(hall.staff(), hall, "close", nobody_came="on")

        assert "People are marked or counted at this session." in text_of(page)

    def test_reopening_asks_why_and_says_it(self, hall: Hall) -> None:
        close(hall, nobody_came=True)
        client = hall.staff()

        refused = post(client, hall, "reopen", reason=" ")
        opened = post(client, hall, "reopen", reason="Two came late")

        assert "Enter why you are opening it again" in text_of(refused)
        words = text_of(opened)
        assert "The register is open again." in words
        assert ": Two came late" in words

    @pytest.mark.parametrize(
        ("closed", "page"), [(True, "close"), (True, "heads"), (False, "reopen")]
    )
    def test_what_is_so_already_leads_back_to_the_register(
        self, hall: Hall, closed: bool, page: str
    ) -> None:
        if closed:
            close(hall, nobody_came=True)
        client = hall.staff()

        answers = [
            client.get(f"{hall.address}{page}/"),
            client.post(f"{hall.address}{page}/", {"us": "3", "reason": "Late"}),
        ]

        assert [one["Location"] for one in answers] == [hall.address] * 2
        assert (headcounts(hall.session), len(story(hall.session))) == ({}, int(closed))

    def test_others_close_nothing(self, hall: Hall) -> None:
        client = at_work("session_staff", area=hall.town.south)

        assert post(client, hall, "close", nobody_came="on").status_code == 404
        hall.session.refresh_from_db()
        assert hall.session.register_closed_at is None
