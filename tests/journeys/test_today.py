"""A worker opens Today, gives a family a card, and finds it by the card at the door."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser

from flyingstart.activities.api import Activity, FamilyCode, Session
from flyingstart.activities.models import SessionWorker
from flyingstart.activities.rules.codes import spaced
from flyingstart.families.api import Member, PersonDetails, Role
from flyingstart.kernel.api import clock
from tests.browser import DESKTOP, PHONE, open_page
from tests.families.web.town import Town, make_family, make_town


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    return standing_site, make_town()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_family_is_welcomed_by_its_card(
    browser: Browser, town: tuple[str, Town], width: int
) -> None:
    site, made = town
    name = f"Play {width}"
    child = Member(
        details=PersonDetails(
            given_name="Una", family_name=name, date_of_birth=dt.date(2024, 1, 10)
        ),
        role=Role.CHILD,
    )
    family = make_family(child)
    play = Activity.objects.create(code=f"p{width}", name=name, reaches="family", offer="universal")
    midnight = clock.london_midnight(clock.today())
    begun = max(midnight, clock.now() - dt.timedelta(minutes=20))
    sessions = [
        Session.objects.create(
            activity=play, site=made.hall, starts_at=at, ends_at=at + dt.timedelta(minutes=90)
        )
        for at in (begun, midnight - dt.timedelta(hours=30))
    ]
    with open_page(browser, site, width=width) as nadia:
        user = nadia.given_a_member_of_staff(
            "Nadia Akhtar", f"nadia{width}@example.org", role="session_staff", place=made.north
        )
        for session in sessions:
            SessionWorker.objects.create(session=session, worker=user, is_lead=True)
        nadia.when_they_open("/staff/")
        nadia.then_they_see(f"{name} A Hall On now Take the register")
        nadia.then_they_see("Registers still open")
        nadia.then_they_see("2 days ago")
        nadia.then_the_page_is_sound()

        nadia.when_they_open(f"/staff/families/{family.public_id}/")
        nadia.page.get_by_role("button", name="Card for the door").click()
        nadia.when_they_press("Give a code")
        code = spaced(FamilyCode.objects.get(family=family, ended_at=None).code)
        nadia.then_they_see(code)
        nadia.then_the_page_is_sound()
        nadia.page.get_by_role("button", name="Show the card to print").click()
        nadia.then_they_see("Show this card at the door.")
        nadia.then_the_page_is_sound()

        nadia.when_they_open("/staff/")
        nadia.when_they_follow("A family shows its card")
        nadia.when_they_write("Code on the card", "nothing like it")
        nadia.when_they_press("Find the family")
        nadia.then_the_heading_is("That card did not work")
        nadia.then_the_page_is_sound()
        nadia.when_they_write("Code on the card", code.lower())
        nadia.when_they_press("Find the family")
        nadia.then_the_page_is_sound()
        nadia.page.get_by_label(f"Una {name}").check()
        nadia.when_they_press("They are here")
        nadia.then_they_see(f"On the register: Una {name}")
        nadia.then_they_see("Everybody of this family is on the register.")

        nadia.when_they_open("/staff/")
        nadia.then_they_see(f"{name} A Hall 1 person so far")
