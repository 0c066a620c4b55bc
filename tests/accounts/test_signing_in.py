"""The pages of signing in: ours, in our words, and telling a stranger nothing."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.views import SignupView
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import URLPattern, reverse

from flyingstart.accounts.api import User, make_link
from flyingstart.accounts.letters import write_reset
from flyingstart.accounts.web import sign_in_urls
from tests.accounts.phones import code_of, phones_of, set_up_phone
from tests.accounts.world import AT, BY, PASSWORD, invited, joined

pytestmark = pytest.mark.django_db

SIGN_IN, CODE, YOURS = "/sign-in/", "/sign-in/code/", "/sign-in/yours/"
OURS = Path(__file__).resolve().parents[2] / "flyingstart" / "accounts" / "jinja2"
WRONG = "That email address and password do not go together."
LOCKED = "There were too many attempts. Wait 15 minutes, then try again."


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def user() -> User:
    return joined("nadia@example.org")


class TestThePages:
    @pytest.mark.parametrize(
        "pattern", sign_in_urls.urlpatterns, ids=lambda pattern: str(pattern.name)
    )
    def test_every_one_is_drawn_by_us(self, pattern: URLPattern) -> None:
        view = pattern.callback.view_class  # type: ignore[attr-defined]
        name = getattr(view, "template_name", "")

        assert (view.__module__.startswith("flyingstart.") and not name) or (OURS / name).is_file()

    def test_none_but_ours_has_an_address(self) -> None:
        names = {pattern.name for pattern in sign_in_urls.urlpatterns}

        assert not {"account_signup", "account_email", "account_logout"} & names
        assert all(
            Client().get(f"/{path}").status_code == 404
            for path in ("accounts/login/", "sign-in/signup/", "sign-in/email/", "accounts/signup/")
        )

    def test_nobody_signs_up(self) -> None:
        assert get_adapter().is_open_for_signup(None) is False
        assert SignupView not in [
            getattr(p.callback, "view_class", None) for p in sign_in_urls.urlpatterns
        ]

    @pytest.mark.parametrize(
        "name",
        [
            "mfa_index",
            "account_change_password",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "usersessions_list",
            "account_reauthenticate",
            "mfa_reauthenticate",
            "terms",
        ],
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_what_is_one_s_own_is_not_for_strangers(self, name: str, method: str) -> None:
        answer = getattr(Client(), method)(reverse(name))

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(SIGN_IN)

    def test_the_code_is_asked_of_nobody_without_a_password(self) -> None:
        assert Client().get(CODE).headers["Location"] == SIGN_IN


class TestAPassword:
    def test_right_leads_in(self, client: Client, user: User) -> None:
        assert sign_in(client, user.email.upper()).headers["Location"] == "/staff/"

    def test_unknown_and_wrong_look_the_same(self, user: User) -> None:
        known = sign_in(Client(), user.email, "wrong")
        unknown = sign_in(Client(), "nobody@example.org", "wrong")

        assert known.status_code == unknown.status_code == 200
        alike = [
            re.sub(r'nonce="[^"]+"|value="[^"]+"', "", said(answer)) for answer in (known, unknown)
        ]
        assert alike[0] == alike[1]
        assert WRONG in alike[0]

    def test_and_cost_as_much(self, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
        hashed: list[str] = []
        encode = MD5PasswordHasher.encode

        def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
            hashed.append(password)
            return encode(self, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
        # Each is hashed as often, which is what takes the time.
        sign_in(Client(), user.email, "known")
        sign_in(Client(), "nobody@example.org", "unknown")

        assert hashed.count("known") == hashed.count("unknown") == 1

    def test_closed_is_like_unknown(self, user: User) -> None:
        User.objects.update(is_active=False)

        assert WRONG in said(sign_in(Client(), user.email))

    def test_a_superfluous_field_changes_nothing(self, client: Client, user: User) -> None:
        answer = client.post(
            SIGN_IN, {"login": user.email, "password": PASSWORD, "next": "//evil.example/"}
        )

        assert answer.headers["Location"] == "/staff/"

    def test_the_log_tells_no_address(self, user: User, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING):
            sign_in(Client(), user.email, "wrong")
            sign_in(Client(), "nobody@example.org", "wrong")

        lines = [record.getMessage() for record in caplog.records if "sign-in" in record.name]
        assert "refused" in caplog.text
        assert len(set(re.findall(r"refused: (\w{12})", caplog.text))) == 2
        assert "nadia" not in caplog.text
        assert "nobody" not in caplog.text
        assert "wrong" not in caplog.text
        assert lines == []


class TestTooManyAttempts:
    def test_an_address_is_locked_the_right_password_included(self, user: User) -> None:
        answers = [said(sign_in(Client(), user.email, f"wrong {n}")) for n in range(7)]

        assert [WRONG in answer for answer in answers] == [True] * 5 + [False] * 2
        assert [LOCKED in answer for answer in answers] == [False] * 5 + [True] * 2
        assert LOCKED in said(sign_in(Client(), user.email))

    def test_an_unknown_one_is_locked_alike(self) -> None:
        answers = [said(sign_in(Client(), "nobody@example.org", "wrong")) for _ in range(6)]

        assert (WRONG in answers[4], LOCKED in answers[5]) == (True, True)

    def test_others_still_sign_in(self, user: User) -> None:
        other = joined("other@example.org")
        for _ in range(7):
            sign_in(Client(), user.email, "wrong")

        assert sign_in(Client(), other.email).status_code == 302

    def test_a_network_is_locked_too(self, settings: Any, user: User) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,8/15m/ip"}
        for n in range(8):
            sign_in(Client(), f"guess{n}@example.org", "wrong", REMOTE_ADDR="10.0.0.1")

        here = sign_in(Client(), user.email, REMOTE_ADDR="10.0.0.1")
        elsewhere = sign_in(Client(), user.email, REMOTE_ADDR="10.0.0.2")

        assert LOCKED in said(here)
        assert elsewhere.status_code == 302

    def test_nobody_says_of_themselves_where_they_are(self, settings: Any, user: User) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,3/15m/ip"}
        for n in range(4):
            sign_in(Client(), f"guess{n}@example.org", "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")

        assert LOCKED in said(sign_in(Client(), user.email, HTTP_X_FORWARDED_FOR="10.9.9.9"))

    def test_a_new_password_by_letter_unlocks(self, user: User) -> None:
        for _ in range(6):
            sign_in(Client(), user.email, "wrong")
        reset(user, "another password 34")

        assert sign_in(Client(), user.email, "another password 34").status_code == 302

    def test_right_ones_are_not_counted(self, user: User) -> None:
        for _ in range(8):
            assert sign_in(Client(), user.email).status_code == 302

    def test_the_whole_page_is_closed_to_a_flood(self, settings: Any, user: User) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
        for _ in range(3):
            sign_in(Client(), "guess@example.org", "wrong")

        answer = sign_in(Client(), user.email)

        assert answer.status_code == 429
        assert "Too many attempts" in said(answer)
        assert "fs-header" in said(answer)


class TestTheSecondStep:
    @pytest.fixture
    def secret(self, user: User) -> str:
        return set_up_phone(user)

    @pytest.fixture
    def halfway(self, user: User, secret: str) -> Client:
        assert secret
        client = Client()
        assert sign_in(client, user.email).headers["Location"] == CODE
        return client

    def test_a_password_alone_opens_nothing(self, halfway: Client) -> None:
        assert halfway.get("/staff/").status_code == 302
        assert "Enter the code from your phone" in said(halfway.get(CODE))

    def test_the_code_leads_in(self, halfway: Client, secret: str) -> None:
        answer = halfway.post(CODE, {"code": code_of(secret)})

        assert answer.headers["Location"] == "/staff/"
        assert halfway.get("/staff/").status_code == 200

    def test_it_may_be_half_a_minute_old_not_more(self, halfway: Client, secret: str) -> None:
        assert halfway.post(CODE, {"code": code_of(secret, ahead=-3)}).status_code == 200
        assert halfway.post(CODE, {"code": code_of(secret, ahead=-1)}).status_code == 302

    def test_it_works_once(self, halfway: Client, user: User, secret: str) -> None:
        code = code_of(secret)
        halfway.post(CODE, {"code": code})
        other = Client()
        sign_in(other, user.email)

        answer = other.post(CODE, {"code": code})

        assert "This is not the code." in said(answer)
        assert other.get("/staff/").status_code == 302

    def test_another_person_s_code_is_wrong(self, halfway: Client) -> None:
        other = set_up_phone(joined("other@example.org"))

        assert halfway.post(CODE, {"code": code_of(other)}).status_code == 200

    def test_guessing_is_locked(self, halfway: Client, secret: str) -> None:
        answers = [said(halfway.post(CODE, {"code": f"{n:06}"})) for n in range(6)]

        assert LOCKED in answers[5]
        assert halfway.post(CODE, {"code": code_of(secret)}).status_code == 200
        assert halfway.get("/staff/").status_code == 302

    def test_a_spare_code_leads_in_once(self, halfway: Client, user: User) -> None:
        spare = phones_of(user).get(type="recovery_codes").wrap().get_unused_codes()[0]
        assert halfway.post(CODE, {"code": spare}).status_code == 302
        other = Client()
        sign_in(other, user.email)

        assert other.post(CODE, {"code": spare}).status_code == 200

    def test_closed_in_between_nobody_comes_in(
        self, halfway: Client, user: User, secret: str
    ) -> None:
        User.objects.filter(pk=user.pk).update(is_active=False)

        halfway.post(CODE, {"code": code_of(secret)})

        assert halfway.get("/staff/").status_code == 302

    def test_with_another_secret_key_no_code_is_right(
        self,
        client: Client,
        user: User,
        secret: str,
        settings: Any,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        settings.SECRET_KEY = "another one"
        sign_in(client, user.email)

        answer = client.post(CODE, {"code": code_of(secret)})

        assert answer.status_code == 200
        assert "SECRET_KEY was changed" in caplog.text


def reset(user: User, password: str) -> Any:
    """Follow the letter."""
    user.refresh_from_db()
    write_reset(str(user.public_id))
    link = re.search(r"http://localhost:\d+(/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    client = Client()
    page = client.get(link[1], follow=True)
    return client.post(page.redirect_chain[-1][0], {"password1": password}, follow=True)


class TestAForgottenPassword:
    def test_the_answer_is_the_same_for_all(self, user: User) -> None:
        answers = [
            Client().post("/sign-in/forgotten/", {"email": email}, follow=True)
            for email in (user.email, "nobody@example.org")
        ]

        alike = [re.sub(r'(?:nonce|value)="[^"]+"', "", said(answer)) for answer in answers]
        assert alike[0] == alike[1]
        assert "a letter with a link is on its way" in alike[0]

    def test_no_letter_leaves_while_somebody_waits(self, client: Client, user: User) -> None:
        client.post("/sign-in/forgotten/", {"email": user.email})

        assert mail.outbox == []

    def test_the_letter_leads_to_a_new_password(self, user: User) -> None:
        old = Client()
        sign_in(old, user.email)

        page = reset(user, "another password 34")

        assert "You have a new password" in said(page)
        assert authenticate(username=user.email, password="another password 34") == user
        assert old.get("/staff/").status_code == 302
        assert mail.outbox[0].to == [user.email]

    def test_it_opens_nothing_by_itself(self, user: User) -> None:
        set_up_phone(user)

        reset(user, "another password 34")

        client = Client()
        assert sign_in(client, user.email, "another password 34").headers["Location"] == CODE

    @pytest.mark.parametrize("password", ["short", "password1234", "nadia@example.org"])
    def test_one_that_is_guessed_is_refused(self, user: User, password: str) -> None:
        page = reset(user, password)

        assert "There is a problem" in said(page)
        assert authenticate(username=user.email, password=PASSWORD) == user

    def test_a_link_works_once(self, user: User) -> None:
        reset(user, "another password 34")
        link = re.search(r"http://localhost:\d+(/\S+)", str(mail.outbox[-1].body))
        assert link is not None

        page = Client().get(link[1], follow=True)

        assert "This link no longer works" in said(page)

    @pytest.mark.parametrize("link", ["1-guess", "1-a-b", "zzz-" + "0" * 32])
    def test_a_guess_leads_nowhere(self, link: str) -> None:
        page = Client().get(f"/sign-in/forgotten/{link}/", follow=True)

        assert "This link no longer works" in said(page)

    @pytest.mark.parametrize("state", ["closed", "nobody"])
    def test_who_cannot_sign_in_gets_no_letter(self, user: User, state: str) -> None:
        User.objects.update(is_active=False)
        user.refresh_from_db()

        write_reset(str(user.public_id) if state == "closed" else "")

        assert mail.outbox == []

    def test_not_more_than_three_an_hour(self, user: User) -> None:
        statuses = [
            Client().post("/sign-in/forgotten/", {"email": user.email}).status_code
            for _ in range(4)
        ]

        assert statuses == [302, 302, 302, 429]


class TestOnesOwn:
    @pytest.fixture
    def client(self, user: User) -> Client:
        client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
        sign_in(client, user.email)
        return client

    def test_what_there_is(self, client: Client, user: User) -> None:
        page = said(client.get(YOURS))

        assert user.email in page
        assert "not set up yet" in page

    def test_a_new_password_signs_out_everywhere_else(self, client: Client, user: User) -> None:
        other = Client()
        sign_in(other, user.email)
        answers = {"oldpassword": PASSWORD, "password1": "another password 34"}

        answer = client.post(YOURS + "password/", answers, follow=True)

        assert "You have a new password." in said(answer)
        assert client.get("/staff/").status_code == 200
        assert other.get("/staff/").status_code == 302

    def test_the_old_one_must_be_known(self, client: Client, user: User) -> None:
        answers = {"oldpassword": "wrong", "password1": "another password 34"}

        page = said(client.post(YOURS + "password/", answers))

        assert "This is not the password you have now" in page
        assert authenticate(username=user.email, password=PASSWORD) == user

    def test_devices_are_named_and_can_be_signed_out(self, client: Client, user: User) -> None:
        other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Version/18 Safari/605"})
        sign_in(other, user.email)

        page = said(client.get(YOURS + "devices/"))
        client.post(YOURS + "devices/")

        assert "Firefox on Windows" in page
        assert "Safari on iPhone" in page
        assert client.get("/staff/").status_code == 200
        assert other.get("/staff/").status_code == 302

    def test_another_phone_is_set_up_straight_away(self, user: User, settings: Any) -> None:
        settings.SECOND_STEP_REQUIRED = True
        secret = set_up_phone(user)
        fresh = Client()
        sign_in(fresh, user.email)
        fresh.post(CODE, {"code": code_of(secret)})

        assert fresh.get("/staff/").status_code == 200
        fresh.post(YOURS + "phone/another/")

        assert fresh.get("/staff/").headers["Location"] == YOURS + "phone/"

    def test_a_session_left_open_changes_nothing_about_signing_in(self, user: User) -> None:
        set_up_phone(user)
        client = Client()
        client.force_login(user)

        for path in ("phone/another/", "codes/", "codes/new/"):
            answer = client.get(YOURS + path)
            assert answer.headers["Location"].startswith("/sign-in/again/")


class TestAnInvitation:
    def address(self) -> str:
        link = make_link(invitation=invited("nadia@example.org"), by=BY, at=AT)
        return f"/sign-in/welcome/{link}/"

    @pytest.fixture(autouse=True)
    def stopped_clock(self, time_machine: Any) -> None:
        time_machine.move_to(AT)

    def test_it_greets_and_leads_in(self, client: Client) -> None:
        address = self.address()
        assert "Welcome, <bdi>Nadia Example</bdi>" in said(client.get(address))

        answer = client.post(address, {"password": PASSWORD})

        assert answer.headers["Location"] == "/staff/"
        assert client.get("/staff/").status_code == 200

    def test_it_leads_to_the_phone_where_one_is_asked_for(
        self, client: Client, settings: Any
    ) -> None:
        settings.SECOND_STEP_REQUIRED = True

        answer = client.post(self.address(), {"password": PASSWORD})

        assert answer.headers["Location"] == YOURS + "phone/"
        # They chose the password a moment ago: it is not asked for again.
        assert client.get(YOURS + "phone/").status_code == 200

    def test_looking_at_it_uses_nothing_up(self, client: Client) -> None:
        address = self.address()
        for _ in range(3):
            assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200

        assert client.post(address, {"password": PASSWORD}).status_code == 302

    @pytest.mark.parametrize(
        ("password", "words"),
        [("", "Enter a password"), ("short", "too short"), ("password1234", "too common")],
    )
    def test_what_is_wrong_with_a_password_is_said(
        self, client: Client, password: str, words: str
    ) -> None:
        page = client.post(self.address(), {"password": password})

        assert (page.status_code, words in said(page)) == (200, True)

    def test_used_or_guessed_says_what_to_do(self, client: Client) -> None:
        used = self.address()
        client.post(used, {"password": PASSWORD})

        for address in (used, "/sign-in/welcome/guess/"):
            for answer in (Client().get(address), Client().post(address, {"password": PASSWORD})):
                assert answer.status_code == 410
                assert "ask whoever invited you" in said(answer)
                assert "Nadia" not in said(answer)

    def test_who_was_signed_in_before_is_not_any_more(self, client: Client) -> None:
        client.force_login(joined("other@example.org"))

        client.post(self.address(), {"password": PASSWORD})

        assert "Nadia Example" in said(client.get("/staff/"))


class TestADemo:
    def test_it_says_that_a_password_is_all(self, settings: Any) -> None:
        settings.DEMO, settings.SECOND_STEP_REQUIRED = True, False

        assert "asks for a password only" in said(Client().get(SIGN_IN))

    def test_nothing_else_does(self) -> None:
        assert "asks for a password only" not in said(Client().get(SIGN_IN))
