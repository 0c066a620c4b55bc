"""Newcomers, heads, closing and opening again as tablets say them: once, in any order."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client

from flyingstart.activities.api import Session
from flyingstart.activities.models import Headcount, RegisterEntry, RegisterEvent
from flyingstart.activities.operations.offline import receive_words
from flyingstart.activities.queries.reach import reach_of
from flyingstart.activities.sayings import Saying
from flyingstart.activities.web.staff.registers.reading import BatchError, word_of
from flyingstart.families.api import Family, Note, Person, keep_notice
from tests.accounts.people import user_with
from tests.activities.registers.hall import MINUTE, NOW, STARTS, Hall, as_json, register, word
from tests.families.web.test_notices_shown import shown
from tests.families.web.town import TODAY, at_work
from tests.families.world import BY

ADDRESS = "/staff/registers/batch/"


def send(client: Client, *entries: dict[str, Any]) -> Any:
    return client.post(ADDRESS, {"entries": list(entries)}, content_type="application/json")


def became(client: Client, *entries: dict[str, Any]) -> list[str]:
    told = send(client, *entries).json()["entries"]
    return [" ".join(filter(None, (one["became"], one.get("reason")))) for one in told]


def said(hall: Hall, kind: str, minute: int = 10, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "session": str(hall.session.public_id),
        "said_at": (STARTS + minute * MINUTE).isoformat(),
        **more,
    }


def newcomer(name: str, kind: str = "adult", months: int | None = None) -> dict[str, Any]:
    return {
        "person": str(uuid.uuid4()),
        "given_name": name,
        "initial": "K",
        "is": kind,
        "months": months,
    }


def newcomers(hall: Hall, *people: dict[str, Any], minute: int = 10) -> dict[str, Any]:
    return said(hall, "newcomers", minute, family=str(uuid.uuid4()), people=list(people))


def mark_of(hall: Hall, new: dict[str, Any], status: str, minute: int) -> dict[str, Any]:
    person = new["people"][0]["person"]
    return said(hall, "mark", minute, family=new["family"], person=person, status=status)


def heads(hall: Hall, count: int, minute: int = 10, by: str = "us") -> dict[str, Any]:
    return said(hall, "heads", minute, counted_by=by, count=count)


class TestNewcomers:
    def test_they_are_people_of_the_register_once_however_often_they_are_sent(
        self, hall: Hall
    ) -> None:
        lina = newcomers(hall, newcomer("Lina"), newcomer("Sami", "child", 20))
        client = hall.staff()

        assert became(client, lina) == ["kept"]
        assert became(client, lina, lina) == ["known", "known"]

        assert register(hall.session) == {"Lina": "attended", "Sami": "attended"}
        family = Family.objects.get(public_id=lina["family"])
        assert family.places.get().site == hall.town.hall
        assert {one.came_by for one in family.registrations.all()} == {"worker"}
        # The ids of the device are theirs from now on, so that it can say more of them.
        sami = Person.objects.get(public_id=lina["people"][1]["person"])
        assert (str(sami), sami.date_of_birth) == ("Sami K", None)
        assert [note.text for note in Note.objects.filter(person=sami)] == [
            "Age as said at the door on 4 March 2026: 20 months."
        ]
        marks = hall.session.marks.values_list("marked_at", flat=True)
        assert set(marks) == {STARTS + 10 * MINUTE}

    def test_who_expects_is_an_expectant_parent(self, hall: Hall) -> None:
        new = newcomers(hall, newcomer("Lina", "expecting"))

        assert became(hall.staff(), new) == ["kept"]

        (tie,) = Person.objects.get(given_name="Lina").ties.all()
        assert tie.role == "expectant_parent"

    def test_a_slip_said_before_they_came_is_heard_with_them(self, hall: Hall) -> None:
        new = newcomers(hall, newcomer("Lina"))
        slip = mark_of(hall, new, "taken_back", 12)
        client = hall.staff()

        assert became(client, slip) == ["refused person_unknown"]
        assert became(client, slip, new) == ["kept", "kept"]

        assert register(hall.session) == {"Lina": "taken_back"}

    def test_nobody_takes_the_id_of_somebody_else(self, hall: Hall) -> None:
        held = str(hall.town.mother.public_id)
        theirs = newcomers(hall, newcomer("Lina") | {"person": held})
        twice = newcomers(hall, *[newcomer("Lina")] * 2)
        family = newcomers(hall, newcomer("Lina")) | {"family": str(hall.far.public_id)}

        told = became(hall.staff(), theirs, twice, family)

        assert told == ["refused person_unknown"] * 3
        assert not Person.objects.filter(given_name="Lina").exists()

    def test_who_may_register_nobody_adds_nobody(self, hall: Hall) -> None:
        reach = reach_of(user_with("session_staff", neighbourhood=hall.town.north))
        new = word_of(newcomers(hall, newcomer("Lina")))
        assert not isinstance(new, Saying)

        (told,) = receive_words(words=[new], reach=reach, may_register=False, by=BY, at=NOW)

        assert (told.became, told.refusal) == ("refused", "may_not_register")
        assert not Person.objects.filter(given_name="Lina").exists()


class TestTheNoticeOfNewcomers:
    """Domain 23.2: which notice each person saw, in which language, on which day."""

    @pytest.mark.parametrize(
        ("said", "rows"),
        [
            ({"version": "2026-01", "language": "ur"}, [("Lina", "2026-01", "ur", TODAY)]),
            # As it was named on the tablet, though another is in force by now.
            ({"version": "2025-09", "language": "en"}, [("Lina", "2025-09", "en", TODAY)]),
            (None, []),
            # No such notice was ever held: the family is not turned away for it.
            ({"version": "2026-01", "language": "pl"}, []),
        ],
    )
    def test_is_the_one_that_the_tablet_says(
        self, hall: Hall, said: Any, rows: list[tuple[Any, ...]]
    ) -> None:
        for version in ("2025-09", "2026-01"):
            keep_notice(version=version, texts={"en": "We ask.", "ur": "ہم"}, by=BY, at=NOW)
        new = newcomers(hall, newcomer("Lina"), newcomer("Sami", "child")) | {"notice": said}

        with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
            assert became(hall.staff(), new) == ["kept"]

        assert shown() == rows
        assert register(hall.session) == {"Lina": "attended", "Sami": "attended"}

    def test_is_not_known_of_words_that_do_not_say(self, hall: Hall) -> None:
        keep_notice(version="2026-01", texts={"en": "We ask."}, by=BY, at=NOW)

        assert became(hall.staff(), newcomers(hall, newcomer("Lina"))) == ["kept"]

        assert shown() == []

    @pytest.mark.usefixtures("staff_in_urdu")
    def test_is_asked_on_the_register_in_the_language_of_the_page(self, hall: Hall) -> None:
        keep_notice(version="2026-01", texts={"en": "We ask.", "ur": "ہم"}, by=BY, at=NOW)
        client = hall.staff()
        english = client.get(hall.address).content.decode()
        client.get("/language/ur/")
        urdu = client.get(hall.address).content.decode()

        assert 'data-fs-notice="2026-01"' in english
        assert '<option value="en" selected>English</option>' in english
        assert '<option value="ur" selected>' in urdu


class TestHeads:
    def test_of_two_counts_by_one_counter_the_later_holds_in_any_order(self, hall: Hall) -> None:
        first, last = heads(hall, 12, 10), heads(hall, 9, 20)
        partner = heads(hall, 3, 15, by="partner")

        assert became(hall.staff(), last, partner) == ["kept", "kept"]
        assert became(hall.staff(), first, last) == ["older", "known"]

        held = Headcount.objects.values_list("counted_by", "count", "counted_at")
        assert set(held) == {
            ("us", 9, STARTS + 20 * MINUTE),
            ("partner", 3, STARTS + 15 * MINUTE),
        }


class TestClosing:
    def test_what_was_said_before_it_was_closed_is_kept_after(self, hall: Hall) -> None:
        close = said(hall, "close", 20, words="Songs")
        before = as_json([word(hall, hall.town.child, said_at=STARTS + 19 * MINUTE)])["entries"]
        after = as_json([word(hall, hall.town.mother, said_at=STARTS + 20 * MINUTE)])["entries"]
        new, late = (newcomers(hall, newcomer("Lina"), minute=at) for at in (19, 21))
        client = hall.staff()

        assert became(client, close) == ["kept"]
        told = became(client, *before, *after, new, late, heads(hall, 2, 25))

        assert told == ["kept", "refused closed", "kept", "refused closed", "refused closed"]
        assert register(hall.session) == {"Stanisław": "attended", "Lina": "attended"}
        hall.session.refresh_from_db()
        assert hall.session.register_closed_at == STARTS + 20 * MINUTE
        assert hall.session.went_well == "Songs"

    @pytest.mark.parametrize("turned", [False, True])
    def test_the_newest_step_says_what_is_so_in_any_order(self, hall: Hall, turned: bool) -> None:
        steps = [
            said(hall, "close", 20, words="Paint"),
            said(hall, "reopen", 21, words="One came late"),
            said(hall, "close", 25, words="Songs"),
            said(hall, "close", 27, words=""),
        ]
        for step in reversed(steps) if turned else steps:
            became(hall.staff(), step)
        assert became(hall.staff(), *steps) == ["known"] * 4

        hall.session.refresh_from_db()
        assert hall.session.register_closed_at == STARTS + 25 * MINUTE
        assert hall.session.went_well == "Songs"
        assert [one.step for one in RegisterEvent.objects.all()] == [
            "closed",
            "reopened",
            "closed",
            "closed",
        ]

    def test_a_cancelled_session_and_one_to_come_hear_nothing(self, hall: Hall) -> None:
        Session.objects.filter(pk=hall.session.pk).update(cancelled_at=NOW)
        words = [said(hall, "close", words=""), heads(hall, 3), newcomers(hall, newcomer("Lina"))]
        assert became(hall.staff(), *words) == ["refused cancelled"] * 3

        tomorrow = NOW + dt.timedelta(days=1)
        Session.objects.filter(pk=hall.session.pk).update(
            cancelled_at=None, starts_at=tomorrow, ends_at=None
        )
        assert became(hall.staff(), *words) == ["refused not_begun"] * 3
        assert not Headcount.objects.exists()


class TestRights:
    def test_registers_of_others_are_unknown(self, hall: Hall) -> None:
        words = [
            said(hall, "reopen", words="x"),
            heads(hall, 3),
            newcomers(hall, newcomer("Lina")),
        ]
        elsewhere = at_work("session_staff", area=hall.town.south)

        assert became(elsewhere, *words) == ["refused session_unknown"] * 3
        assert send(at_work("analyst"), *words).status_code == 403
        assert send(Client(), *words).status_code == 302
        assert not RegisterEntry.objects.exists()


class TestReading:
    @pytest.mark.parametrize(
        ("kind", "more", "field", "words"),
        [
            (
                "dance",
                {},
                "kind",
                "A kind is one of: mark, newcomers, heads, close, reopen.",
            ),
            ([], {}, "kind", "A kind is one of: mark, newcomers, heads, close, reopen."),
            ("close", {"words": "", "count": 3}, "count", "No such field."),
            ("close", {"words": 3}, "words", "These are no words of 0 to 300 signs."),
            ("reopen", {"words": " "}, "words", "These are no words of 1 to 300 signs."),
            (
                "heads",
                {"counted_by": "us", "count": -1},
                "count",
                "This is no whole number from 0 to 1000000.",
            ),
            (
                "heads",
                {"counted_by": "me", "count": 1},
                "counted_by",
                "Counted is by one of: us, partner.",
            ),
            (
                "newcomers",
                {
                    "family": str(uuid.UUID(int=1)),
                    "people": [newcomer("Lina")],
                    "notice": {"version": "1"},
                },
                "notice",
                "A notice has a version and a language.",
            ),
            (
                "newcomers",
                {"family": str(uuid.UUID(int=1)), "people": []},
                "people",
                "People are a list of 1 to 12.",
            ),
            (
                "newcomers",
                {"family": str(uuid.UUID(int=1)), "people": [newcomer("")]},
                "people",
                "These are no words of 1 to 200 signs.",
            ),
            (
                "newcomers",
                {"family": str(uuid.UUID(int=1)), "people": [newcomer("Lina", "cat")]},
                "people",
                "Somebody new is one of: adult, expecting, child.",
            ),
            (
                "newcomers",
                {"family": str(uuid.UUID(int=1)), "people": [{"given_name": "Lina"}]},
                "people",
                "Somebody new has just these fields: given_name, initial, is, months, person.",
            ),
        ],
    )
    def test_what_cannot_be_read_is_told_by_field(
        self, kind: Any, more: dict[str, Any], field: str, words: str
    ) -> None:
        entry = {
            "id": str(uuid.uuid4()),
            "kind": kind,
            "session": str(uuid.uuid4()),
            "said_at": STARTS.isoformat(),
        }

        with pytest.raises(BatchError) as refused:
            word_of(entry | more)

        assert refused.value.faults == [{"entry": 0, "field": field, "words": words}]
