"""The pages of design, as a browser without script asks for them."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from flyingstart.accounts.api import User
from flyingstart.design import slots
from flyingstart.design.api import Card, Venue
from flyingstart.design.web import views
from flyingstart.kernel.api import Slot
from tests.design.rendering import environment, tags, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user(
        "sam@example.org", "a long password", name="Sam Okafor", is_staff=True
    )


class TestHome:
    def test_it_is_for_everyone_and_in_the_language_of_the_browser(self, client: Client) -> None:
        english = client.get("/")
        urdu = client.get("/", headers={"accept-language": "ur,en;q=0.5"})

        assert 'lang="en" dir="ltr"' in english.content.decode()
        assert 'lang="ur" dir="rtl"' in urdu.content.decode()

    def test_it_needs_no_cookie(self, client: Client) -> None:
        assert dict(client.get("/").cookies) == {}

    def test_places_and_cards_come_from_slots(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        venues: Slot[Venue] = Slot(name="venues")
        venues.fill(lambda _: [Venue(name="Alder <Hub>", area="North", postcode="ZZ1 1AA")])
        cards: Slot[Card] = Slot(name="cards")
        cards.fill(lambda _: [Card(title="What’s on", text="This week.", href="/on/")])
        monkeypatch.setattr(views, "home_venues", venues)
        monkeypatch.setattr(views, "home_cards", cards)

        html = client.get("/").content.decode()

        said = words(html)
        at = said.index("Alder <Hub>")
        assert said[at : at + 3] == ["Alder <Hub>", "North", "ZZ1 1AA"]
        assert "What’s on" in said
        assert "Find a centre near you" in said

    def test_without_places_nothing_promises_any(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "home_venues", Slot[Venue](name="none"))

        said = words(client.get("/").content.decode())

        assert "Find a centre near you" not in said
        assert "Where to find us" not in said

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_it_is_only_read(self, client: Client, method: str) -> None:
        assert getattr(client, method)("/").status_code == 405

    def test_scripts_carry_the_nonce_of_the_policy(self, client: Client) -> None:
        response = client.get("/")

        policy = response.headers["Content-Security-Policy"]
        match = re.search(r"script-src [^;]*'nonce-([^']+)'", policy)
        assert match is not None
        nonces = [script["nonce"] for script in tags(response.content.decode(), "script")]
        assert nonces == [match[1]] * 2
        assert "unsafe" not in policy

    def test_a_demonstration_says_so(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(environment().globals, "demo", True)

        assert "Every person and family here is made up." in words(client.get("/").content.decode())


class TestLanguage:
    @pytest.mark.parametrize(
        ("path", "language", "offered"), [("/staff/", "en", False), ("/sign-in/", "ur", True)]
    )
    def test_pages_of_staff_are_in_a_language_that_they_are_whole_in(
        self, client: Client, user: User, path: str, language: str, offered: bool
    ) -> None:
        if path == "/staff/":
            client.force_login(user)

        html = client.get(path, headers={"accept-language": "ur"}).content.decode()

        assert f'<html lang="{language}"' in html
        assert ("fs-languages" in html) == offered

    def test_who_chose_urdu_before_has_staff_pages_in_english_and_their_own_again(
        self, client: Client, user: User
    ) -> None:
        client.get("/language/ur/")
        client.force_login(user)

        answers = [client.get(path) for path in ("/", "/staff/", "/staff/nowhere/", "/")]

        assert [answer.headers["Content-Language"] for answer in answers] == [
            "ur",
            "en",
            "en",
            "ur",
        ]
        assert '<html lang="en"' in answers[2].content.decode()

    @pytest.mark.usefixtures("staff_in_urdu")
    def test_once_they_are_translated_they_are_offered(self, client: Client, user: User) -> None:
        client.force_login(user)

        html = client.get("/staff/", headers={"accept-language": "ur"}).content.decode()

        assert '<html lang="ur"' in html
        assert "fs-languages" in html

    def test_it_is_remembered(self, client: Client) -> None:
        response = client.get("/language/ur/", {"next": "/sign-in/?next=/staff/"})

        assert response.status_code == 302
        assert response.headers["Location"] == "/sign-in/?next=/staff/"
        cookie = response.cookies["django_language"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("ur", True, "Lax")
        assert 'lang="ur"' in client.get("/").content.decode()

    @pytest.mark.parametrize(
        "next_", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
    )
    def test_it_never_leads_elsewhere(self, client: Client, next_: str) -> None:
        assert client.get("/language/en/", {"next": next_}).headers["Location"] == "/"

    @pytest.mark.parametrize("code", ["fr", "xx", "EN", "en-gb"])
    def test_a_language_we_do_not_speak_is_not_found(self, client: Client, code: str) -> None:
        assert client.get(f"/language/{code}/").status_code == 404


@pytest.mark.usefixtures("user")
class TestSigningIn:
    def test_right_leads_where_one_wanted_to_go(self, client: Client) -> None:
        details = {"login": "SAM@example.org", "password": "a long password"}

        response = client.post("/sign-in/?next=/staff/gallery/", details)

        assert response.headers["Location"] == "/staff/gallery/"

    def test_it_never_leads_elsewhere(self, client: Client) -> None:
        details = {
            "login": "sam@example.org",
            "password": "a long password",
            "next": "https://evil.example/",
        }

        assert client.post("/sign-in/", details).headers["Location"] == "/staff/"

    @pytest.mark.parametrize(
        ("details", "errors"),
        [
            ({}, ["Enter your email address", "Enter your password"]),
            ({"login": "sam@example.org"}, ["Enter your password"]),
            ({"password": "x"}, ["Enter your email address"]),
        ],
    )
    def test_what_is_missing_is_said_above_and_beside(
        self, client: Client, details: dict[str, str], errors: list[str]
    ) -> None:
        said = words(client.post("/sign-in/", details).content.decode())

        assert [said.count(error) for error in errors] == [2] * len(errors)

    @pytest.mark.parametrize("email", ["sam@example.org", "nobody@example.org"])
    def test_wrong_does_not_tell_whether_the_address_is_known(
        self, client: Client, email: str
    ) -> None:
        response = client.post("/sign-in/", {"login": email, "password": "wrong"})

        words_ = "That email address and password do not go together. Check both and try again."
        assert response.status_code == 200
        assert words_ in words(response.content.decode())
        assert "wrong" not in response.content.decode()

    def test_an_account_that_is_closed_cannot_sign_in(self, client: Client) -> None:
        User.objects.update(is_active=False)
        details = {"login": "sam@example.org", "password": "a long password"}

        assert client.post("/sign-in/", details).status_code == 200

    def test_who_has_signed_in_is_not_asked_again(self, client: Client, user: User) -> None:
        client.force_login(user)

        assert client.get("/sign-in/").headers["Location"] == "/staff/"

    def test_signing_out_needs_a_form_and_leads_home(self, client: Client, user: User) -> None:
        client.force_login(user)

        assert client.get("/sign-out/").status_code == 405
        assert client.post("/sign-out/").headers["Location"] == "/"
        assert client.get("/staff/").status_code == 302

    def test_a_form_from_elsewhere_is_refused_in_plain_words(self) -> None:
        client = Client(enforce_csrf_checks=True)

        response = client.post("/sign-in/", {"login": "sam@example.org", "password": "x"})

        assert response.status_code == 403
        assert words(response.content.decode()).count("This page was open too long") == 1


class TestStaff:
    @pytest.mark.parametrize(
        "name", ["staff", "gallery", "gallery-questions", "gallery-parts", "gallery-search"]
    )
    def test_a_visitor_is_asked_to_sign_in(self, client: Client, name: str) -> None:
        path = reverse(name)

        assert client.get(path).headers["Location"] == f"/sign-in/?next={path}"

    def test_it_greets_by_name(self, client: Client, user: User) -> None:
        client.force_login(user)

        said = words(client.get("/staff/").content.decode())

        assert "Sam Okafor" in said
        assert said[said.index("Sign out") + 1 :].count("Today") == 2  # menu and heading

    def test_cards_come_from_slots_by_what_the_person_may_see(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cards: Slot[Card] = Slot(name="cards")

        def waiting(request: HttpRequest) -> list[Card]:
            return [Card(title=f"For {request.user}", text="x", href="/y/", figure="3")]

        cards.fill(waiting)
        monkeypatch.setattr(views, "staff_cards", cards)
        client.force_login(user)

        assert "For Sam Okafor" in words(client.get("/staff/").content.decode())

    def test_nothing_to_do_says_who_can_help(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "staff_cards", Slot[Card](name="none"))
        client.force_login(user)

        said = words(client.get("/staff/").content.decode())

        assert (
            "There is nothing here for you yet. "
            "Your manager can give you access to the pages you need."
        ) in said


SHOWN = {
    "/staff/gallery/": [
        "govuk-button",
        "govuk-details",
        "govuk-inset-text",
        "govuk-error-summary",
        "govuk-notification-banner",
        "govuk-warning-text",
        "govuk-panel",
        "govuk-tag",
        "govuk-pagination",
        "fs-empty",
        "fs-table",
        "fs-filters",
        "fs-map__picture",
        "fs-chart__picture",
    ],
    "/staff/gallery/questions/?state=wrong": [
        "govuk-input",
        "govuk-date-input",
        "govuk-radios",
        "govuk-checkboxes",
        "govuk-select",
        "govuk-textarea",
        "govuk-file-upload",
        "govuk-input__wrapper govuk-password-input__wrapper",
        "govuk-radios__conditional",
        "govuk-error-summary",
        "govuk-error-message",
    ],
    "/staff/gallery/parts/": [
        "fs-card",
        "fs-search",
        "fs-timeline",
        "fs-state fs-state--empty",
        "fs-state fs-state--error",
        "fs-state fs-state--denied",
        "fs-state fs-state--offline",
        "fs-offline",
        "govuk-body-s fs-on-paper",
        "govuk-summary-list",
        "govuk-summary-card",
        "govuk-task-list",
        "govuk-tabs",
    ],
}


class TestGallery:
    @pytest.mark.parametrize("language", ["en", "ur"])
    @pytest.mark.usefixtures("staff_in_urdu")
    @pytest.mark.parametrize("path", SHOWN)
    def test_it_shows_every_component(
        self, client: Client, user: User, language: str, path: str
    ) -> None:
        client.force_login(user)

        html = client.get(path, headers={"accept-language": language}).content.decode()

        assert f'<html lang="{language}"' in html
        assert [name for name in SHOWN[path] if f'class="{name}' not in html] == []

    def test_a_form_that_is_sent_is_judged_and_nothing_is_kept(
        self, client: Client, user: User
    ) -> None:
        client.force_login(user)

        html = client.post("/staff/gallery/questions/", {"name": "<b>"}).content.decode()

        assert 'value="&lt;b&gt;"' in html
        assert words(html).count("Enter the cost") == 2  # in the summary and at the field

    @pytest.mark.parametrize(
        ("written", "said", "found"),
        [
            ("wi", "1 family", ["Łucja Wiśniewska"]),
            ("XX2", "2 families", ["عائشہ خان", "Ștefan"]),
            ("zzz", "Nothing found", []),
            ("", "Nothing found", []),
        ],
    )
    def test_its_search_finds_while_one_writes(
        self, client: Client, user: User, written: str, said: str, found: list[str]
    ) -> None:
        client.force_login(user)

        answer = client.get("/staff/gallery/search/", {"q": written}).json()

        assert (answer["words"], [one["title"] for one in answer["found"]]) == (said, found)

    def test_its_file_is_the_tables(self, client: Client, user: User) -> None:
        client.force_login(user)

        response = client.get("/staff/gallery/?sample-export=csv&sample-name=ivy")

        assert response.content.decode("utf-8-sig") == (
            'Area,Part,Reached,"Children, under five","Rate, of children under five (%)"\r\n'
            "Ivy Bank,West,189,498,38.0\r\n"
        )

    def test_it_asks_the_database_only_who_is_there(
        self,
        client: Client,
        user: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(slots, "authority_name", Slot[str](name="none"))
        client.force_login(user)

        # Savepoint, actor, session, user, release; and what fillers of the menu ask.
        with django_assert_max_num_queries(12):
            client.get("/staff/gallery/")
