"""Checking the answers and sending them: looked at, sent once, nothing lost between two pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from flyingstart.families.api import Draft, Family, NoticeShown, Registration, keep_notice
from flyingstart.families.web.join import limits
from tests.families.joining.visitor import ANSWERS, LUCJA, TWIN, YOU, Visitor
from tests.families.world import BY

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


class TestChecking:
    def test_every_link_to_change_comes_back(self, parent: Visitor) -> None:
        parent.has_answered()
        hrefs = {link.partition("#")[0] for link in parent.read.links if "?check=1" in link}
        answers = {f"/join/{name}/?check=1": answer for name, answer in ANSWERS.items()}

        assert hrefs == set(answers)
        for href, answer in answers.items():
            parent.send(href, answer)
            if parent.at == "/join/children/?check=1":
                parent.press(parent.at, {"another": "no"})
            assert parent.at == "/join/check/", href

    def test_the_way_back_from_a_change_is_the_check(self, parent: Visitor) -> None:
        parent.has_answered().open("/join/phone/?check=1")

        assert 'href="/join/check/" class="govuk-back-link"' in parent.html

    def test_what_an_answer_opens_is_asked_on_the_way(self, parent: Visitor) -> None:
        parent.has_answered()

        parent.send("/join/you/?check=1", {**YOU, "roles": ["parent", "expecting"]})
        assert parent.at == "/join/due/?check=1"
        due = {"due_on-day": "1", "due_on-month": "12", "due_on-year": "2026"}
        parent.press("/join/due/?check=1", due)
        assert parent.at == "/join/check/"
        parent.send("/join/email/?check=1", {"email": "a@example.org"})
        assert parent.at == "/join/emails/?check=1"

    def test_a_child_added_there_is_asked_about(self, parent: Visitor) -> None:
        parent.has_answered()
        parent.send(f"/join/children/{TWIN}/?check=1", {**LUCJA, "given_name": "Jan"})
        assert parent.at == "/join/children/?check=1"

        parent.press(parent.at, {"another": "no"})

        assert parent.at == "/join/support/?check=1"
        assert "Jan" in parent.words

    def test_answers_that_changed_elsewhere_are_looked_at_once_more(self, parent: Visitor) -> None:
        parent.has_answered()
        shown = parent.read.values["version"]
        parent.send("/join/phone/?check=1", {"phone": "07700 900999"})

        response = parent.client.post("/join/check/", {"version": shown})

        assert "Look through them once more" in response.content.decode()
        assert "07700 900999" in response.content.decode()
        assert not Family.objects.exists()
        assert parent.open("/join/check/").sends().at == "/join/done/"

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 50, "٣"])
    def test_a_version_that_is_none(self, parent: Visitor, version: str) -> None:
        parent.has_answered()

        response = parent.client.post("/join/check/", {"version": version})

        assert response.status_code == 200
        assert not Family.objects.exists()

    def test_what_became_impossible_is_named(self, parent: Visitor) -> None:
        you = {"given_name": "A", "family_name": "", "roles": ["parent", "expecting"]}
        parent.has_answered(you=you, due={"due_on": "2026-04-19"}).sends()

        assert "Look at the due date again" in parent.words
        assert "/join/due/?check=1" in parent.read.links
        assert not Family.objects.exists()


class TestSentTwice:
    def test_a_second_press_is_the_same_family(self, parent: Visitor) -> None:
        parent.has_answered()
        version = parent.read.values["version"]

        for _ in range(3):
            response = parent.client.post("/join/check/", {"version": version}, follow=True)
            assert "You have joined" in response.content.decode()

        assert Family.objects.count() == 1

    @pytest.mark.parametrize("name", [*ANSWERS, "check", "later"])
    def test_after_sending_every_page_leads_to_the_last(self, parent: Visitor, name: str) -> None:
        parent.has_answered().sends()

        assert parent.open(f"/join/{name}/").at == "/join/done/"
        response = parent.client.post(f"/join/{name}/", {**YOU, "seen": ""}, follow=True)
        assert "You have joined" in response.content.decode()
        assert Family.objects.count() == 1
        assert Draft.objects.get().answers == {}

    def test_the_last_page_leads_on_to_what_is_on_and_not_to_joining(self, parent: Visitor) -> None:
        parent.has_answered().sends()

        html = parent.open("/join/done/").html

        # The site's own navigation has both.
        assert (html.count('href="/whats-on/"'), html.count('href="/join/"')) == (2, 1)

    def test_the_last_page_before_sending_is_none(self, parent: Visitor) -> None:
        parent.has_answered(until="home").open("/join/done/")

        assert parent.at == "/join/home/"

    def test_another_registration_may_be_begun(self, parent: Visitor) -> None:
        parent.has_answered().sends()

        parent.has_answered().sends()

        assert Family.objects.count() == 2


class TestTwoPages:
    def test_the_second_answer_is_told_and_kept_when_pressed_again(self, parent: Visitor) -> None:
        parent.has_answered(until="phone")
        seen = parent.read.values["seen"]
        parent.press("/join/phone/", {"phone": "07700 900111"})

        response = parent.client.post(
            "/join/phone/", {"phone": "07700 900222", "seen": seen}, follow=True
        )
        told = parent._took(response)

        assert "answered this on another page" in told.words
        assert told.read.values["phone"] == "07700 900222"
        told.press("/join/phone/", {"phone": "07700 900222"})
        assert told.open("/join/phone/").read.values["phone"] == "07700 900222"

    def test_different_questions_do_not_disturb_each_other(self, parent: Visitor) -> None:
        parent.has_answered()
        pages = {}
        for name in ("phone", "languages"):
            pages[name] = parent.open(f"/join/{name}/").read.values["seen"]

        for name, answer in (("phone", {"phone": "07700 900222"}), ("languages", {})):
            response = parent.client.post(f"/join/{name}/", {**answer, "seen": pages[name]})
            assert response.status_code == 302

    def test_going_back_and_sending_the_same_is_no_change(self, parent: Visitor) -> None:
        parent.has_answered(until="home")
        version = Draft.objects.get().version

        response = parent.client.post("/join/you/", {**YOU, "seen": ""})

        assert response.status_code == 302
        assert Draft.objects.get().version == version


class TestLimits:
    def test_too_many_from_one_address_are_asked_to_wait(
        self, parent: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(limits.RATES, "begin", "2/h/ip")
        for _ in range(2):
            Visitor().begins()

        parent.begins()

        assert parent.status == 429
        assert "Please try again in a while" in parent.words
        assert Draft.objects.count() == 2

    def test_other_addresses_are_not_kept_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(limits.RATES, "begin", "1/h/ip")
        for last in range(3):
            Visitor(Client(REMOTE_ADDR=f"192.0.2.{last}")).begins()

        assert Draft.objects.count() == 3


class TestANoticeThatChanges:
    def test_who_joins_is_written_down_with_what_she_was_shown(self, parent: Visitor) -> None:
        parent.has_answered().sends()

        (row,) = NoticeShown.objects.all()
        assert (row.notice_version, row.language, row.shown_on) == (
            "2026-05",
            "en",
            dt.date(2026, 6, 1),
        )
        assert row.person.registrations.exists()

    def test_nobody_sends_under_a_notice_they_have_not_seen(self, parent: Visitor) -> None:
        parent.has_answered()
        keep_notice(version="2026-06", texts={"en": "We ask more."}, by=BY, at=NOW)

        parent.open("/join/check/")

        assert parent.at == "/join/privacy/"
        assert "This has changed since you began." in parent.words
        assert "We ask more." in parent.words
        version = parent.read.values["version"]
        parent.press("/join/privacy/", {"version": version})
        assert parent.at == "/join/check/"
        parent.sends()
        assert [row.notice_version for row in NoticeShown.objects.all()] == ["2026-06"]
        assert {row.notice_version for row in Registration.objects.all()} == {"2026-06"}
