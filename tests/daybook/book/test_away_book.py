"""The opening check, visitors and an adult's name under an entry, all said without a network."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from flyingstart.accounts.api import User, enrol_tablet, set_pin, start_tablet
from flyingstart.daybook.api import DayEntry, EntryKind
from flyingstart.daybook.models import CheckPoint, DaySignature
from tests.accounts.people import user_with
from tests.accounts.world import BY
from tests.daybook.book.test_away import (
    BATCH,
    MINUTE,
    accident,
    became,
    brought,
    page_of,
    rolled,
    said,
)
from tests.daybook.book.world import Hall, newest, write
from tests.families.web.town import NOBODY, NOW, client_of, text_of

NOT_YOURS = "refused You do not keep the day book of this site."


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        made = made_hall()
        made.town.hall.refresh_from_db()
        for place, code in enumerate(("doors", "hot", "old")):
            CheckPoint.objects.create(
                code=code, words=f"The {code}", position=place, is_offered=code != "old"
            )
        yield made


def opening(hall: Hall, **changes: Any) -> dict[str, Any]:
    words = {
        "site": str(hall.town.hall.public_id),
        "time": "09:30",
        "points": ["doors", "hot"],
        "fine": ["doors", "hot"],
        "note": "",
    }
    return said("opening", **{**words, **changes})


def visitor(hall: Hall, **changes: Any) -> dict[str, Any]:
    words = {
        "site": str(hall.town.hall.public_id),
        "time": "09:35",
        "called": "Lou Plumber",
        "happened": "The boiler",
        "done": "A work pass",
    }
    return said("visitor", **{**words, **changes})


def leaving(visitor_id: Any, minutes_ago: int = 5) -> dict[str, Any]:
    at = (NOW - minutes_ago * MINUTE).isoformat()
    return {**said("visitor_out", visitor=str(visitor_id)), "said_at": at}


def refusal(user: User, word: dict[str, Any]) -> tuple[int, str]:
    sent = client_of(user).post(BATCH, {"entries": [word]}, content_type="application/json")
    return sent.status_code, sent.json()["errors"][0]["words"]


class TestOpening:
    def test_it_stands_in_the_book_once_and_says_when_it_came(self, hall: Hall) -> None:
        word = opening(hall)

        assert became(hall.rea, word, word) == ["kept", "known"]

        entry = DayEntry.objects.get()
        version = newest(entry)
        assert (entry.site, entry.kind, entry.day) == (hall.town.hall, "opening", NOW.date())
        assert version.points == [
            {"words": "The doors", "fine": True, "note": ""},
            {"words": "The hot", "fine": True, "note": ""},
        ]
        assert (version.happened_at, version.came_at) == (NOW - 30 * MINUTE, NOW)
        assert "not been done" not in text_of(client_of(hall.rea).get(hall.address))

    def test_what_was_not_right_is_for_the_manager(self, hall: Hall) -> None:
        assert became(hall.rea, opening(hall, fine=["doors"], note="Tap closed")) == ["kept"]

        assert newest(DayEntry.objects.get()).points[1] == {
            "words": "The hot",
            "fine": False,
            "note": "Tap closed",
        }
        assert "Opening check" in text_of(client_of(hall.mo).get("/staff/day-book/?waits=manager"))

    def test_a_point_that_left_the_list_since_is_kept_as_it_was_called(self, hall: Hall) -> None:
        assert became(hall.rea, opening(hall, points=["old"], fine=["old"])) == ["kept"]

        assert newest(DayEntry.objects.get()).points[0]["words"] == "The old"

    def test_what_was_never_on_the_list_is_refused(self, hall: Hall) -> None:
        refused = "refused This was not on the list of what is looked at."

        assert became(hall.rea, opening(hall, points=["x"], fine=["x"])) == [refused]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"fine": ["doors"]}, "Say what was not right, and what you did about it"),
            ({"points": []}, "There is nothing to look at: the authority’s list is empty."),
            ({"points": "doors"}, "What was looked at is a list."),
            ({"fine": [7]}, "What was looked at is a list."),
            ({"time": None}, "Write the time by the clock, like 10:40 or 14:05"),
            ({"site": "x"}, "This is no id."),
            ({"happened": "x"}, "No such field."),
        ],
    )
    def test_what_cannot_be_read_is_told(
        self, hall: Hall, changes: dict[str, Any], words: str
    ) -> None:
        assert refusal(hall.rea, opening(hall, **changes)) == (400, words)


class TestVisitors:
    def test_they_come_and_go_once_by_the_id_of_the_word(self, hall: Hall) -> None:
        word = visitor(hall)
        out = leaving(word["id"])

        assert became(hall.rea, word, out) == ["kept", "kept"]
        assert became(hall.rea, out, word) == ["known", "known"]

        entry = DayEntry.objects.get()
        version = newest(entry)
        assert (entry.kind, entry.left_at) == ("visitor", NOW - 5 * MINUTE)
        assert (version.called, version.happened, version.done) == (
            "Lou Plumber",
            "The boiler",
            "A work pass",
        )
        assert version.happened_at == NOW - 25 * MINUTE

    def test_in_any_order_and_in_parts_it_ends_alike(self, hall: Hall) -> None:
        for order in itertools.permutations(range(2)):
            word = visitor(hall)
            words = [word, leaving(word["id"])]
            for _ in range(2):
                for place in order:
                    became(hall.rea, words[place])
            entry = DayEntry.objects.get(submission=word["id"])
            assert entry.left_at == NOW - 5 * MINUTE

    def test_one_whom_the_site_had_written_down_leaves_by_the_tablet(self, hall: Hall) -> None:
        entry = write(hall, EntryKind.VISITOR, called="Lou", happened="")

        assert became(hall.rea, leaving(entry.submission)) == ["kept"]

        entry.refresh_from_db()
        assert entry.left_at == NOW - 5 * MINUTE

    def test_of_two_leavings_the_first_that_came_stays(self, hall: Hall) -> None:
        word = visitor(hall)
        became(hall.rea, word)

        assert became(hall.rea, leaving(word["id"], 4), leaving(word["id"], 9)) == ["kept", "known"]
        assert DayEntry.objects.get().left_at == NOW - 4 * MINUTE

    def test_who_is_no_visitor_or_unknown_does_not_leave(self, hall: Hall) -> None:
        refused = ["refused There is no such visitor in this day book."]
        fell = write(hall)

        assert became(hall.rea, leaving(fell.submission)) == refused
        assert became(hall.rea, leaving(NOBODY)) == refused

    def test_nobody_says_it_of_another_site(self, hall: Hall) -> None:
        elsewhere = user_with("session_staff", neighbourhood=hall.town.south)
        entry = write(hall, EntryKind.VISITOR, called="Lou", happened="")

        assert became(elsewhere, visitor(hall), opening(hall)) == [NOT_YOURS, NOT_YOURS]
        (told,) = became(elsewhere, leaving(entry.submission))

        assert told == "refused There is no such visitor in this day book."
        entry.refresh_from_db()
        assert entry.left_at is None

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"called": " "}, "Say whom it is about"),
            ({"called": "x" * 201}, "These words are too long, or are none."),
            ({"time": "9:5"}, "Write the time by the clock, like 10:40 or 14:05"),
            ({"person": "x"}, "No such field."),
        ],
    )
    def test_what_cannot_be_read_is_told(
        self, hall: Hall, changes: dict[str, Any], words: str
    ) -> None:
        assert refusal(hall.rea, visitor(hall, **changes)) == (400, words)


class TestTheRollOfADevice:
    def known(self, hall: Hall) -> list[dict[str, Any]]:
        address = f"/staff/sessions/{hall.session.public_id}/register/"
        page = client_of(hall.rea).get(address).content.decode()
        (found,) = re.findall(r'data-known="([^"]*)"', page)
        visitors: list[dict[str, Any]] = json.loads(unescape(found))
        return visitors

    def test_a_register_comes_with_the_visitors_of_today_and_who_left(self, hall: Hall) -> None:
        words = [visitor(hall, called=name) for name in ("Lou", "Kim")]
        became(hall.rea, *words, leaving(words[1]["id"]))
        with time_machine.travel(NOW - dt.timedelta(days=1), tick=False):
            yesterday = {"happened_at": NOW - dt.timedelta(days=1), "at": NOW}
            write(hall, EntryKind.VISITOR, called="Max", happened="", **yesterday)

        at = (NOW - 25 * MINUTE).isoformat()
        assert self.known(hall) == [
            {"id": words[0]["id"], "name": "Lou", "at": at, "left": False},
            {"id": words[1]["id"], "name": "Kim", "at": at, "left": True},
        ]

    def test_nobody_is_named_to_who_keeps_no_day_book_there(self, hall: Hall) -> None:
        write(hall, EntryKind.VISITOR, called="Lou", happened="", site=hall.town.hub)

        assert self.known(hall) == []

    def test_visitors_are_called_with_the_others_and_named_where_they_are_not_ticked(
        self, hall: Hall
    ) -> None:
        others = [{"name": "Lou Plumber", "safe": False}, {"name": "Kim", "safe": True}]
        word = {**rolled(hall, hall.town.mother), "others": others}

        assert became(hall.rea, word) == ["kept"]

        assert newest(DayEntry.objects.get()).happened == (
            "2 of 4 people on the roll were ticked as safe.\nNot ticked: Lou Plumber"
        )

    @pytest.mark.parametrize(
        "others", ["x", ["x"], [{"name": "x"}], [{"name": "x", "safe": 1}], [{"safe": True}]]
    )
    def test_what_is_no_visitor_is_not_kept(self, hall: Hall, others: Any) -> None:
        status, _ = refusal(hall.rea, {**rolled(hall), "others": others})

        assert (status, DayEntry.objects.exists()) == (400, False)


class TestSigning:
    SIGNED = {"signed_by": "Zofia Kowalska", "has_read": "yes"}

    def test_an_adult_puts_their_name_to_what_they_read_on_the_device(self, hall: Hall) -> None:
        word = accident(hall, **self.SIGNED)

        assert became(hall.rea, word, word) == ["kept", "known"]

        signed = DaySignature.objects.get()
        entry = DayEntry.objects.get()
        assert signed.version_signed == newest(entry)
        assert (signed.signs, signed.how, signed.name) == ("adult", "typed", "Zofia Kowalska")
        assert (signed.signed_at, signed.taken_by_name) == (NOW - 20 * MINUTE, "Rea Doyle")
        assert "Zofia Kowalska" in text_of(client_of(hall.mo).get(page_of(entry)))

    def test_whoever_brings_it_it_was_taken_by_whoever_was_there(self, hall: Hall) -> None:
        assert brought(hall.mo, hall.rea, accident(hall, **self.SIGNED)) == "kept"

        assert DaySignature.objects.get().taken_by == hall.rea.public_id

    def test_unsigned_it_waits_for_the_adult_as_any_other(self, hall: Hall) -> None:
        assert became(hall.rea, accident(hall, signed_by="", has_read="")) == ["kept"]

        assert not DaySignature.objects.exists()
        assert "Accident" in text_of(client_of(hall.mo).get("/staff/day-book/?waits=adult"))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"signed_by": "Zofia"}, "Tick that you have read it, or sign on paper"),
            ({"signed_by": "Zofia", "what": "incident"}, "No parent or carer signs this."),
            ({"signed_by": "x" * 201}, "These words are too long, or are none."),
        ],
    )
    def test_nobody_signs_what_they_did_not_read_or_what_nobody_signs(
        self, hall: Hall, changes: dict[str, Any], words: str
    ) -> None:
        read = {} if words.startswith("Tick") else {"has_read": "yes"}
        assert refusal(hall.rea, accident(hall, **read, **changes)) == (400, words)
        assert not DayEntry.objects.exists()


class TestForms:
    def test_a_register_carries_the_opening_check_with_what_is_on_the_list(
        self, hall: Hall
    ) -> None:
        page = client_of(hall.rea).get(f"/staff/sessions/{hall.session.public_id}/register/")

        html = page.content.decode()
        for kind in ("opening", "visitor"):
            assert f'data-fs-stands-for="{hall.address}new/{kind}/"' in html
        assert re.findall(r'name="fine" value="(\w+)"', html) == ["doors", "hot"]

    def test_the_page_for_all_others_has_them_on_the_tablet_of_a_site(self, hall: Hall) -> None:
        """Before any register is opened; but no roll, for it would have nobody on it."""
        tablet = Client()
        set_pin(user=hall.rea, pin="582947", by=BY, at=NOW)
        _tablet, code = start_tablet(site=hall.town.hall, name="Blue", by=BY, at=NOW)
        _tablet, secret = enrol_tablet(code=code, by=BY, at=NOW)
        tablet.cookies["flyingstart_tablet"] = secret
        tablet.post("/tablet/who/", {"who": hall.rea.public_id, "pin": "582947"})

        html = tablet.get("/staff/offline/").content.decode()

        stands = re.findall(r'data-fs-stands-for="([^"]*)"', html)
        book = hall.address
        assert stands == [
            "/staff/concerns/new/",
            book,
            f"{book}new/opening/",
            f"{book}new/visitor/",
        ]
