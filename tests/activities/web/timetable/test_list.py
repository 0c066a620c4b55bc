"""The list of sessions: asked, narrowed, sorted, taken away."""

from __future__ import annotations

import csv
import datetime as dt
import io
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import Session
from flyingstart.activities.web.staff.timetable.states import State, in_state, state_of
from flyingstart.kernel.api import clock
from tests.activities.web.timetable.town import MONDAY, READERS, Town, at_work, session_at, text_of

LIST = "/staff/sessions/"
DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.usefixtures("town")


def rows(response: object) -> list[list[str]]:
    """The lines of a file, its heading first."""
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))  # type: ignore[attr-defined]


class TestWhoSees:
    def test_everybody_on_the_staff_reads_it_wherever_it_is(self, town: Town) -> None:
        session_at(town, MONDAY + 2 * DAY, hour=14, site=town.southern)

        for role in READERS:
            assert "Birch Hub" in text_of(at_work(role).get(LIST))

    def test_a_stranger_is_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(LIST).status_code == HTTPStatus.FOUND

    def test_only_who_plans_is_offered_to_add_one(self, reader: Client, manager: Client) -> None:
        assert "Add a session" not in text_of(reader.get(LIST))
        assert "Add a session" in text_of(manager.get(LIST))


class TestTheList:
    def test_a_session_at_a_glance(self, town: Town, reader: Client) -> None:
        held = session_at(town, MONDAY + 2 * DAY, hour=14, room=town.blue, lead=town.ada)

        response = reader.get(LIST)

        assert "1 row" in text_of(response)
        assert (
            "Wednesday 4 March 2026, 2pm 3:30pm Stay and Play Alder Hub Blue room Ada Green Not yet"
        ) in text_of(response)
        assert f'href="{LIST}{held.public_id}/"' in response.content.decode()

    def test_sessions_to_come_are_shown_unless_somebody_asks(
        self, town: Town, reader: Client
    ) -> None:
        session_at(town, MONDAY)
        session_at(town, MONDAY + 2 * DAY)
        session_at(town, MONDAY + 9 * DAY)

        def count(query: str) -> str:
            return next(
                words
                for words in ("Nothing found", "1 row", "2 rows", "3 rows")
                if words in text_of(reader.get(f"{LIST}?{query}"))
            )

        assert count("") == "2 rows"
        assert count("sessions-when=") == "3 rows"
        assert count("sessions-when=today") == "1 row"
        assert count("sessions-when=week") == "2 rows"
        assert count("sessions-when=next") == "1 row"
        assert count("sessions-when=last") == "Nothing found"
        assert count("sessions-when=past") == "1 row"
        assert count("sessions-from=3+March") == "2 rows"
        assert count("sessions-until=4/3") == "2 rows"
        assert count("sessions-from=2026-03-04&sessions-until=4+Mar+2026") == "1 row"

    def test_it_is_narrowed(self, town: Town, reader: Client) -> None:
        day = MONDAY + 3 * DAY
        session_at(town, day, lead=town.ada)
        session_at(town, day, site=town.southern, activity=town.massage, lead=town.ben)
        session_at(town, day, hour=13, site=town.hall, cancelled_at=clock.now())

        def places(query: str) -> list[str]:
            said = text_of(reader.get(f"{LIST}?sessions-{query}")).partition("Download")[2]
            return [name for name in ("Alder Hub", "Birch Hub", "A Hall") if name in said]

        assert places("area=south") == ["Birch Hub"]
        assert places("area=north") == ["Alder Hub", "A Hall"]
        assert places("area=none") == []
        assert places("site=hall") == ["A Hall"]
        assert places("activity=massage") == ["Birch Hub"]
        assert places("state=cancelled") == ["A Hall"]
        assert places("state=coming") == ["Alder Hub", "Birch Hub"]
        assert places("lead=ada") == ["Alder Hub"]

    def test_it_is_put_in_order(self, town: Town, reader: Client) -> None:
        day = MONDAY + 3 * DAY
        session_at(town, day, hour=9, lead=town.ben)
        session_at(town, day, hour=11, lead=town.ada)
        session_at(town, day, hour=13)

        def times(sort: str) -> list[str]:
            said = text_of(reader.get(f"{LIST}?sessions-sort={sort}"))
            return sorted((", 9am", ", 11am", ", 1pm"), key=said.index)

        assert times("when") == [", 9am", ", 11am", ", 1pm"]
        assert times("-when") == [", 1pm", ", 11am", ", 9am"]
        # Who has no lead comes last, either way.
        assert times("lead") == [", 11am", ", 9am", ", 1pm"]
        assert times("-lead") == [", 9am", ", 11am", ", 1pm"]

    def test_the_empty_list_says_what_to_do_next(self, reader: Client) -> None:
        assert "No session fits. Take a filter away" in text_of(reader.get(LIST))

    def test_the_file_holds_exactly_what_is_shown(self, town: Town, reader: Client) -> None:
        session_at(town, MONDAY + 2 * DAY, hour=14, room=town.blue, lead=town.ada)
        session_at(town, MONDAY + 2 * DAY, hour=14, site=town.southern, activity=town.massage)

        response = reader.get(f"{LIST}?sessions-area=north&sessions-export=csv")

        assert response.headers["Content-Disposition"] == (
            'attachment; filename="sessions-2026-03-04.csv"'
        )
        assert rows(response) == [
            ["When", "Until", "Activity", "Site", "Room", "Led by", "State"],
            [
                *("2026-03-04 14:00", "3:30pm", "Stay and Play", "Alder Hub", "Blue room"),
                *("Ada Green", "Not yet"),
            ],
        ]


class TestWhatMakesNoSense:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("sessions-area=west", "“Neighbourhood” has no such choice any more."),
            ("sessions-state=' OR 1=1 --", "“State” has no such choice any more."),
            ("sessions-from=whenever", "“whenever” is not a day"),
            ("sessions-until=31+Feb", "31 Feb is no day of the calendar"),
        ],
    )
    def test_is_left_out_in_words(self, town: Town, reader: Client, query: str, words: str) -> None:
        session_at(town, MONDAY + 3 * DAY)

        response = reader.get(f"{LIST}?{query}")

        assert response.status_code == HTTPStatus.OK
        assert words in text_of(response)
        assert "1 row" in text_of(response)

    @pytest.mark.parametrize(
        "query",
        ["sessions-lead=%00", "sessions-lead=%25_'", "sessions-page=9", "sessions-sort=x"],
    )
    def test_does_no_harm(self, reader: Client, query: str) -> None:
        assert reader.get(f"{LIST}?{query}").status_code == HTTPStatus.OK


def test_a_state_is_told_of_one_as_of_many(town: Town) -> None:
    now = clock.now()
    past, later = now - dt.timedelta(hours=1), now + dt.timedelta(hours=1)
    for starts in (past - 2 * DAY, past, now, later, later + 2 * DAY):
        stages: list[dict[str, Any]] = [
            {},
            {"register_closed_at": now},
            {"cancelled_at": now},
            {"cancelled_at": now, "register_closed_at": now},
        ]
        for details in stages:
            session_at(town, starts_at=starts, ends_at=None, **details)

    for state in State:
        told = {held.pk for held in Session.objects.all() if state_of(held, now) is state}
        assert {held.pk for held in Session.objects.filter(in_state(state, now))} == told
        assert told


def test_queries_are_as_many_for_one_three_and_fifty_rows(town: Town, reader: Client) -> None:
    day = MONDAY + 3 * DAY
    found: list[int] = []
    weight = 0
    # The first page of a session notes that somebody was seen.
    reader.get(LIST)
    for more, words in ((1, "1 row"), (2, "3 rows"), (47, "50 rows")):
        for number in range(more):
            session_at(town, day + (len(found) * 50 + number) * DAY, room=town.blue, lead=town.ada)
        with CaptureQueriesContext(connection) as captured:
            response = reader.get(LIST)
        assert words in text_of(response)
        found.append(len(captured))
        weight = len(response.content)

    assert found[0] == found[1] == found[2] <= 15
    assert weight <= 150_000
