"""The week by neighbourhood and site."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import SessionWorker
from flyingstart.kernel.api import clock
from tests.activities.web.timetable.town import MONDAY, READERS, Town, at_work, session_at, text_of

WEEK = "/staff/sessions/week/"
DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.usefixtures("town")


def test_everybody_on_the_staff_reads_it(town: Town) -> None:
    session_at(town, MONDAY, site=town.southern)

    for role in READERS:
        assert "Birch Hub" in text_of(at_work(role).get(WEEK))


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(WEEK).status_code == HTTPStatus.FOUND


def test_a_session_at_a_glance(town: Town, reader: Client) -> None:
    held = session_at(town, MONDAY + 3 * DAY, room=town.blue, lead=town.ada)
    SessionWorker.objects.create(session=held, worker=town.ben)

    response = reader.get(WEEK)

    said = text_of(response)
    assert "Week of 2 March 2026" in said
    assert "Spring term 2026" in said
    assert ("Alder Hub 10am to 11:30am Stay and Play Blue room Ada Green and 1 other") in said
    html = response.content.decode()
    assert f'href="/staff/sessions/{held.public_id}/"' in html
    heard = "Stay and Play, Blue room, Alder Hub, Thursday 5 March 2026, 10am"
    assert f'aria-label="{heard}"' in html


def test_states_are_said_in_words(town: Town, reader: Client) -> None:
    session_at(town, MONDAY)
    session_at(town, MONDAY + DAY, register_closed_at=clock.now())
    session_at(town, MONDAY + 2 * DAY, hour=9)
    session_at(town, MONDAY + 3 * DAY, cancelled_at=clock.now(), cancelled_because="Painters")
    session_at(town, MONDAY + 4 * DAY)

    response = reader.get(WEEK)

    said = text_of(response)
    assert "Stay and Play Register late" in said
    assert "Stay and Play Register closed" in said
    assert "Stay and Play Nobody leads yet Register open" in said
    assert "Stay and Play Cancelled : Painters" in said
    assert "<s><bdi>Stay and Play</bdi></s>" in response.content.decode()
    # Of what is still to come only that nobody leads it.
    assert said.count("Nobody leads yet") == 2


def test_it_opens_on_ones_own_neighbourhood(town: Town, reader: Client) -> None:
    session_at(town, MONDAY)
    session_at(town, MONDAY, site=town.southern)

    assert "Birch Hub 10am" not in text_of(reader.get(WEEK))
    assert "Birch Hub 10am" in text_of(reader.get(f"{WEEK}?area="))
    assert "Birch Hub 10am" in text_of(at_work("manager").get(WEEK))


def test_it_is_narrowed_to_a_site(town: Town, reader: Client) -> None:
    session_at(town, MONDAY)
    session_at(town, MONDAY, site=town.hall)

    said = text_of(reader.get(f"{WEEK}?site=hall"))

    assert "A Hall 10am to 11:30am" in said
    assert "Alder Hub 10am" not in said


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("8 March 2026", "Week of 2 March 2026"),
        ("9/3", "Week of 9 March 2026"),
        ("2026-03-16", "Week of 16 March 2026"),
    ],
)
def test_any_day_names_its_week(reader: Client, day: str, title: str) -> None:
    assert title in text_of(reader.get(WEEK, {"day": day}))


def test_weeks_are_turned(reader: Client) -> None:
    html = reader.get(f"{WEEK}?day=2026-03-04&area=north").content.decode()

    assert 'href="/staff/sessions/week/?day=2026-02-23&amp;area=north&amp;site="' in html
    assert 'href="/staff/sessions/week/?day=2026-03-09&amp;area=north&amp;site="' in html


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-02-18", "Spring term 2026: half term"),
        ("2026-04-01", "School holidays"),
        ("2026-05-01", "Summer term 2026"),
    ],
)
def test_it_says_whether_it_is_term(reader: Client, day: str, words: str) -> None:
    assert words in text_of(reader.get(f"{WEEK}?day={day}"))


def test_a_weekend_has_columns_only_when_something_is_on(town: Town, reader: Client) -> None:
    session_at(town, MONDAY)
    assert "Saturday 7 March" not in text_of(reader.get(WEEK))

    session_at(town, MONDAY + 5 * DAY)

    said = text_of(reader.get(WEEK))
    assert "Saturday 7 March" in said
    assert "Sunday 8 March" not in said


def test_on_a_phone_the_day_that_is_asked_for_is_open(town: Town, reader: Client) -> None:
    session_at(town, MONDAY)
    session_at(town, MONDAY + 2 * DAY, site=town.hall)

    def idle(day: str) -> tuple[bool, bool]:
        html = reader.get(f"{WEEK}?{day}").content.decode()
        rows = html.split('<tr class="fs-week__row')[1:]
        return tuple(row.startswith(" fs-week__row--idle") for row in rows)  # type: ignore[return-value]

    # The hub of a neighbourhood comes first.
    assert idle("day=2026-03-02") == (False, True)
    assert idle("day=2026-03-04") == (True, False)
    assert idle("") == (True, False)
    assert "Nothing is planned on this day." in text_of(reader.get(f"{WEEK}?day=2026-03-03"))


@pytest.mark.parametrize("query", ["day=soon", "day=%00", "area=nowhere", "site='", "day=31+Feb"])
def test_what_makes_no_sense_does_no_harm(reader: Client, query: str) -> None:
    response = reader.get(f"{WEEK}?{query}")

    assert response.status_code == HTTPStatus.OK
    assert "Week of 2 March 2026" in text_of(response)
    assert ("That day could not be read" in text_of(response)) == query.startswith("day")


def test_an_empty_week_says_what_to_do_next(reader: Client, manager: Client) -> None:
    assert "Nothing is planned this week" in text_of(reader.get(WEEK))
    assert "Plan a term" not in text_of(reader.get(WEEK))
    assert "Plan a term" in text_of(manager.get(WEEK))


def test_queries_are_as_many_for_one_and_three(town: Town, reader: Client) -> None:
    reader.get(WEEK)
    counts = []
    for days in ((0,), (1, 2)):
        for day in days:
            held = session_at(town, MONDAY + day * DAY, room=town.blue, lead=town.ada)
            SessionWorker.objects.create(session=held, worker=town.ben)
            session_at(town, MONDAY + day * DAY, site=town.hall)
        with CaptureQueriesContext(connection) as captured:
            reader.get(WEEK)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 15
