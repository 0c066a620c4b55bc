"""Before any staff page: a second step that is set up, and rules that are agreed to."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from flyingstart.accounts.api import Acceptance, Rule, User, update_terms
from tests.accounts.phones import code_of, phones_of, set_up_phone
from tests.accounts.world import AT, BY, joined
from tests.architecture.test_staff_pages import STAFF

pytestmark = pytest.mark.django_db
PHONE, RULES = "/sign-in/yours/phone/", "/sign-in/rules/"


@pytest.fixture(autouse=True)
def as_in_production(settings: Settings) -> None:
    settings.SECOND_STEP_REQUIRED = True
    settings.TERMS_REQUIRED = True


def hold(edition: str = "1") -> None:
    update_terms(
        edition=edition,
        title="Using it",
        introduction="",
        rules=[Rule(heading="Look", text="Only where you must.")],
        agreement="I will.",
        by=BY,
        at=AT,
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def user() -> User:
    return joined()


def said(answer: Any) -> str:
    return str(answer.content.decode())


class TestTheSecondStep:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_without_it_every_staff_page_leads_to_its_set_up(self, user: User, method: str) -> None:
        client, addresses = signed_in(user), [*STAFF, "/staff/nowhere/"]

        answers = {address: client.generic(method, address) for address in addresses}

        led = {a: (answer.status_code, answer.headers["Location"]) for a, answer in answers.items()}
        assert led == dict.fromkeys(addresses, (302, PHONE))
        assert {answer.content for answer in answers.values()} == {b""}

    def test_with_it_they_come_in(self, user: User) -> None:
        set_up_phone(user)

        assert signed_in(user).get("/staff/").status_code == 200

    def test_spare_codes_alone_are_none(self, user: User) -> None:
        set_up_phone(user)
        phones_of(user).filter(type="totp").delete()

        assert signed_in(user).get("/staff/").headers["Location"] == PHONE

    def test_signing_out_and_public_pages_stay_open(self, user: User) -> None:
        client = signed_in(user)

        assert client.get("/").status_code == 200
        assert client.post("/sign-out/").status_code == 302

    def test_setting_it_up_leads_where_they_were_going(self, user: User) -> None:
        client = signed_in(user)
        client.get("/staff/gallery/?x=1")
        page = client.get("/sign-in/again/?next=" + PHONE)
        assert page.status_code == 200
        client.post("/sign-in/again/?next=" + PHONE, {"password": "plum teapot orbit 12"})

        page = client.get(PHONE)
        secret = re.findall(r'<code class="fs-key" dir="ltr">(\w+)</code>', said(page))[0]
        wrong = client.post(PHONE, {"code": "000000"})
        right = client.post(PHONE, {"code": code_of(secret)}, follow=True)

        assert "This is not the code." in wrong.content.decode()
        codes = re.findall(r'<code class="fs-key">(\d{8})</code>', right.content.decode())
        assert len(codes) == 10
        assert 'href="/staff/gallery/?x=1"' in right.content.decode()
        assert client.get("/staff/gallery/").status_code == 200

    def test_the_secret_is_not_kept_in_clear(self, user: User) -> None:
        secret = set_up_phone(user)

        kept = [str(found.data) for found in phones_of(user)]

        assert all(secret not in text for text in kept)

    def test_a_demo_asks_for_none(self, user: User, settings: Settings) -> None:
        settings.SECOND_STEP_REQUIRED = False

        assert signed_in(user).get("/staff/").status_code == 200


class TestTheRules:
    def agree(self, client: Client, edition: str = "1", *, ticked: bool = True) -> object:
        answers = {"edition": edition, **({"agreed": "yes"} if ticked else {})}
        return client.post(RULES, answers)

    @pytest.fixture
    def client(self, user: User) -> Client:
        set_up_phone(user)
        hold()
        return signed_in(user)

    def test_they_come_first_and_lead_on(self, client: Client, user: User) -> None:
        assert client.get("/staff/gallery/").headers["Location"] == RULES
        assert "Only where you must." in client.get(RULES).content.decode()

        answer = self.agree(client)

        assert answer.headers["Location"] == "/staff/gallery/"  # type: ignore[attr-defined]
        assert client.get("/staff/").status_code == 200
        assert Acceptance.objects.get().user == user

    def test_the_box_must_be_ticked(self, client: Client) -> None:
        answer = self.agree(client, ticked=False)

        assert "Tick the box" in answer.content.decode()  # type: ignore[attr-defined]
        assert not Acceptance.objects.exists()

    def test_new_words_are_agreed_to_anew(self, client: Client) -> None:
        self.agree(client)
        hold("2")

        assert client.get("/staff/").headers["Location"] == RULES
        self.agree(client, "2")
        assert client.get("/staff/").status_code == 200
        assert Acceptance.objects.count() == 2

    def test_who_read_other_words_reads_again(self, client: Client) -> None:
        hold("2")

        answer = self.agree(client, "1")

        assert "have changed since you read them" in answer.content.decode()  # type: ignore[attr-defined]
        assert not Acceptance.objects.exists()

    def test_agreed_already_leads_on(self, client: Client) -> None:
        self.agree(client)

        assert client.get(RULES).headers["Location"] == "/staff/"

    def test_a_stranger_agrees_to_nothing(self) -> None:
        hold()

        assert Client().get(RULES).headers["Location"] == f"/sign-in/?next={RULES}"
        assert Client().post(RULES, {"edition": "1", "agreed": "yes"}).status_code == 302
        assert not Acceptance.objects.exists()

    def test_a_prefix_before_the_address_skips_no_step(self, user: User) -> None:
        answer = signed_in(user).get("/staff/", SCRIPT_NAME="/x")

        assert (answer.status_code, answer.headers["Location"]) == (302, PHONE)
        assert Client().get("/staff/", SCRIPT_NAME="/x").status_code == 302

    def test_without_any_nobody_is_asked(self, user: User) -> None:
        set_up_phone(user)

        assert signed_in(user).get("/staff/").status_code == 200
