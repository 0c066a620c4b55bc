"""What families write: put to whom it is from, danger first, read each working day, dealt with."""

from __future__ import annotations

import datetime as dt
import io
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from flyingstart.families.api import (
    Family,
    Member,
    PersonDetails,
    Reply,
    ReplyChannel,
    ReplyError,
    Role,
    assign_reply,
    finish_reply,
    merge_families,
    record_death,
    reopen_reply,
    take_in_reply,
)
from flyingstart.families.health_replies import replies_wait
from flyingstart.families.models import Alert, AutoReply, RiskWord
from flyingstart.families.operations.replies import TakenIn
from flyingstart.families.pack_replies import load_reply_words
from flyingstart.kernel.api import PackError, records
from tests.accounts.people import user_with
from tests.families.web.town import (
    NOBODY,
    NOW,
    SOUTH,
    Town,
    at_work,
    client_of,
    make_family,
    text_of,
)
from tests.families.world import BY

LUTON = Path(__file__).resolve().parents[3] / "authorities" / "luton"
PHONE = "+44 7700 900123"
QUEUE = "/staff/families/replies/"


def take(words: str = "Can I come on Tuesday?", sender: str = PHONE, **more: Any) -> TakenIn:
    options: dict[str, Any] = {"channel": ReplyChannel.TEXT, **more}
    return take_in_reply(sender=sender, words=words, by=BY, at=NOW, **options)


def days_ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


@pytest.fixture
def words(db: None) -> None:
    load_reply_words(LUTON, BY, NOW)


class TestFromWhom:
    def test_the_one_person_of_that_number_however_it_is_written(self, town: Town) -> None:
        assert take().reply.person == town.mother

    @pytest.mark.parametrize("sender", ["", "07700 900999", "900123", "nobody@example.org"])
    @pytest.mark.usefixtures("town")
    def test_nobody_where_nobody_has_it(self, sender: str) -> None:
        assert take(sender=sender).reply.person is None

    def test_an_address_without_regard_to_case(self, town: Town) -> None:
        town.mother.contact_details.create(kind="email", value="Zofia@Example.org")

        assert take(sender="zofia@example.ORG").reply.person == town.mother

    @pytest.mark.usefixtures("town")
    def test_nobody_where_two_share_it(self) -> None:
        make_family(
            Member(details=PersonDetails(given_name="Jan"), role=Role.PARENT, phone="07700 900123")
        )

        assert take().reply.person is None

    def test_whoever_was_joined_is_one(self, town: Town) -> None:
        twice = make_family()
        mother = twice.ties.get(role=Role.PARENT).person
        merge_families(
            kept=town.family,
            merged=twice,
            pairs=[(town.family.ties.get(role=Role.PARENT).person, mother)],
            reason="One",
            by=BY,
            at=NOW,
        )

        assert take().reply.person == town.family.ties.get(role=Role.PARENT).person

    def test_nobody_is_told_that_a_number_is_that_of_somebody_hidden(self, town: Town) -> None:
        """`safety.md`, homes and hiding: to be known at all is told to nobody."""
        Alert.objects.create(person=town.mother, kind="hidden_home")

        assert take().reply.person is None

    def test_the_dead_do_not_write(self, town: Town) -> None:
        record_death(person=town.mother, died_on=NOW.date(), by=BY, at=NOW)

        assert take().reply.person is None


class TestTakingIn:
    @pytest.mark.usefixtures("town", "words")
    def test_delivered_twice_it_is_kept_and_answered_once(self) -> None:
        first, again = take(ref="m1"), take(ref="m1")

        assert (again.reply, again.is_new, again.auto_reply) == (first.reply, False, "")
        assert first.is_new
        assert "999" in first.auto_reply

    @pytest.mark.usefixtures("town")
    def test_without_a_name_each_is_its_own(self) -> None:
        assert take().reply != take().reply

    @pytest.mark.parametrize(
        ("language", "word"), [("ur", "خطرے"), ("en", "danger"), ("fr", "danger")]
    )
    @pytest.mark.usefixtures("town", "words")
    def test_the_answer_gives_999_in_the_language_that_there_is(
        self, language: str, word: str
    ) -> None:
        answer = take(language=language).auto_reply

        assert "999" in answer
        assert word in answer

    @pytest.mark.parametrize(
        "more",
        [
            {"words": " "},
            {"words": "x" * 20_001},
            {"received_at": NOW + dt.timedelta(minutes=1)},
            {"received_at": NOW.replace(tzinfo=None)},
        ],
    )
    @pytest.mark.usefixtures("town")
    def test_what_cannot_be_is_refused(self, more: dict[str, Any]) -> None:
        with pytest.raises(ReplyError):
            take(**more)

        assert not Reply.objects.exists()


class TestDealing:
    @pytest.mark.usefixtures("town")
    def test_it_is_taken_on_done_and_opened_again(self) -> None:
        user, reply = user_with("manager"), take().reply

        for _ in range(2):
            reply = assign_reply(reply=reply, to=user, by=BY, at=NOW)
        done = finish_reply(reply=reply, answer="Rang her", by=BY, at=NOW)
        again = finish_reply(reply=reply, answer="Other", by=BY, at=NOW)

        assert (again.answer, again.done_at, again.taken_by) == ("Rang her", NOW, user.public_id)
        with pytest.raises(ReplyError, match="again"):
            assign_reply(reply=done, to=user, by=BY, at=NOW)
        reopen_reply(reply=done, by=BY, at=NOW)
        opened = reopen_reply(reply=done, by=BY, at=NOW)
        assert (opened.done_at, opened.taken_by, opened.answer) == (None, None, "Rang her")

    @pytest.mark.parametrize("answer", ["", "x" * 2_001])
    @pytest.mark.usefixtures("town")
    def test_it_is_said_what_was_done(self, answer: str) -> None:
        with pytest.raises(ReplyError):
            finish_reply(reply=take().reply, answer=answer, by=BY, at=NOW)


class TestQueue:
    @pytest.mark.usefixtures("town", "words")
    def test_danger_comes_first_then_the_oldest(self) -> None:
        take("Third", received_at=days_ago(1))
        take("Second", received_at=days_ago(2))
        take("He hits me", received_at=NOW)

        rows = at_work("manager").get(QUEUE).context_data["rows"]  # type: ignore[index]

        assert [(row.words, row.is_risk) for row in rows] == [
            ("He hits me", True),
            ("Second", False),
            ("Third", False),
        ]

    def test_it_is_for_the_places_of_its_reader_and_of_nobody_known_for_all(
        self, town: Town
    ) -> None:
        south = make_family(
            Member(details=PersonDetails(given_name="Jan"), role=Role.PARENT, phone="07700 900555"),
            postcode=SOUTH,
        )
        assert isinstance(south, Family)
        take("From the north")
        take("From the south", sender="07700 900555")
        take("From nobody", sender="")

        rows = at_work("manager", area=town.north).get(QUEUE).context_data["rows"]  # type: ignore[index]

        assert [row.words for row in rows] == ["From the north", "From nobody"]

    @pytest.mark.usefixtures("words")
    def test_today_says_how_many_wait_and_for_how_long(self, town: Town) -> None:
        client = at_work("manager", area=town.north)
        assert "Everything that families wrote was read." in text_of(client.get("/staff/"))

        take("Hello", received_at=days_ago(2))
        take("He hits me")

        said = text_of(client.get("/staff/"))
        assert (
            "Read first 2 are not read yet; the oldest waits for 2 working days. Read them" in said
        )
        assert "What families wrote" not in text_of(
            at_work("session_staff", area=town.north).get("/staff/")
        )


class TestOnePage:
    def test_it_is_taken_given_done_and_opened_again(self, town: Town) -> None:
        user = user_with("manager", name="Kim Lee")
        other = user_with("business_support", neighbourhood=town.north, name="Ali Reza")
        user_with("business_support", neighbourhood=town.south, name="Not Here")
        reply = take().reply
        client, address = client_of(user), f"{QUEUE}{reply.public_id}/"
        said = text_of(client.get(address))
        assert "Ali Reza" in said
        assert "Not Here" not in said

        client.post(address, {"do": "take"})
        assert Reply.objects.get().taken_by == user.public_id
        client.post(address, {"do": "give", "to": str(other.public_id)})
        assert Reply.objects.get().taken_by == other.public_id
        assert "Enter what you did" in text_of(client.post(address, {"do": "finish"}))
        done = client.post(address, {"do": "finish", "answer": "Rang her"})
        assert done["Location"] == QUEUE
        assert "Rang her" in text_of(client.get(address))
        assert "Can I come" in text_of(client.get(f"{QUEUE}?show=done"))
        client.post(address, {"do": "reopen"})
        assert Reply.objects.get().done_at is None

    @pytest.mark.parametrize("sent", [{"do": "give", "to": str(NOBODY)}, {"do": "sing"}, {}])
    @pytest.mark.usefixtures("town")
    def test_what_makes_no_sense_changes_nothing(self, sent: dict[str, str]) -> None:
        reply = take().reply

        at_work("manager").post(f"{QUEUE}{reply.public_id}/", sent)

        assert Reply.objects.get().version == reply.version

    def test_no_stranger_no_other_place_no_wrong_role_and_no_wrong_id(self, town: Town) -> None:
        address = f"{QUEUE}{take().reply.public_id}/"
        sent = {"do": "finish", "answer": "Done"}

        assert Client().post(address, sent).status_code == HTTPStatus.FOUND
        south = at_work("manager", area=town.south)
        assert south.post(address, sent).status_code == HTTPStatus.NOT_FOUND
        worker = at_work("family_worker", area=town.north)
        assert worker.post(address, sent).status_code == HTTPStatus.FORBIDDEN
        wrong = at_work("manager").post(f"{QUEUE}{NOBODY}/", sent)
        assert wrong.status_code == HTTPStatus.NOT_FOUND
        assert Reply.objects.get().done_at is None


class TestDoctor:
    def told(self) -> tuple[str, str]:
        (finding,) = replies_wait()
        return finding.state.value, finding.words

    @pytest.mark.usefixtures("town", "words")
    def test_says_when_something_waits_more_than_one_working_day(self) -> None:
        take(received_at=days_ago(1))
        assert self.told() == ("ok", "none waits more than one working day")

        late = take(received_at=days_ago(2)).reply
        assert self.told() == ("mend", "1 unread for more than one working day")

        assign_reply(reply=late, to=user_with("manager"), by=BY, at=NOW)
        assert self.told()[0] == "ok"

    @pytest.mark.usefixtures("town")
    def test_says_when_nobody_is_told_of_999(self) -> None:
        assert self.told()[0] == "note"


class TestCommand:
    def run(self, monkeypatch: pytest.MonkeyPatch, text: str, channel: str = "text") -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        call_command("take-in-reply", channel)

    @pytest.mark.usefixtures("words")
    def test_takes_json_and_says_what_to_answer(
        self, town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = {"sender": PHONE, "words": "مجھے ڈر لگتا ہے", "ref": "m1", "language": "ur"}

        self.run(monkeypatch, json.dumps(told))

        answer = json.loads(capsys.readouterr().out)
        reply = Reply.objects.get()
        assert (reply.person, reply.is_risk) == (town.mother, True)
        assert answer["reply"] == str(reply.public_id)
        assert "999" in answer["auto_reply"]

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            '{"words": 3}',
            '{"word": "x"}',
            '{"words": ""}',
            '{"words": "x", "received_at": "soon"}',
        ],
    )
    @pytest.mark.usefixtures("town")
    def test_refuses_what_makes_no_sense(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        with pytest.raises(CommandError):
            self.run(monkeypatch, text)

        assert not Reply.objects.exists()


class TestPack:
    @pytest.mark.usefixtures("words")
    def test_words_and_texts_follow_the_pack(self, tmp_path: Path) -> None:
        (tmp_path / "risk_words.csv").write_text("language,word\nen,hurt*\nen,hurt*\n")
        (tmp_path / "auto_reply").mkdir()
        (tmp_path / "auto_reply" / "en.txt").write_text("Call 999.")

        load_reply_words(tmp_path, BY, NOW)

        assert list(RiskWord.objects.values_list("language", "word")) == [("en", "hurt*")]
        assert list(AutoReply.objects.values_list("language", "text")) == [("en", "Call 999.")]

    @pytest.mark.parametrize("row", ["english,hurt", "en,*", f"en,{'x' * 101}"])
    def test_a_broken_row_is_named(self, tmp_path: Path, row: str) -> None:
        (tmp_path / "risk_words.csv").write_text(f"language,word\n{row}\n")

        with pytest.raises(PackError, match="row 2"):
            load_reply_words(tmp_path, BY, NOW)

    def test_an_answer_names_999(self, tmp_path: Path) -> None:
        (tmp_path / "auto_reply").mkdir()
        (tmp_path / "auto_reply" / "en.txt").write_text("Thank you.")

        with pytest.raises(PackError, match="999"):
            load_reply_words(tmp_path, BY, NOW)


def test_subject_access_hands_over_what_a_person_wrote(town: Town) -> None:
    take("Mine")
    take("Of nobody", sender="")

    assert [row["words"] for row in records["replies"].rows_about(town.mother.pk)] == ["Mine"]
