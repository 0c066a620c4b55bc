"""When a session ends, and what its owner is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from flyingstart.accounts.api import (
    RoleAt,
    User,
    close_sign_in,
    end_role,
    end_sessions,
    give_role,
)
from flyingstart.accounts.operations.sessions import forget_sessions
from flyingstart.accounts.tasks import forget
from tests.accounts.world import AT, BY, MANAGER, PASSWORD, joined

pytestmark = pytest.mark.django_db

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
# Any page of staff: this one is small.
PAGE = "/staff/gallery/search/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client() -> Client:
    with time_machine.travel(AT, tick=False):
        return signed_in(joined())


def at(moment: dt.datetime, client: Client, path: str = PAGE) -> tuple[int, str]:
    with time_machine.travel(moment, tick=False):
        answer = client.get(path)
    return answer.status_code, answer.headers.get("Location", "")


class TestDoingNothing:
    def test_for_less_than_half_an_hour_is_fine(self, client: Client) -> None:
        assert at(AT + 29 * MINUTE, client) == (200, "")

    def test_for_half_an_hour_signs_out_and_says_so(self, client: Client) -> None:
        assert at(AT, client) == (200, "")

        assert at(AT + 30 * MINUTE, client) == (
            302,
            "/sign-in/?next=%2Fstaff%2Fgallery%2Fsearch%2F&why=idle",
        )
        # For good: the session is gone, not only this answer.
        assert at(AT + 31 * MINUTE, client)[0] == 302

    def test_every_click_counts(self, client: Client) -> None:
        for minutes in range(0, 120, 20):
            assert at(AT + minutes * MINUTE, client) == (200, "")

    def test_it_is_the_setting_that_says_how_long(self, client: Client, settings: object) -> None:
        settings.IDLE_SECONDS = 60  # type: ignore[attr-defined]
        at(AT, client)

        assert at(AT + MINUTE, client)[0] == 302

    def test_on_a_public_page_one_is_a_visitor_again(self, client: Client) -> None:
        at(AT, client)

        assert at(AT + HOUR, client, "/") == (200, "")
        assert at(AT + HOUR, client)[0] == 302

    def test_a_day_is_the_longest(self, client: Client) -> None:
        for minutes in range(0, 8 * 60, 20):
            assert at(AT + minutes * MINUTE, client) == (200, "")

        assert at(AT + 8 * HOUR, client) == (
            302,
            "/sign-in/?next=%2Fstaff%2Fgallery%2Fsearch%2F&why=day",
        )


class TestAFormThatComesTooLate:
    def post(self, client: Client, referer: str) -> str:
        with time_machine.travel(AT + HOUR, tick=False):
            answer = client.post(
                "/staff/reach/count-again/", {"asked": "x"}, headers={"referer": referer}
            )
        assert answer.status_code == 302
        return str(answer.headers["Location"])

    def test_leads_back_to_the_page_it_stood_on(self, client: Client) -> None:
        at(AT, client)

        assert self.post(client, "http://testserver/staff/reach/?period=2026-Q1") == (
            "/sign-in/?next=%2Fstaff%2Freach%2F%3Fperiod%3D2026-Q1&why=idle&lost=1"
        )

    @pytest.mark.parametrize(
        "referer", ["", "https://evil.example/staff/", "http://testserver/", "javascript:alert(1)"]
    )
    def test_never_to_anywhere_else(self, client: Client, referer: str) -> None:
        at(AT, client)

        assert self.post(client, referer) == "/sign-in/?next=%2Fstaff%2F&why=idle&lost=1"

    def test_sign_in_says_why_and_that_it_was_not_saved(self, client: Client) -> None:
        page = client.get("/sign-in/?next=/staff/&why=idle&lost=1").content.decode()
        client.post("/sign-out/")
        page = client.get("/sign-in/?next=/staff/&why=idle&lost=1").content.decode()

        assert "You were signed out because nothing was done for a while." in page
        assert "What you sent last was not saved." in page

    @pytest.mark.parametrize("why", ["", "<script>", "other"])
    def test_it_says_nothing_that_it_does_not_know(self, why: str) -> None:
        page = Client().get("/sign-in/", {"why": why}).content.decode()

        assert "signed out" not in page
        assert "<script>alert" not in page


class TestEndedFromElsewhere:
    @pytest.mark.parametrize(
        "end",
        [
            lambda user: end_role(grant=user.grants.get(), by=BY, at=AT),
            lambda user: close_sign_in(user=user, by=BY, at=AT),
            lambda user: end_sessions(user=user, by=BY, at=AT),
            lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
            lambda user: (user.set_password("another password 34"), user.save()),
        ],
        ids=["role", "closed", "signed out", "inactive", "password"],
    )
    def test_the_next_request_is_a_strangers(self, end: Callable[[User], object]) -> None:
        user = joined()
        clients = [signed_in(user), signed_in(user)]
        assert [client.get(PAGE).status_code for client in clients] == [200, 200]

        end(user)

        for client in clients:
            answer = client.get(PAGE)
            assert (answer.status_code, answer.headers["Location"]) == (
                302,
                "/sign-in/?next=%2Fstaff%2Fgallery%2Fsearch%2F&why=ended",
            )

    def test_a_new_role_ends_nothing_and_holds_at_once(self) -> None:
        user = joined(roles=[RoleAt(role_name="partner")])
        client = signed_in(user)
        assert client.get("/staff/reach/").status_code == 403

        give_role(user=user, role=MANAGER, by=BY, at=AT)

        assert client.get("/staff/reach/").status_code != 403

    def test_a_session_of_one_role_is_none_of_the_next(self) -> None:
        user = joined(roles=[MANAGER])
        stolen = signed_in(user)

        end_role(grant=user.grants.get(), by=BY, at=AT)
        give_role(user=user, role=RoleAt(role_name="administrator"), by=BY, at=AT)

        assert stolen.get("/staff/people/").status_code == 302


class TestSigningIn:
    def test_the_key_of_the_session_is_another_than_before(self) -> None:
        user = joined()
        client = Client()
        session = client.session
        session["planted"] = "by somebody else"
        session.save()
        before = str(session.session_key)
        client.cookies["flyingstart_session"] = before

        client.post("/sign-in/", {"login": user.email, "password": PASSWORD})

        after = client.cookies["flyingstart_session"].value
        assert after != before
        client.cookies["flyingstart_session"] = before
        assert client.get(PAGE).status_code == 302

    def test_somebody_else_s_session_is_left_behind(self) -> None:
        first, second = joined("first@example.org"), joined("second@example.org")
        client = signed_in(first)
        session = client.session
        session["wanted"] = "/staff/secret/"
        session.save()
        client.post("/sign-out/")

        client.post("/sign-in/", {"login": second.email, "password": PASSWORD})

        assert "wanted" not in client.session

    def test_the_cookie_ends_with_the_browser_and_is_not_for_scripts(self) -> None:
        user = joined()

        answer = Client().post("/sign-in/", {"login": user.email, "password": PASSWORD})

        cookie = answer.cookies["flyingstart_session"]
        assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


class TestGoingBack:
    @pytest.mark.parametrize("path", ["/staff/", PAGE, "/staff/nowhere/", "/sign-in/yours/"])
    def test_shows_nothing_to_the_next_at_a_shared_device(self, client: Client, path: str) -> None:
        # What a browser may keep, it shows again after somebody signed out, and asks nobody.
        with time_machine.travel(AT, tick=False):
            assert client.get(path).headers["Cache-Control"] == "no-store"

    def test_a_page_that_says_itself_how_it_is_kept_is_left_so(self, client: Client) -> None:
        with time_machine.travel(AT, tick=False):
            answer = client.get("/whats-on/calendar.ics")

        assert answer.headers["Cache-Control"] == "public, max-age=900"

    def test_what_was_said_and_not_read_is_gone_with_the_session(self) -> None:
        # The answer never came: a hall with a weak signal, a tablet that is handed on.
        user = joined()
        client = signed_in(user)
        sent = {"password": PASSWORD, "pin": "739184"}
        assert client.post("/staff/tablets/your-number/", sent).status_code == 302
        kept = set(client.cookies)

        client.post("/sign-out/")

        assert (
            "Your number for shared tablets is set" not in client.get("/sign-in/").content.decode()
        )
        assert kept == {"flyingstart_session"}


class TestForgetting:
    def test_what_is_over_goes_with_the_device_it_was_on(self) -> None:
        user, hours = joined(), settings.SESSION_COOKIE_AGE // 3600
        with time_machine.travel(AT, tick=False):
            sign_in(user)
        with time_machine.travel(AT + HOUR, tick=False):
            still = sign_in(user)

        gone = forget_sessions(by=BY, at=AT + hours * HOUR)
        again = forget_sessions(by=BY, at=AT + hours * HOUR)

        assert (gone, again) == (1, 0)
        kept = still.cookies["flyingstart_session"].value
        assert [one.session_key for one in Session.objects.all()] == [kept]
        assert [one.session_key for one in UserSession.objects.all()] == [kept]

    def test_the_task_forgets_what_is_over_by_now(self) -> None:
        with time_machine.travel(AT, tick=False):
            sign_in(joined())

        with time_machine.travel(AT + 24 * HOUR, tick=False):
            forget()

        assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)


def sign_in(user: User) -> Client:
    """Somebody at a device of their own."""
    client = Client()
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return client
