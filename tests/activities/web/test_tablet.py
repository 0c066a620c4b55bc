"""What a shared tablet shows of registers: of its site, of today, by given name and initial."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from flyingstart.accounts.api import enrol_tablet, set_pin, start_tablet
from flyingstart.activities.models import Activity, Mark, Session
from flyingstart.families.api import Family, Person
from flyingstart.families.models import CareNeed, CourtOrder
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site
from tests.accounts.people import user_with
from tests.accounts.world import BY, places

pytestmark = pytest.mark.django_db
PIN = "582947"


@pytest.fixture
def hub() -> Site:
    return places()[2]


@pytest.fixture
def tablet(hub: Site) -> Client:
    """A tablet of the hub, on which somebody said who they are."""
    worker = user_with("session_staff", name="Mo Worker")
    working_here = user_with("session_staff", site=hub, name="Pat Here")
    for user in (worker, working_here):
        set_pin(user=user, pin=PIN, by=BY, at=clock.now())
    _tablet, code = start_tablet(site=hub, name="Blue", by=BY, at=clock.now())
    _tablet, secret = enrol_tablet(code=code, by=BY, at=clock.now())
    client = Client()
    client.cookies["flyingstart_tablet"] = secret
    answer = client.post("/tablet/who/", {"who": working_here.public_id, "pin": PIN})
    assert answer.status_code == 302
    return client


def session_at(site: Site, days: int = 0) -> Session:
    activity, _made = Activity.objects.get_or_create(
        code="play", name="Stay and Play", reaches="child", offer="universal"
    )
    noon = clock.london_midnight(clock.today() + dt.timedelta(days=days)) + dt.timedelta(hours=12)
    session = Session.objects.create(activity=activity, site=site, starts_at=noon)
    session.refresh_from_db()
    return session


def register(session: Session) -> str:
    return f"/staff/sessions/{session.public_id}/register/"


def test_it_opens_registers_of_its_site_and_of_today(hub: Site, tablet: Client) -> None:
    today, yesterday, tomorrow = (session_at(hub, days) for days in (0, -1, 1))
    elsewhere = session_at(Site.objects.get(code="hall"))

    assert "Stay and Play" in tablet.get("/staff/tablet/registers/").content.decode()
    assert tablet.get(register(today)).status_code == 200
    for session in (yesterday, tomorrow, elsewhere):
        assert tablet.get(register(session)).status_code == 403
    assert tablet.get(f"/staff/sessions/{today.public_id}/").status_code == 403


def test_a_name_is_given_name_and_initial(hub: Site, tablet: Client) -> None:
    session, family = session_at(hub), Family.objects.create()
    for given in ("Amal", ""):
        person = Person.objects.create(given_name=given, family_name="Quillfeather")
        Mark.objects.create(session=session, person=person, family=family, status="attended")

    page = tablet.get(register(session)).content.decode()

    assert "Amal Q." in page
    assert "Quillfeather" not in page
    assert f"/staff/families/{family.public_id}" not in page


def test_the_door_reads_its_signs_on_a_tablet(hub: Site, tablet: Client) -> None:
    session, family = session_at(hub), Family.objects.create()
    person = Person.objects.create(given_name="Amal", family_name="Quillfeather")
    Mark.objects.create(session=session, person=person, family=family, status="attended")
    CareNeed.objects.create(person=person, kind="allergy", text="Nuts", at_the_door=True)
    CourtOrder.objects.create(child=person, kind="non_molestation", about="He hit her")

    page = tablet.get(register(session)).content.decode()

    assert "Allergy: Nuts" in page
    assert "Do not hand over – call lead" in page
    assert "He hit her" not in page


def test_what_works_without_a_network_is_open_on_a_tablet(tablet: Client) -> None:
    assert tablet.get("/staff/offline/").status_code == 200
    assert tablet.get("/staff/worker.js").status_code in {200, 404}
    sent = tablet.post("/staff/registers/sealed/", {"words": []}, content_type="application/json")
    assert sent.status_code != 403


def test_what_would_be_refused_is_not_offered(hub: Site, tablet: Client) -> None:
    for address in ("/staff/tablet/registers/", register(session_at(hub))):
        page = tablet.get(address).content.decode()

        for refused in ("/staff/families/", "/staff/timetable/", "They show a card", "mfa"):
            assert refused not in page


def test_who_leaves_leaves_nothing_in_the_cache(tablet: Client) -> None:
    left = tablet.post("/tablet/leave/")

    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert tablet.get("/staff/offline/").status_code == 302


def test_who_idles_leaves_nothing_in_the_cache(tablet: Client) -> None:
    tablet.get("/staff/tablet/registers/")

    with time_machine.travel(clock.now() + dt.timedelta(minutes=6), tick=False):
        out = tablet.get("/staff/tablet/registers/")

    assert (out.headers["Location"], out.headers["Clear-Site-Data"]) == ("/tablet/", '"cache"')


def test_who_idles_right_after_the_number_is_let_out_too(tablet: Client) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(minutes=6), tick=False):
        out = tablet.get("/staff/tablet/registers/")

    assert out.headers["Location"] == "/tablet/"


def test_on_any_other_device_it_leads_to_today(hub: Site) -> None:
    client = Client()
    client.force_login(user_with("session_staff", site=hub))

    assert client.get("/staff/tablet/registers/").headers["Location"] == "/staff/"
