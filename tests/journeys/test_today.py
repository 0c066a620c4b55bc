"""A worker opens Today, gives a family a card, and finds it by the card at the door."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser

from flyingstart.activities.api import Activity, FamilyCode, Session, SessionWorker
from flyingstart.activities.rules.codes import spaced
from flyingstart.families.api import Member, PersonDetails, Role
from flyingstart.kernel.api import clock
from tests.browser import DESKTOP, PHONE, Visit, open_page
from tests.families.web.town import Town, make_family, make_town

UNA = Member(
    details=PersonDetails(given_name="Una", family_name="Bell", date_of_birth=dt.date(2024, 1, 10)),
    role=Role.CHILD,
)


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    return standing_site, make_town()


def then_it_is_sound_on_a_phone_and_at_a_desk(visit: Visit) -> None:
    for width in (DESKTOP, PHONE):
        visit.page.set_viewport_size({"width": width, "height": 800})
        visit.then_the_page_is_sound()


def test_a_family_is_welcomed_by_its_card(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    family = make_family(UNA)
    play = Activity.objects.create(
        code="play", name="Stay and Play", reaches="family", offer="universal"
    )
    midnight = clock.london_midnight(clock.today())
    begun = max(midnight, clock.now() - dt.timedelta(minutes=20))
    sessions = [
        Session.objects.create(
            activity=play, site=made.hall, starts_at=at, ends_at=at + dt.timedelta(minutes=90)
        )
        for at in (begun, midnight - dt.timedelta(hours=30))
    ]
    with open_page(browser, site, width=PHONE) as nadia:
        user = nadia.given_a_member_of_staff(
            "Nadia Akhtar", "nadia@example.org", role="session_staff", place=made.north
        )
        for session in sessions:
            SessionWorker.objects.create(session=session, worker=user, is_lead=True)
        nadia.when_they_open("/staff/")
        nadia.then_they_see("Stay and Play A Hall On now Take the register")
        nadia.then_they_see("2 days ago")
        then_it_is_sound_on_a_phone_and_at_a_desk(nadia)

        nadia.when_they_open(f"/staff/families/{family.public_id}/")
        nadia.page.get_by_role("button", name="Card for the door").click()
        nadia.when_they_press("Give a code")
        code = spaced(FamilyCode.objects.get(family=family, ended_at=None).code)
        nadia.then_they_see(code)
        nadia.then_the_page_is_sound()
        nadia.page.get_by_role("button", name="Show the card to print").click()
        nadia.then_they_see("Show this card at the door.")
        then_it_is_sound_on_a_phone_and_at_a_desk(nadia)

        nadia.when_they_open("/staff/")
        nadia.when_they_follow("A family shows its card")
        nadia.when_they_write("Code on the card", "nothing like it")
        nadia.when_they_press("Find the family")
        nadia.then_the_heading_is("That card did not work")
        nadia.then_the_page_is_sound()
        nadia.when_they_write("Code on the card", code.lower())
        nadia.when_they_press("Find the family")
        then_it_is_sound_on_a_phone_and_at_a_desk(nadia)
        nadia.page.get_by_label("Una Bell").check()
        nadia.when_they_press("They are here")
        nadia.then_they_see("On the register: Una Bell")
        nadia.then_they_see("Everybody of this family is on the register.")

        nadia.when_they_open("/staff/")
        nadia.then_they_see("Stay and Play A Hall 1 person so far")
