"""The pages on which administrators look after sign-ins."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from flyingstart.accounts.api import (
    AccessLog,
    Invitation,
    RoleAt,
    User,
    accept_invitation,
    close_sign_in,
    log_download,
)
from flyingstart.accounts.web.own import device
from tests.accounts.people import user_with
from tests.accounts.phones import phones_of, set_up_phone
from tests.accounts.world import ADMINISTRATOR, AT, BY, MANAGER, PASSWORD, invited, joined, places
from tests.history import history_of

pytestmark = pytest.mark.django_db

PEOPLE = "/staff/people/"
THING = uuid.UUID("0192d3a0-0000-7000-8000-000000000001")
NOBODY = "0192d3a0-0000-7000-8000-000000000000"
ACTS = ("close", "lost-phone", "sign-out", "send-again", "withdraw")


@pytest.fixture(autouse=True)
def stopped_clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def keeper() -> User:
    return joined("keeper@example.org", [ADMINISTRATOR], name="Ade Keeper")


@pytest.fixture
def client(keeper: User) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


def said(answer: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def page_of(user: User, rest: str = "") -> str:
    return f"{PEOPLE}{user.public_id}/{rest}"


def rows(answer: Any) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


class TestTheList:
    def test_everybody_is_on_it_with_roles_and_state(self, client: Client) -> None:
        north, _, _, hall = places()
        joined("m@example.org", [RoleAt(role_name="manager", neighbourhood=north)], name="Maya")
        invited("s@example.org", "Sam", [RoleAt(role_name="session_staff", site=hall)])
        close_sign_in(user=joined("g@example.org", name="Gone"), by=BY, at=AT)

        found = rows(client.get(PEOPLE, {"people-export": "csv"}))

        assert [(row["Name"], row["Roles"], row["State"]) for row in found] == [
            ("Ade Keeper", "Administrator (everywhere)", "can sign in"),
            ("Gone", "", "closed"),
            ("Maya", "Manager (North)", "can sign in"),
            ("Sam", "Session staff (Birch Hall)", "invited"),
        ]

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({"people-who": "may exam"}, ["Maya"]),
            ({"people-who": "@example"}, ["Ade Keeper", "Ben", "Maya", "Sam"]),
            ({"people-role": "manager"}, ["Maya"]),
            ({"people-place": "north"}, ["Maya", "Sam"]),
            ({"people-place": "everywhere"}, ["Ade Keeper", "Ben"]),
            ({"people-state": "invited"}, ["Ben"]),
            ({"people-state": "closed"}, []),
            ({"people-role": "manager", "people-place": "south"}, []),
            ({"people-role": "nonsense"}, ["Ade Keeper", "Ben", "Maya", "Sam"]),
        ],
    )
    def test_it_is_narrowed(self, client: Client, asked: dict[str, str], names: list[str]) -> None:
        north, _, hub, _ = places()
        joined("m@example.org", [RoleAt(role_name="manager", neighbourhood=north)], name="Maya")
        joined("s@example.org", [RoleAt(role_name="session_staff", site=hub)], name="Sam")
        invited("b@example.org", "Ben", [RoleAt(role_name="analyst")])

        found = rows(client.get(PEOPLE, {**asked, "people-export": "csv"}))

        assert [row["Name"] for row in found] == names

    def test_it_asks_as_much_for_three_as_for_one(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        north, south, _, _ = places()
        client.get(PEOPLE)
        with django_assert_num_queries(12) as one:
            client.get(PEOPLE)
        for n in range(3):
            role = RoleAt(role_name="manager", neighbourhood=(north, south)[n % 2])
            joined(f"m{n}@example.org", [role, RoleAt(role_name="analyst")])

        with django_assert_num_queries(len(one)):
            client.get(PEOPLE)

    @pytest.mark.parametrize("role", ["manager", "business_support", "partner", ""])
    def test_it_is_not_for_other_roles(self, role: str) -> None:
        other = Client()
        user = user_with(role)
        user.refresh_from_db()
        other.force_login(user)

        for address in (PEOPLE, page_of(user), page_of(user, "close/"), f"{PEOPLE}invite/"):
            assert other.get(address).status_code == 403
            assert other.post(address).status_code in {403, 405}
        user.refresh_from_db()
        assert user.is_active
        assert f'href="{PEOPLE}"' not in other.get("/staff/").content.decode()

    def test_the_menu_leads_there(self, client: Client) -> None:
        assert f'href="{PEOPLE}"' in client.get("/staff/").content.decode()


class TestInviting:
    ANSWERS = {
        "name": "Nadia Example",
        "email": "nadia@example.org",
        "role": "manager",
        "reach": "authority",
    }

    def test_it_invites_and_shows_who(self, client: Client, keeper: User) -> None:
        north, _, _, _ = places()
        answers = {**self.ANSWERS, "reach": "neighbourhood", "neighbourhood": str(north.pk)}

        page = client.post(f"{PEOPLE}invite/", answers, follow=True)

        user = User.objects.get(email="nadia@example.org")
        assert page.redirect_chain == [(page_of(user), 302)]
        assert "A letter with the link is on its way." in said(page)
        assert str(user.grants.get()) == "Manager, North"
        assert history_of(user).first().pgh_context.metadata["actor"] == str(keeper.public_id)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"name": ""}, "Enter their name"),
            ({"email": "nonsense"}, "Enter an email address in the correct format"),
            ({"email": "keeper@example.org"}, "signs in with this email address already"),
            ({"role": ""}, "Choose a role"),
            ({"role": "king"}, "Choose"),
            ({"reach": ""}, "Choose where"),
            ({"reach": "site"}, "site"),
            ({"reach": "neighbourhood", "neighbourhood": "99999"}, "Choose"),
            ({"role": "administrator", "reach": "site", "site": "HUB"}, "for everywhere"),
            ({"until-day": "1", "until-month": "1", "until-year": "2020"}, "last day"),
        ],
    )
    def test_what_is_wrong_is_said_and_nobody_is_invited(
        self, client: Client, changes: dict[str, str], words: str
    ) -> None:
        _, _, hub, _ = places()
        changes = {key: str(hub.pk) if value == "HUB" else value for key, value in changes.items()}

        page = client.post(f"{PEOPLE}invite/", {**self.ANSWERS, **changes})

        assert page.status_code == 200
        assert "There is a problem" in said(page)
        assert words in said(page)
        assert not Invitation.objects.filter(user__email="nadia@example.org").exists()

    def test_every_role_is_explained(self, client: Client) -> None:
        page = said(client.get(f"{PEOPLE}invite/"))

        assert "Keeps the record in order" in page
        assert "Sees no names, changes nothing." in page

    def test_names_that_are_markup_stay_words(self, client: Client) -> None:
        name = "<script>alert(1)</script>\u202eevil"

        page = client.post(f"{PEOPLE}invite/", {**self.ANSWERS, "name": name}, follow=True)

        html = page.content.decode()
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;evil" in html

    def test_the_link_is_told_once(self, client: Client) -> None:
        user = invited("nadia@example.org").user
        before = said(client.get(page_of(user, "link/")))

        page = client.post(page_of(user, "link/"))

        link = re.search(r"/sign-in/welcome/([\w-]+)/", page.content.decode())
        assert link is not None
        assert "welcome" not in before
        assert "no-store" in page.headers["Cache-Control"]
        assert accept_invitation(link=link[1], password=PASSWORD, by=BY, at=AT) == user
        assert client.post(page_of(user, "link/")).status_code == 404


class TestAPerson:
    def test_roles_of_then_and_now_and_what_was_opened(self, client: Client) -> None:
        north, _, _, _ = places()
        user = joined("m@example.org", [RoleAt(role_name="manager", neighbourhood=north), MANAGER])
        client.post(page_of(user, f"role/{user.grants.last().public_id}/end/"))  # type: ignore[union-attr]
        AccessLog.objects.create(user=user, kind="family", thing=THING, allowed=False, at=AT)

        page = said(client.get(page_of(user)))

        assert "North , since 4 March 2026" in page
        assert "Roles that have ended Manager, everywhere : on 4 March 2026, taken back" in page
        assert "Runs the work of a place" in page
        assert f"Family {THING} refused" in page

    def test_one_more_role(self, client: Client) -> None:
        _, _, hub, _ = places()
        user = joined("m@example.org")
        answers = {"role": "session_staff", "reach": "site", "site": str(hub.pk)}

        page = client.post(page_of(user, "role/"), answers, follow=True)

        assert "The role holds from now on." in said(page)
        assert user.grants.filter(role_name="session_staff", site=hub).exists()

    def test_the_last_day_is_a_day_on_which_it_holds(self, client: Client) -> None:
        user = joined("m@example.org")
        until = {"until-day": "31", "until-month": "3", "until-year": "2026"}

        page = client.post(
            page_of(user, "role/"),
            {"role": "analyst", "reach": "authority", **until},
            follow=True,
        )

        assert str(user.grants.get(role_name="analyst").ends_on) == "2026-04-01"
        assert "4 March 2026 to 31 March 2026" in said(page)

    def test_nobody_gives_a_role_to_themselves(self, client: Client, keeper: User) -> None:
        answers = {"role": "manager", "reach": "authority"}

        page = client.post(page_of(keeper, "role/"), answers)

        assert "Nobody can give a role to themselves" in said(page)
        assert keeper.grants.count() == 1

    def test_the_last_administrator_cannot_be_ended(self, client: Client, keeper: User) -> None:
        grant = keeper.grants.get()

        page = client.post(page_of(keeper, f"role/{grant.public_id}/end/"), follow=True)

        assert "This is the last administrator" in said(page)
        grant.refresh_from_db()
        assert grant.ends_on is None

    def test_a_role_ends_once_asked_in_its_own_words(self, client: Client) -> None:
        user = joined("m@example.org")
        address = page_of(user, f"role/{user.grants.get().public_id}/end/")

        page = said(client.get(address))

        assert "End this role of Nadia Example" in page
        assert "Manager, everywhere. It ends now, and they are signed out everywhere." in page
        assert user.grants.get().ends_on is None

    def test_who_sets_up_and_whose_letter_has_not_left_are_said_to_be(
        self, client: Client, keeper: User
    ) -> None:
        User.objects.filter(pk=keeper.pk).update(is_superuser=True)
        waiting = invited("w@example.org").user

        assert "everything, for setting up" in said(client.get(page_of(keeper)))
        assert "the letter has not left yet" in said(client.get(page_of(waiting)))

    @pytest.mark.parametrize("address", [NOBODY, f"{NOBODY}/role", f"{NOBODY}/close"])
    def test_nobody_is_not_found(self, client: Client, address: str) -> None:
        assert client.get(f"{PEOPLE}{address}/").status_code == 404
        assert client.post(f"{PEOPLE}{address}/").status_code in {404, 405}

    def test_a_role_of_somebody_else_is_not_found(self, client: Client, keeper: User) -> None:
        user = joined("m@example.org")

        address = page_of(user, f"role/{keeper.grants.get().public_id}/end/")

        assert client.post(address).status_code == 404


class TestWhatCanBeDone:
    @pytest.mark.parametrize(
        ("state", "acts"),
        [
            ("active", {"close", "lost-phone", "sign-out"}),
            ("invited", {"send-again", "withdraw"}),
            ("closed", set()),
        ],
    )
    def test_only_what_fits_the_state(self, client: Client, state: str, acts: set[str]) -> None:
        user = invited().user if state == "invited" else joined()
        if state == "closed":
            close_sign_in(user=user, by=BY, at=AT)

        statuses = {act: client.get(page_of(user, f"{act}/")).status_code for act in ACTS}

        assert {act for act, status in statuses.items() if status == 200} == acts
        assert {statuses[act] for act in set(ACTS) - acts} <= {404}
        assert client.post(page_of(user, "nonsense/")).status_code == 404

    def test_looking_at_the_question_does_nothing(self, client: Client) -> None:
        user = joined()
        for act in ("close", "lost-phone", "sign-out"):
            client.get(page_of(user, f"{act}/"))

        user.refresh_from_db()
        assert user.is_active

    def test_closing(self, client: Client) -> None:
        user = joined()

        page = client.post(page_of(user, "close/"), follow=True)

        assert "The sign-in is closed." in said(page)
        user.refresh_from_db()
        assert not user.is_active

    def test_closing_one_s_own_as_the_last(self, client: Client, keeper: User) -> None:
        page = client.post(page_of(keeper, "close/"), follow=True)

        assert "This is the last administrator" in said(page)

    def test_a_lost_phone(self, client: Client) -> None:
        user = joined()
        set_up_phone(user)

        page = client.post(page_of(user, "lost-phone/"), follow=True)

        assert "The phone is forgotten." in said(page)
        assert not phones_of(user).exists()

    def test_withdrawing_and_inviting_again(self, client: Client) -> None:
        user = invited().user
        client.post(page_of(user, "withdraw/"))
        assert "Invite again" in said(client.get(page_of(user)))

        page = client.post(
            page_of(user, "reopen/"), {"role": "analyst", "reach": "authority"}, follow=True
        )

        assert "Invited again." in said(page)
        assert user.invitations.filter(withdrawn_at=None).count() == 1

    def test_nobody_who_is_still_here_is_invited_again(self, client: Client) -> None:
        user = joined()
        assert "Invite Nadia Example again" in said(client.get(page_of(user, "reopen/")))

        page = client.post(page_of(user, "reopen/"), {"role": "analyst", "reach": "authority"})

        assert "This sign-in is not closed." in said(page)
        assert user.grants.count() == 1

    def test_a_form_sent_twice_says_so(self, client: Client) -> None:
        user = joined()
        grant = user.grants.get()
        client.post(page_of(user, f"role/{grant.public_id}/end/"))

        page = client.post(page_of(user, f"role/{grant.public_id}/end/"), follow=True)

        assert "This role has ended already." in said(page)

    def test_a_form_from_elsewhere_does_nothing(self, keeper: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(keeper)
        user = joined()

        assert client.post(page_of(user, "close/")).status_code == 403
        user.refresh_from_db()
        assert user.is_active


class TestTheAccessLog:
    def test_who_opened_what_newest_first(self, client: Client) -> None:
        user = joined("m@example.org", name="Maya")
        for thing, allowed in [(THING, True), (uuid.UUID(NOBODY), False)]:
            AccessLog.objects.create(user=user, kind="family", thing=thing, allowed=allowed, at=AT)

        found = rows(client.get(f"{PEOPLE}openings/", {"log-export": "csv"}))

        assert [(r["Who"], r["What"], r["Record"], r["Outcome"]) for r in found] == [
            ("Maya", "Family", NOBODY, "refused"),
            ("Maya", "Family", str(THING), "opened"),
        ]

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("person", "Person"),
            ("register on paper", "Register on paper"),
            ("day book entry", "Day book entry"),
            ("concern", "Worry"),
            ("merge", "Joined records"),
        ],
    )
    def test_what_was_opened_is_said_as_pages_say_it(
        self, client: Client, kind: str, words: str
    ) -> None:
        AccessLog.objects.create(user=joined(), kind=kind, thing=THING, allowed=True, at=AT)

        found = rows(client.get(f"{PEOPLE}openings/", {"log-export": "csv"}))

        assert [row["What"] for row in found] == [words]

    @pytest.mark.parametrize(("order", "names"), [("who", "AB"), ("-who", "BA"), ("at", "BA")])
    def test_sorted_by_each_heading_that_sorts(
        self, client: Client, order: str, names: str
    ) -> None:
        for minutes, name in enumerate("BA"):
            user, at = joined(f"{name}@example.org", name=name), AT + dt.timedelta(minutes=minutes)
            AccessLog.objects.create(user=user, kind="family", thing=THING, allowed=True, at=at)

        found = rows(client.get(f"{PEOPLE}openings/", {"log-sort": order, "log-export": "csv"}))

        assert "".join(row["Who"] for row in found) == names

    def test_a_file_that_was_taken_away_is_named_with_its_rows(self, client: Client) -> None:
        user = joined("m@example.org", name="Maya")
        log_download(what="list of families", rows=231, user=user, at=AT)

        found = rows(client.get(f"{PEOPLE}openings/", {"log-export": "csv"}))

        assert [(r["Who"], r["What"], r["Record"], r["Outcome"]) for r in found] == [
            ("Maya", "File taken away", "list of families, 231 rows", "opened")
        ]

    @pytest.mark.parametrize(
        ("path", "asked", "noted"),
        [
            (PEOPLE, {"people-export": "csv", "people-who": "maya"}, ("sign-ins", 1)),
            (f"{PEOPLE}openings/", {"log-export": "csv"}, ("opened records", 2)),
        ],
    )
    def test_files_of_these_pages_are_on_record_themselves(
        self, client: Client, path: str, asked: dict[str, str], noted: tuple[str, int]
    ) -> None:
        user = joined("m@example.org", name="Maya")
        for thing in (THING, uuid.UUID(NOBODY)):
            AccessLog.objects.create(user=user, kind="family", thing=thing, allowed=True, at=AT)

        client.get(path, asked)

        log = AccessLog.objects.filter(kind="file")
        assert list(log.values_list("detail", "rows")) == [noted]

    @pytest.mark.parametrize(
        "asked", [str(THING), f"https://site.example/staff/families/{THING}/notes/", THING.hex]
    )
    def test_of_one_record_by_its_address(self, client: Client, asked: str) -> None:
        user = joined("m@example.org", name="Maya")
        for thing in (THING, uuid.UUID(NOBODY)):
            AccessLog.objects.create(user=user, kind="family", thing=thing, allowed=True, at=AT)

        page = client.get(f"{PEOPLE}openings/", {"record": asked, "log-export": "csv"})

        assert [row["Record"] for row in rows(page)] == [str(THING)]

    def test_what_is_no_address_is_said_to_be_none(self, client: Client) -> None:
        page = client.get(f"{PEOPLE}openings/", {"record": "the Khans"})

        assert "This is not the address of a record" in said(page)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 8) Chrome/90 Mobile Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone) CriOS/120 Safari/605", "Chrome on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Safari/605", "Safari on Mac"),
        ("curl/8", "An unknown device"),
        ("", "An unknown device"),
    ],
)
def test_devices_in_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words


def test_who_is_still_here_says_so_and_gets_nothing(client: Client) -> None:
    answer = client.get(f"{PEOPLE}still-here/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert "no-store" in answer.headers["Cache-Control"]
