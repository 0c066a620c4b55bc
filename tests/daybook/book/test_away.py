"""What was said of a day and of worries without a network: taken in once, as its speaker's."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from flyingstart.accounts.api import User
from flyingstart.daybook.api import (
    Concern,
    ConcernReceipt,
    DayEntry,
    EntryKind,
    concerns_visible_to,
)
from flyingstart.daybook.models import EntryVersion
from flyingstart.families.api import Person
from tests.accounts.people import user_with
from tests.activities.registers.test_sealed import seal_text, speaker
from tests.daybook.book.world import Hall, newest, write
from tests.daybook.world import seen_by
from tests.families.web.town import NOBODY, NOW, client_of, text_of

BATCH, SEALED = "/staff/registers/batch/", "/staff/registers/sealed/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        made = made_hall()
        made.town.hall.refresh_from_db()
        yield made


def said(kind: str, **more: Any) -> dict[str, Any]:
    at = NOW - 20 * MINUTE
    return {"id": str(uuid.uuid4()), "kind": kind, "said_at": at.isoformat(), **more}


def accident(hall: Hall, **changes: Any) -> dict[str, Any]:
    words = {
        "site": str(hall.town.hall.public_id),
        "what": "accident",
        "time": "09:30",
        "person": str(hall.town.child.public_id),
        "called": "Stanisław K.",
        "happened": "Fell off the slide",
        "done": "Ice",
        "witnesses": "Ola",
        "told": "His mother",
    }
    return said("entry", **{**words, **changes})


def worry(**changes: Any) -> dict[str, Any]:
    words = {"about": "child", "name": "Sami", "seen": "A bruise", "said": "“It hurts”"}
    return said("concern", **{**words, "danger": "no", "told": "", **changes})


def rolled(hall: Hall, *safe: Person, heads: int = 0) -> dict[str, Any]:
    people = [hall.town.mother, hall.town.child]
    return said(
        "roll",
        site=str(hall.town.hall.public_id),
        people=[str(one.public_id) for one in people],
        safe=[str(one.public_id) for one in safe],
        heads=heads,
    )


def became(user: User, *entries: dict[str, Any]) -> list[str]:
    sent = client_of(user).post(BATCH, {"entries": entries}, content_type="application/json")
    return [" ".join(filter(None, (one["became"], one.get("words")))) for one in told(sent)]


def told(answer: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


def brought(bringer: User, said_by: User, word: dict[str, Any]) -> str:
    """What becomes of a word that one person said and another brings, sealed."""
    text = json.dumps({**word, "by": speaker(said_by)})
    words = {"words": [seal_text(word["id"], text)]}
    (one,) = told(client_of(bringer).post(SEALED, words, content_type="application/json"))
    return str(one["became"])


def page_of(entry: DayEntry) -> str:
    return f"/staff/day-book/entries/{entry.public_id}/"


class TestEntries:
    def test_an_accident_stands_in_the_book_once_about_the_child_and_says_when_it_came(
        self, hall: Hall
    ) -> None:
        word = accident(hall)

        assert became(hall.rea, word) == ["kept"]
        assert became(hall.rea, word, word) == ["known", "known"]

        entry = DayEntry.objects.get()
        version = newest(entry)
        assert (entry.site, entry.kind, entry.day) == (hall.town.hall, "accident", NOW.date())
        assert (version.person, version.called) == (hall.town.child, "Stanisław Kowalski")
        assert (version.happened, version.done) == ("Fell off the slide", "Ice")
        assert (version.witnesses, version.told) == ("Ola", "His mother")
        assert version.happened_at == NOW - 30 * MINUTE
        assert (version.written_at, version.came_at) == (NOW - 20 * MINUTE, NOW)
        assert version.written_by_name == "Rea Doyle"

    def test_the_page_says_that_it_was_written_without_a_network(self, hall: Hall) -> None:
        became(hall.rea, accident(hall))

        words = text_of(client_of(hall.mo).get(page_of(DayEntry.objects.get())))

        assert "Written without a network; it came" in words

    @pytest.mark.parametrize("person", [str(NOBODY), ""])
    def test_about_somebody_who_is_unknown_it_is_kept_by_what_they_were_called(
        self, hall: Hall, person: str
    ) -> None:
        assert became(hall.rea, accident(hall, person=person, called="Sami K")) == ["kept"]

        version = newest(DayEntry.objects.get())
        assert (version.person, version.called) == (None, "Sami K")

    def test_it_is_of_the_child_of_whom_the_same_tablet_tells_for_the_first_time(
        self, hall: Hall
    ) -> None:
        new, family = str(uuid.uuid4()), str(uuid.uuid4())
        lina = {"person": new, "given_name": "Lina", "initial": "K", "is": "child", "months": 30}
        session = str(hall.session.public_id)
        newcomers = said("newcomers", session=session, family=family, people=[lina])

        assert became(hall.rea, accident(hall, person=new), newcomers) == ["kept", "kept"]

        assert newest(DayEntry.objects.get()).person == Person.objects.get(given_name="Lina")

    def test_what_was_to_come_by_the_clock_happened_when_it_was_said(self, hall: Hall) -> None:
        assert became(hall.rea, accident(hall, time="23:59")) == ["kept"]

        assert newest(DayEntry.objects.get()).happened_at == NOW - 20 * MINUTE

    @pytest.mark.parametrize("days", [-1, 40])
    def test_a_clock_that_is_wrong_by_far_counts_as_now(self, hall: Hall, days: int) -> None:
        word = {**accident(hall), "said_at": (NOW - dt.timedelta(days=days)).isoformat()}

        assert became(hall.rea, word) == ["kept"]

        assert newest(DayEntry.objects.get()).written_at == NOW

    def test_nobody_writes_in_the_book_of_another_site(self, hall: Hall) -> None:
        elsewhere = user_with("session_staff", neighbourhood=hall.town.south)
        refused = "refused You do not keep the day book of this site."

        assert became(elsewhere, accident(hall), rolled(hall)) == [refused, refused]
        assert became(hall.rea, accident(hall, site=str(NOBODY))) == [refused]
        assert not DayEntry.objects.exists()

    def test_it_waits_for_the_manager_as_any_other(self, hall: Hall) -> None:
        became(hall.rea, accident(hall))
        write(hall, EntryKind.VISITOR)

        page = client_of(hall.mo).get("/staff/day-book/?entries-waits=manager")

        assert "1 row" in text_of(page)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"what": "visitor"}, "This is not written without a network."),
            ({"what": ["accident"]}, "These words are too long, or are none."),
            ({"time": "25:00"}, "Write the time by the clock, like 10:40 or 14:05"),
            ({"happened": " "}, "Write what happened"),
            ({"called": ""}, "Say whom it is about"),
            ({"done": "x" * 10_001}, "These words are too long, or are none."),
            ({"told": 7}, "These words are too long, or are none."),
            ({"person": "Stan"}, "This is no id."),
            ({"site": None}, "This is no id."),
            ({"more": "x"}, "No such field."),
        ],
    )
    def test_what_cannot_be_read_is_told(
        self, hall: Hall, changes: dict[str, Any], words: str
    ) -> None:
        entries = {"entries": [accident(hall, **changes)]}
        sent = client_of(hall.rea).post(BATCH, entries, content_type="application/json")

        assert (sent.status_code, sent.json()["errors"][0]["words"]) == (400, words)
        assert not DayEntry.objects.exists()


class TestRolls:
    def test_who_was_not_ticked_is_kept_by_reference_and_named_when_it_is_read(
        self, hall: Hall
    ) -> None:
        """safety.md: no name stays where its record may be sealed or erased."""
        word = rolled(hall, hall.town.mother, heads=3)

        assert became(hall.rea, word, word) == ["kept", "known"]

        entry = DayEntry.objects.get()
        version = newest(entry)
        assert version.happened == "1 of 2 people on the roll were ticked as safe."
        assert version.done == "3 heads without names were counted at the door."
        assert version.missing == [hall.town.child.public_id]
        assert "Stan" not in str(EntryVersion.objects.values().get())
        assert "Not ticked Stanisław K." in text_of(client_of(hall.mo).get(page_of(entry)))

    def test_of_somebody_who_is_on_record_no_more_it_is_said_that_there_was_one(
        self, hall: Hall
    ) -> None:
        became(hall.rea, rolled(hall))
        Person.objects.filter(pk=hall.town.child.pk).update(public_id=uuid.uuid4())

        words = text_of(client_of(hall.mo).get(page_of(DayEntry.objects.get())))

        assert "Not ticked Zofia K. 1 more, who cannot be named here" in words

    @pytest.mark.parametrize(
        "changes",
        [{"people": "x"}, {"safe": None}, {"heads": -1}, {"heads": True}, {"people": [7]}],
    )
    def test_what_is_no_roll_is_not_kept(self, hall: Hall, changes: dict[str, Any]) -> None:
        entries = {"entries": [{**rolled(hall), **changes}]}
        sent = client_of(hall.rea).post(BATCH, entries, content_type="application/json")

        assert sent.status_code == 400
        assert not DayEntry.objects.exists()


class TestWorries:
    def test_the_lead_reads_it_once_however_often_it_comes_and_nobody_else_does(
        self, hall: Hall
    ) -> None:
        """safety.md: it goes to the safeguarding lead alone."""
        lead, word = user_with("safeguarding_lead"), worry()

        assert became(hall.rea, word) == ["kept"]
        assert became(hall.rea, word, word) == ["known", "known"]

        with seen_by(lead):
            concern = concerns_visible_to(lead).get()
        assert (concern.name, concern.seen, concern.said) == ("Sami", "A bruise", "“It hurts”")
        assert (concern.kind, concern.danger_now) == ("child", False)
        assert (concern.raised_at, concern.came_at) == (NOW - 20 * MINUTE, NOW)
        assert (concern.raised_by, concern.raised_by_name) == (hall.rea.public_id, "Rea Doyle")
        with seen_by(hall.mo):
            assert list(Concern.objects.all()) == []

    def test_it_is_of_whoever_said_it_whoever_brings_it(self, hall: Hall) -> None:
        word = worry(about="adult", danger="yes")
        head = user_with("head_of_service")

        assert [brought(hall.mo, hall.rea, word) for _ in range(2)] == ["kept", "known"]

        with seen_by(head):
            concern = Concern.objects.get()
        assert (concern.raised_by, concern.danger_now) == (hall.rea.public_id, True)
        with seen_by(hall.mo):
            assert not ConcernReceipt.objects.exists()
        with seen_by(hall.rea):
            assert ConcernReceipt.objects.get().raised_at == NOW - 20 * MINUTE

    def test_of_somebody_who_left_since_it_reaches_the_lead_all_the_same(self, hall: Hall) -> None:
        User.objects.filter(pk=hall.rea.pk).update(is_active=False)

        assert brought(hall.mo, hall.rea, worry()) == "kept"

        with seen_by(user_with("safeguarding_lead")):
            assert Concern.objects.get().raised_by == hall.rea.public_id

    def test_whoever_brings_it_is_who_acts_again_afterwards(self, hall: Hall) -> None:
        """What is written next in the same request is not written in the speaker's name."""
        lead = user_with("safeguarding_lead")
        with seen_by(lead):
            brought(hall.mo, hall.rea, worry())

        with seen_by(lead):
            assert Concern.objects.count() == 1

    def test_the_key_of_somebody_elses_worry_is_refused(self, hall: Hall) -> None:
        word = worry()
        became(hall.rea, word)

        assert became(hall.mo, word) == ["refused Open the page anew and write it again."]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"name": " "}, "Say whom it is about, as well as you can"),
            ({"seen": "", "said": ""}, "Write what you saw, or what was said"),
            ({"danger": ""}, "Say who it is, and whether somebody is in danger now"),
            ({"about": "cat"}, "Say who it is, and whether somebody is in danger now"),
            ({"seen": None}, "These words are too long, or are none."),
            ({"danger": []}, "These words are too long, or are none."),
        ],
    )
    def test_what_cannot_be_read_is_told(
        self, hall: Hall, changes: dict[str, Any], words: str
    ) -> None:
        entries = {"entries": [worry(**changes)]}
        sent = client_of(hall.rea).post(BATCH, entries, content_type="application/json")

        assert (sent.status_code, sent.json()["errors"][0]["words"]) == (400, words)


class TestForms:
    def test_a_register_carries_them_with_the_key_and_the_numbers_to_ring(self, hall: Hall) -> None:
        hall.session.refresh_from_db()

        page = client_of(hall.rea).get(f"/staff/sessions/{hall.session.public_id}/register/")

        html = page.content.decode()
        assert 'data-fs-stands-for="/staff/concerns/new/"' in html
        assert f'data-fs-stands-for="{hall.address}"' in html
        assert f'data-fs-stands-for="/staff/day-book/{hall.town.hall.public_id}/roll/"' in html
        assert "Somebody is in danger now? Ring 999 first." in text_of(page)

    def test_the_page_for_all_others_has_the_worry_alone(self, hall: Hall) -> None:
        page = client_of(hall.rea).get("/staff/offline/")

        html = page.content.decode()
        assert html.count("data-fs-stands-for=") == 1
        assert 'data-fs-stands-for="/staff/concerns/new/"' in html
        assert "data-point=" in html
