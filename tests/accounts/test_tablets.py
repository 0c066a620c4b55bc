"""Shared tablets: enrolled by a manager, opened by a number, held to the site's own registers."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.test import Client

from flyingstart.accounts.api import Tablet, User, close_sign_in, end_tablet, set_pin, start_tablet
from flyingstart.accounts.errors import PinError, TabletError
from flyingstart.accounts.models import Pin
from flyingstart.accounts.operations.tablets import PinAnswer, enrol_tablet, try_pin
from flyingstart.accounts.queries.tablets import people_for, sites_for_tablets, tablets_visible_to
from flyingstart.accounts.rules_of_pins import is_easy, locked_until
from flyingstart.accounts.web.tablets import RATES
from flyingstart.places.api import Site
from tests.accounts.people import add_grant, user_with
from tests.accounts.world import AT, BY, PASSWORD, places
from tests.families.web.town import client_of, text_of

pytestmark = pytest.mark.django_db
PIN, MINUTE = "582947", dt.timedelta(minutes=1)
OWN = "/staff/tablets/your-number/"
OTHER_PAGES = [
    "/staff/",
    "/staff/families/",
    "/staff/people/",
    "/sign-in/yours/",
    "/staff/nowhere/",
]


@pytest.fixture
def hub() -> Site:
    return places()[2]


@pytest.fixture
def worker(hub: Site) -> User:
    user = user_with("session_staff", site=hub, name="Mo Site")
    set_pin(user=user, pin=PIN, by=BY, at=AT)
    return user


def enrolled(site: Site) -> tuple[Tablet, str]:
    _tablet, code = start_tablet(site=site, name="Blue cover", by=BY, at=AT)
    return enrol_tablet(code=code, by=BY, at=AT)


def device(secret: str) -> Client:
    client = Client()
    client.cookies["flyingstart_tablet"] = secret
    return client


def signed_in_on(secret: str, worker: User) -> Client:
    client = device(secret)
    answer = client.post("/tablet/who/", {"who": worker.public_id, "pin": PIN})
    assert answer.headers["Location"] == "/staff/tablet/registers/"
    return client


@pytest.mark.parametrize(
    "pin",
    ["123456", "654321", "012345", "111111", "121212", "112121", "010190", "900131"],
)
def test_a_number_that_others_try_first_is_refused(pin: str, worker: User) -> None:
    assert is_easy(pin)
    with pytest.raises(PinError):
        set_pin(user=worker, pin=pin, by=BY, at=AT)


@pytest.mark.parametrize("pin", ["", "58294", "5829471", "58294x", "٥٨٢٩٤٧"])
def test_a_number_is_six_figures(pin: str, worker: User) -> None:
    with pytest.raises(PinError):
        set_pin(user=worker, pin=pin, by=BY, at=AT)


def test_every_fifth_miss_stops_for_a_quarter_of_an_hour() -> None:
    stops = [misses for misses in range(16) if locked_until(misses, AT)]

    assert stops == [5, 10, 15]
    assert locked_until(5, AT) == AT + 15 * MINUTE


def test_the_number_is_kept_as_a_hash(worker: User) -> None:
    assert PIN not in Pin.objects.get(user=worker).secret


class TestEnrolling:
    def test_a_code_works_once_and_for_a_quarter_of_an_hour(self, hub: Site) -> None:
        _tablet, code = start_tablet(site=hub, name="Blue", by=BY, at=AT)

        with pytest.raises(TabletError):
            enrol_tablet(code=code, by=BY, at=AT + 15 * MINUTE)
        enrol_tablet(code=f"{code[:4]} {code[4:]}", by=BY, at=AT + 14 * MINUTE)
        with pytest.raises(TabletError):
            enrol_tablet(code=code, by=BY, at=AT + 14 * MINUTE)

    def test_what_is_kept_opens_nothing(self, hub: Site) -> None:
        tablet, secret = enrolled(hub)

        assert (tablet.code_hash, tablet.device_hash == secret) == (None, False)

    @pytest.mark.parametrize("name", ["", " ", "x" * 61])
    def test_it_has_a_name(self, hub: Site, name: str) -> None:
        with pytest.raises(TabletError):
            start_tablet(site=hub, name=name, by=BY, at=AT)

    def test_a_manager_sees_and_ends_those_of_their_places(self, hub: Site) -> None:
        tablet, _secret = enrolled(hub)
        here = user_with("manager", site=hub)
        elsewhere = user_with("manager", site=Site.objects.get(code="hall"))
        client = Client()

        assert list(tablets_visible_to(here)) == [tablet]
        assert list(tablets_visible_to(elsewhere)) == []
        assert here.has_perm("activities.tablets", tablet)
        assert not elsewhere.has_perm("activities.tablets", tablet)
        client.force_login(elsewhere)
        assert client.post(f"/staff/tablets/{tablet.public_id}/end/").status_code == 404
        client.force_login(here)
        assert client.post(f"/staff/tablets/{tablet.public_id}/end/").status_code == 302
        tablet.refresh_from_db()
        assert (tablet.device_hash, tablet.ended_by_name) == (None, here.name)

    def test_pages_of_enrolling(self, hub: Site) -> None:
        client, tablet = Client(), Client()
        client.force_login(user_with("manager", site=hub))

        page = client.post("/staff/tablets/new/", {"site": hub.public_id, "name": "Blue"})
        assert page.context_data is not None
        code = page.context_data["code"]
        answer = tablet.post("/tablet/code/", {"code": code})

        assert answer.headers["Location"] == "/tablet/who/"
        assert answer.cookies["flyingstart_tablet"]["httponly"]
        assert b"Blue" in client.get("/staff/tablets/").content


class TestTheNumber:
    def test_right_wrong_stopped_and_right_again(self, hub: Site, worker: User) -> None:
        tablet, _secret = enrolled(hub)

        def tried(pin: str, at: dt.datetime) -> PinAnswer:
            return try_pin(tablet=tablet, user=worker, pin=pin, by=BY, at=at)

        assert [tried("000000", AT) for _ in range(5)] == [PinAnswer.WRONG] * 4 + [PinAnswer.LOCKED]
        assert tried(PIN, AT + 14 * MINUTE) is PinAnswer.LOCKED
        assert tried(PIN, AT + 15 * MINUTE) is PinAnswer.RIGHT
        assert Pin.objects.get(user=worker).misses == 0

    def test_after_fifteen_misses_it_is_void_until_another_is_set(
        self, hub: Site, worker: User
    ) -> None:
        tablet, _secret = enrolled(hub)
        Pin.objects.filter(user=worker).update(misses=15)

        later = AT + dt.timedelta(days=9)
        assert try_pin(tablet=tablet, user=worker, pin=PIN, by=BY, at=later) is PinAnswer.LOCKED
        set_pin(user=worker, pin=PIN, by=BY, at=later)
        assert try_pin(tablet=tablet, user=worker, pin=PIN, by=BY, at=later) is PinAnswer.RIGHT

    def test_names_are_of_those_who_have_their_role_here(self, hub: Site, worker: User) -> None:
        tablet, _secret = enrolled(hub)
        there = user_with("session_staff", site=Site.objects.get(code="hall"))
        everywhere, other_role = user_with("session_staff"), user_with("analyst", site=hub)
        ended = user_with("session_staff", site=hub, ends_on=AT.date())
        around = user_with("session_staff", neighbourhood=hub.neighbourhood, name="Al Around")
        for user in (there, everywhere, other_role, ended, around):
            set_pin(user=user, pin=PIN, by=BY, at=AT)
        user_with("session_staff", site=hub, name="No Number")
        add_grant(worker, "session_staff", neighbourhood=hub.neighbourhood)

        assert list(people_for(tablet, AT.date())) == [around, worker]
        assert try_pin(tablet=tablet, user=there, pin=PIN, by=BY, at=AT) is PinAnswer.WRONG

    def test_it_ends_with_the_sign_in(self, worker: User) -> None:
        close_sign_in(user=worker, by=BY, at=AT)

        assert not Pin.objects.filter(user=worker).exists()

    def test_its_owner_sets_it_by_their_password(self, worker: User) -> None:
        worker.set_password("plum teapot orbit 12")
        worker.save()
        client = Client()
        client.force_login(worker)
        sent = {"password": "wrong", "pin": "739184"}

        assert client.post("/staff/tablets/your-number/", sent).status_code == 200
        sent["password"] = "plum teapot orbit 12"
        assert client.post("/staff/tablets/your-number/", sent).status_code == 302


class TestASessionOnATablet:
    """A shared tablet holds today's registers of its site, and no more."""

    def test_opens_todays_registers_and_nothing_else(self, hub: Site, worker: User) -> None:
        client = signed_in_on(enrolled(hub)[1], worker)

        assert client.get("/staff/tablet/registers/").status_code == 200
        for address in OTHER_PAGES:
            answer = client.get(address)
            assert (address, answer.status_code) == (address, 403)
            assert "Not on a shared tablet" in answer.content.decode()

    def test_needs_no_second_step(self, hub: Site, worker: User, settings: object) -> None:
        settings.SECOND_STEP_REQUIRED = True  # type: ignore[attr-defined]
        client = signed_in_on(enrolled(hub)[1], worker)

        assert client.get("/staff/tablet/registers/").status_code == 200

    def test_of_a_lost_tablet_is_over_at_once(self, hub: Site, worker: User) -> None:
        tablet, secret = enrolled(hub)
        client = signed_in_on(secret, worker)

        end_tablet(tablet=tablet, by=BY, at=AT)

        assert client.get("/staff/tablet/registers/").headers["Location"] == "/tablet/ended/"
        assert client.get("/staff/").headers["Location"] == "/sign-in/?next=%2Fstaff%2F&why=ended"
        assert client.get("/tablet/who/").headers["Location"] == "/tablet/"

    def test_is_worth_nothing_on_another_device(self, hub: Site, worker: User) -> None:
        client = signed_in_on(enrolled(hub)[1], worker)
        del client.cookies["flyingstart_tablet"]

        assert client.get("/staff/").headers["Location"] == "/tablet/ended/"

    def test_ends_after_five_minutes_without_a_click(self, hub: Site, worker: User) -> None:
        secret = enrolled(hub)[1]
        with time_machine.travel(AT, tick=False):
            client = signed_in_on(secret, worker)
            client.get("/staff/tablet/registers/")
        with time_machine.travel(AT + 5 * MINUTE, tick=False):
            answer = client.get("/staff/tablet/registers/")

        assert answer.headers["Location"] == "/tablet/"

    def test_is_the_only_way_in_on_a_tablet(self, hub: Site, worker: User) -> None:
        client = device(enrolled(hub)[1])
        client.force_login(worker)

        assert client.get("/staff/").headers["Location"] == "/tablet/"
        assert client.get("/sign-in/").headers["Location"] == "/tablet/"

    def test_is_handed_on(self, hub: Site, worker: User) -> None:
        client = signed_in_on(enrolled(hub)[1], worker)

        client.post("/tablet/leave/")

        assert client.get("/staff/tablet/registers/").headers["Location"] == "/tablet/"


class TestThePages:
    """What each page of tablets says, and what it refuses."""

    def test_a_tablet_is_ended_once_asked(self, hub: Site) -> None:
        tablet, _secret = enrolled(hub)
        client = client_of(user_with("manager", site=hub))
        address = f"/staff/tablets/{tablet.public_id}/end/"

        page = client.get(address)

        assert "End the tablet Blue cover" in text_of(page)
        assert "signed out at once" in text_of(page)
        tablet.refresh_from_db()
        assert tablet.ended_at is None

    def test_a_tablet_has_a_name_and_a_site_of_those_one_looks_after(self, hub: Site) -> None:
        client, hall = client_of(user_with("manager", site=hub)), Site.objects.get(code="hall")

        for sent in (
            {"site": hub.public_id, "name": " "},
            {"site": hall.public_id, "name": "Blue"},
        ):
            assert "There is a problem" in text_of(client.post("/staff/tablets/new/", sent))
        assert not Tablet.objects.exists()

    @pytest.mark.usefixtures("hub")
    def test_who_looks_after_all_sites_and_who_after_none(self) -> None:
        everywhere, nobody = user_with("manager"), user_with("analyst")

        assert [site.name for site in sites_for_tablets(everywhere)] == ["Alder Hub", "Birch Hall"]
        assert list(sites_for_tablets(nobody)) == []
        client = client_of(nobody)
        for address in ("/staff/tablets/", "/staff/tablets/new/"):
            assert client.get(address).status_code == 403

    def test_the_door_leads_to_the_code_the_names_or_the_registers(
        self, hub: Site, worker: User
    ) -> None:
        secret = enrolled(hub)[1]

        doors = [Client(), device(secret), signed_in_on(secret, worker)]

        assert [client.get("/tablet/").headers["Location"] for client in doors] == [
            "/tablet/code/",
            "/tablet/who/",
            "/staff/tablet/registers/",
        ]

    def test_a_code_that_nobody_gave_is_refused_and_many_are_not_tried(self, hub: Site) -> None:
        """A code is eight figures: guessing stops after ten tries from one place."""
        _tablet, code = start_tablet(site=hub, name="Blue", by=BY, at=AT)
        client = Client()

        with time_machine.travel(AT, tick=False):
            said = [text_of(client.post("/tablet/code/", {"code": "0"})) for _try in range(10)]
            stopped = client.post("/tablet/code/", {"code": code})

        assert [("That code does not work" in words) for words in said] == [True] * 10
        assert "Too many tries. Wait a quarter of an hour." in text_of(stopped)
        assert not Tablet.objects.filter(device_hash__isnull=False).exists()

    def test_names_are_on_a_tablet_alone_and_until_somebody_is_signed_in(
        self, hub: Site, worker: User
    ) -> None:
        secret = enrolled(hub)[1]

        for client in (Client(), signed_in_on(secret, worker)):
            assert client.get("/tablet/who/").headers["Location"] == "/tablet/"
        assert "Mo Site" in text_of(device(secret).get("/tablet/who/"))

    def test_a_wrong_number_says_so_and_the_fifth_stops(self, hub: Site, worker: User) -> None:
        client = device(enrolled(hub)[1])
        sent = {"who": worker.public_id, "pin": "000000"}

        said = [text_of(client.post("/tablet/who/", sent)) for _try in range(5)]

        assert ["That is not your number. Try again." in words for words in said] == [
            *[True] * 4,
            False,
        ]
        assert "Too many wrong tries. Wait a quarter of an hour" in said[4]
        assert client.get("/staff/tablet/registers/").status_code == 302

    def test_a_tablet_on_which_many_were_wrong_takes_no_number(
        self, hub: Site, worker: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A tablet counts wrong numbers of everybody: nobody tries a few of each name."""
        monkeypatch.setitem(RATES, "tablet", "4/15m/key")
        client, other = device(enrolled(hub)[1]), device(enrolled(hub)[1])
        for number in range(2):
            user = user_with("session_staff", site=hub, name=f"Other {number}")
            set_pin(user=user, pin="739184", by=BY, at=AT)
            for _try in range(2):
                client.post("/tablet/who/", {"who": user.public_id, "pin": "000000"})
        sent = {"who": worker.public_id, "pin": PIN}

        stopped = client.post("/tablet/who/", sent)

        assert "Too many wrong tries. Wait a quarter of an hour" in text_of(stopped)
        assert Pin.objects.get(user=worker).misses == 0
        assert other.post("/tablet/who/", sent).status_code == 302

    def test_an_ended_tablet_says_so(self) -> None:
        answer = Client().get("/tablet/ended/")

        assert answer.status_code == 403
        assert "ended" in text_of(answer)

    def test_ones_number_is_not_easy(self, worker: User) -> None:
        client = with_password(worker)
        sent = {"password": PASSWORD, "pin": "123456"}

        assert "That is easily guessed." in text_of(client.post(OWN, sent))
        assert check_password(PIN, Pin.objects.get(user=worker).secret)

    def test_after_ten_tries_nobody_learns_whether_a_password_is_right(self, worker: User) -> None:
        """Who finds a session open cannot guess the password here without end."""
        client = with_password(worker)
        for _try in range(10):
            assert "That is not your password." in text_of(
                client.post(OWN, {"password": "wrong", "pin": "739184"})
            )

        said = [
            text_of(client.post(OWN, {"password": password, "pin": "739184"}))
            for password in ("wrong", PASSWORD)
        ]

        assert ["Too many tries. Wait a quarter of an hour." in words for words in said] == [
            True,
            True,
        ]
        assert ["That is not your password." in words for words in said] == [False, False]
        assert check_password(PIN, Pin.objects.get(user=worker).secret)


def with_password(user: User) -> Client:
    user.set_password(PASSWORD)
    user.save()
    return client_of(user)


def test_a_site_of_no_neighbourhood_has_the_people_of_its_own(hub: Site, worker: User) -> None:
    alone = Site.objects.create(code="alone", name="Church")
    own = user_with("session_staff", site=alone, name="Own")
    set_pin(user=own, pin=PIN, by=BY, at=AT)

    assert list(people_for(enrolled(alone)[0], AT.date())) == [own]
