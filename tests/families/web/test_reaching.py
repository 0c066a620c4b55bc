"""How somebody is reached, on the pages of staff: asked, shown to colleagues, never on paper."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.families.api import (
    AlertKind,
    ContactRules,
    ObjectsTo,
    Person,
    pause_messages,
    raise_alert,
    record_objection,
    rules_of,
    say_contact_rules,
)
from tests.families.web.town import NOBODY, NOW, TODAY, Town, at_work, text_of
from tests.families.world import BY, make_codes

PHONE = "07700 900123"
NUMBER = 'href="tel:07700900123"'
SENT = {"phone": PHONE, "phone_was": PHONE}
REVIEW = TODAY.replace(month=6)


def say(person: Person, **said: bool | None) -> None:
    say_contact_rules(
        person=person, rules=ContactRules(**said), seen=rules_of(person), by=BY, at=NOW
    )


class TestAsking:
    def test_each_way_is_asked_by_itself_and_kept_with_the_asker(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        form = {
            **SENT,
            "contact_by_call": "yes",
            "contact_by_voicemail": "no",
            "contact_by_letter": "open",
            "asked_alone": "yes",
        }

        for _ in range(2):
            assert worker.post(f"{of_mother}contact/", form).status_code == HTTPStatus.FOUND

        mother = town.mother
        assert rules_of(mother) == ContactRules(
            contact_by_call=True, contact_by_voicemail=False, asked_alone=True
        )
        assert mother.contact_asked_on == TODAY
        assert mother.contact_asked_by != ""

    def test_an_answer_can_be_taken_back_to_not_asked(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        say(town.mother, contact_by_call=True)

        worker.post(
            f"{of_mother}contact/", {**SENT, "contact_by_call": "open", "rules_were": "y-----"}
        )

        assert rules_of(town.mother) == ContactRules()

    def test_an_answer_that_a_colleague_gave_meanwhile_is_not_lost(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        say(town.mother, contact_by_call=False)

        response = worker.post(
            f"{of_mother}contact/", {**SENT, "contact_by_call": "yes", "rules_were": "------"}
        )

        assert "A colleague changed these answers meanwhile" in text_of(response)
        assert rules_of(town.mother).contact_by_call is False

    def test_the_page_says_when_they_were_asked_last(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        say(town.mother, contact_by_sms=True, asked_alone=True)

        said = text_of(worker.get(f"{of_mother}contact/"))

        assert "Last asked 4 March 2026 · said by themselves · alone" in said

    @pytest.mark.parametrize("role", ["partner", "analyst", "board_reader"])
    def test_is_for_those_who_edit(self, town: Town, of_mother: str, role: str) -> None:
        client = at_work(role, area=town.north)

        assert client.get(f"{of_mother}contact/").status_code == HTTPStatus.FORBIDDEN

    def test_is_for_the_place_and_for_somebody_who_is_there(
        self, town: Town, of_mother: str, base: str, worker: Client
    ) -> None:
        southern = at_work("family_worker", area=town.south)

        assert southern.get(f"{of_mother}contact/").status_code == HTTPStatus.NOT_FOUND
        assert southern.post(f"{of_mother}contact/", SENT).status_code == HTTPStatus.NOT_FOUND
        unknown = f"{base}people/{NOBODY}/contact/"
        assert worker.post(unknown, SENT).status_code == HTTPStatus.NOT_FOUND


class TestTheFamilysPage:
    def test_says_to_colleagues_what_is_safe(self, town: Town, base: str, worker: Client) -> None:
        say(
            town.mother,
            contact_by_call=True,
            contact_by_sms=True,
            contact_by_voicemail=False,
            asked_alone=True,
        )

        said = text_of(worker.get(base))

        assert "Safe to call, text Never leave a voicemail Not asked email, write a letter" in said
        assert "Asked 4 March 2026 · said by themselves · alone" in said

    def test_safety_a_number_that_is_not_to_be_used_is_no_link_and_not_on_paper(
        self, town: Town, base: str, worker: Client
    ) -> None:
        assert NUMBER in worker.get(base).content.decode()
        say(town.mother, contact_by_call=False)

        page = worker.get(base).content.decode()

        assert NUMBER not in page
        assert f'<li class="fs-on-screen"><bdi>{PHONE}</bdi>' in page
        assert "no calls" in page

    def test_safety_what_an_adult_said_is_never_printed(
        self, town: Town, base: str, worker: Client
    ) -> None:
        say(town.mother, contact_by_sms=True)

        assert '<dl class="fs-ways fs-on-screen"' in worker.get(base).content.decode()

    def test_of_children_no_rules_are_said(self, base: str, worker: Client) -> None:
        assert worker.get(base).content.decode().count('class="fs-ways ') == 1

    @pytest.mark.parametrize("why", ["pause", "objection", "sign"])
    def test_safety_whoever_sends_and_this_page_obey_the_same(
        self, town: Town, base: str, worker: Client, why: str
    ) -> None:
        if why == "pause":
            pause_messages(family=town.family, reason="A loss", by=BY, at=NOW)
        elif why == "objection":
            record_objection(person=town.mother, to=ObjectsTo.MESSAGES, words="", by=BY, at=NOW)
        else:
            kind = AlertKind.NO_MESSAGES
            raise_alert(person=town.mother, kind=kind, review_on=REVIEW, by=BY, at=NOW)

        page = worker.get(base).content.decode()

        assert NUMBER not in page
        assert "do not use it" in page

    def test_safety_the_list_shows_no_number_either(self, town: Town, worker: Client) -> None:
        make_codes()
        assert PHONE in text_of(worker.get("/staff/families/?show=families"))
        raise_alert(person=town.mother, kind=AlertKind.NO_MESSAGES, review_on=REVIEW, by=BY, at=NOW)

        said = text_of(worker.get("/staff/families/?show=families"))

        assert PHONE not in said
        assert "Do not ring; see the family" in said

    def test_whoever_has_a_phone_and_was_not_asked_is_to_be_asked(
        self, town: Town, base: str, worker: Client
    ) -> None:
        wanted = "Zofia: is it safe to call and text?"
        assert wanted in text_of(worker.get(base))
        say(town.mother, contact_by_sms=False)

        assert wanted not in text_of(worker.get(base))


class TestBeforeALetter:
    def test_safety_the_page_of_letters_says_to_whom_none_goes(
        self, town: Town, base: str, worker: Client
    ) -> None:
        page = f"{base}papers/add/"
        assert "Send no letter to Zofia Kowalska." in text_of(worker.get(page))
        say(town.mother, contact_by_letter=True)

        said = text_of(worker.get(page))

        assert "You may write to Zofia Kowalska." in said
        assert "Send no letter" not in said

    def test_safety_why_not_is_told_to_nobody(self, town: Town, base: str, worker: Client) -> None:
        say(town.mother, contact_by_letter=True)
        kind = AlertKind.HIDDEN_HOME
        raise_alert(person=town.mother, kind=kind, review_on=REVIEW, by=BY, at=NOW)

        said = text_of(worker.get(f"{base}papers/add/"))

        assert "Send no letter to Zofia Kowalska." in said
        assert "hidden" not in said
