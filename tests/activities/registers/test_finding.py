"""Who is not on the list: by part of a name within sight, from elsewhere by what they say."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog
from flyingstart.activities.api import close_register
from flyingstart.activities.web.staff.registers.searching import RATES
from flyingstart.families.api import Person, leave_family, record_death
from tests.activities.registers.hall import NOW, Hall, register
from tests.families.web.town import ZOFIA, at_work, day, make_family, text_of
from tests.families.world import BY

BORN = dt.date(1992, 2, 2)


class TestByName:
    def test_a_family_is_found_by_part_of_a_name_and_tapped(self, hall: Hall) -> None:
        client = hall.staff()

        page = client.get(f"{hall.address}search/", {"q": "kowalsk"})

        words = text_of(page)
        assert "1 family found" in words
        assert "Stanisław Kowalski" in words
        assert f'value="attended {hall.town.family.public_id} ' in page.content.decode()

    def test_nobody_out_of_sight_is_found(self, hall: Hall) -> None:
        page = hall.staff().get(f"{hall.address}search/", {"q": "rahman"})

        words = text_of(page)
        assert "Nobody found for “rahman”." in words
        assert "Add “rahman” as someone new" in words

    def test_script_gets_only_what_was_found(self, hall: Hall) -> None:
        part = hall.staff().get(f"{hall.address}search/", {"q": "zofia", "part": "1"})

        html = part.content.decode()
        assert html.count("data-fs-card=") == 1
        assert "<html" not in html

    def test_nothing_looked_for_finds_nothing(self, hall: Hall) -> None:
        page = hall.staff().get(f"{hall.address}search/")

        assert "found" not in text_of(page).split("Part of a name is enough")[1].split("English")[0]

    def test_who_was_found_cannot_be_tapped_where_the_register_is_closed(self, hall: Hall) -> None:
        close_register(session=hall.session, nobody_came=True, by=BY, at=NOW)

        html = hall.staff().get(f"{hall.address}search/", {"q": "zofia"}).content.decode()

        assert "data-fs-card=" in html
        assert "data-fs-tile" not in html

    @pytest.mark.parametrize("many", [1, 3])
    def test_the_number_of_queries_does_not_depend_on_who_is_found(
        self, hall: Hall, many: int
    ) -> None:
        for _ in range(many - 1):
            make_family(ZOFIA)
        client = hall.staff()
        client.get(f"{hall.address}search/", {"q": "zofia"})

        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{hall.address}search/", {"q": "zofia", "part": "1"})

        assert page.content.decode().count("data-fs-card=") == many
        assert len(queries) == 24


@pytest.fixture
def _no_tries_yet(db: None) -> None:
    cache.clear()


def ask(
    client: Client, hall: Hall, given: str = "Nadia", family: str = "Rahman", born: dt.date = BORN
) -> Any:
    sent = {"given_name": given, "family_name": family, **day("date_of_birth", born)}
    return client.post(f"{hall.address}elsewhere/", sent)


@pytest.mark.usefixtures("_no_tries_yet")
class TestFromElsewhere:
    def test_a_whole_name_and_birth_date_find_somebody_by_initial_and_age(self, hall: Hall) -> None:
        page = ask(hall.staff(), hall, given="nadia ", family="RAHMAN")

        words = text_of(page)
        assert "Nadia R. parent" in words
        assert "Omar" not in words
        assert words.count("Rahman") == 0
        assert str(hall.far.public_id) in {
            str(thing) for thing in AccessLog.objects.values_list("thing", flat=True)
        }

    def test_who_was_found_is_marked_with_the_pass_and_not_without(self, hall: Hall) -> None:
        client = hall.staff()
        html = ask(client, hall).content.decode()
        found = re.search(r'name="pass" value="([^"]+)"', html)
        assert found is not None
        omar = Person.objects.get(given_name="Omar")

        def tap(person: Person, passed: str, by: Client = client) -> None:
            said = f"attended {hall.far.public_id} {person.public_id}"
            by.post(f"{hall.address}marks/", {"word": said, "pass": passed})

        tap(hall.nadia, "")
        tap(hall.nadia, found[1] + "x")
        tap(omar, found[1])
        tap(hall.nadia, found[1], hall.staff())
        assert register(hall.session) == {}
        tap(hall.nadia, found[1])
        assert register(hall.session) == {"Nadia": "attended"}

    @pytest.mark.parametrize(
        ("given", "family", "born"),
        [
            ("Nadia", "", BORN),
            ("Nad", "Rahman", BORN),
            ("Nadia", "Rahman", dt.date(1992, 2, 3)),
            ("Rahman", "Nadia", BORN),
        ],
    )
    def test_less_than_that_finds_nobody(
        self, hall: Hall, given: str, family: str, born: dt.date
    ) -> None:
        page = ask(hall.staff(), hall, given, family, born)

        assert "Nobody is registered by exactly this name and birth date." in text_of(page)
        assert not AccessLog.objects.filter(kind="family").exists()

    def test_neither_the_dead_nor_those_of_no_family_are_found(self, hall: Hall) -> None:
        omar = Person.objects.get(given_name="Omar")
        record_death(person=omar, died_on=NOW.date(), by=BY, at=NOW)
        leave_family(person=hall.nadia, family=hall.far, on=NOW.date(), by=BY, at=NOW)

        born = dt.date(2023, 6, 1)
        for page in (ask(hall.staff(), hall), ask(hall.staff(), hall, "Omar", "Rahman", born)):
            assert "Nobody is registered" in text_of(page)

    def test_guesses_come_to_an_end(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(RATES, "miss", "2/h/user")
        client = hall.staff()
        for _ in range(2):
            ask(client, hall, "Nobody")

        page = ask(client, hall)

        assert "Too many tries" in text_of(page)
        assert "Nadia R." not in text_of(page)

    def test_others_ask_for_nobody_here(self, hall: Hall) -> None:
        assert ask(at_work("session_staff", area=hall.town.south), hall).status_code == 404
        assert ask(at_work("board_reader"), hall).status_code == 403
