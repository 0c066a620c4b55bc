"""A worker visits and says what comes next, hands something out; what a family wrote is read."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser

from flyingstart.activities.api import Activity, GiveItem, Session, stock_in
from flyingstart.families.api import Contact, ReplyChannel, take_in_reply
from flyingstart.families.models import Alert
from flyingstart.kernel.api import clock
from tests.browser import PHONE, open_page
from tests.families.web.town import Town, make_town
from tests.families.world import BY


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    return standing_site, make_town()


def test_work_outside_a_session(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    base = f"/staff/families/{made.family.public_id}/"
    Alert.objects.create(person=made.mother, kind="two_workers")
    with open_page(browser, site, width=PHONE) as wil:
        wil.given_a_member_of_staff(
            "Wil Park", "wil@example.org", role="family_worker", place=made.north
        )
        wil.when_they_open(f"{base}contacts/add/")
        wil.then_they_see("Visit in twos")
        wil.page.get_by_role("radio", name="Home visit").check()
        wil.page.get_by_role("radio", name="Yes").check()
        wil.page.get_by_role("checkbox", name="Zofia Kowalska").check()
        wil.when_they_write("At what time?", "0:00")
        wil.page.locator("[name=next_step]").fill("Bring the dental pack")
        tomorrow = clock.today() + dt.timedelta(days=1)
        for part in ("day", "month", "year"):
            wil.page.locator(f"[name=next_on-{part}]").fill(str(getattr(tomorrow, part)))
        wil.then_it_is_sound_on_a_phone_and_at_a_desk()
        wil.when_they_press("Save")

        wil.then_they_see("Bring the dental pack")
        wil.then_it_is_sound_on_a_phone_and_at_a_desk()
        wil.when_they_open(f"{base}papers/add/")
        wil.then_it_is_sound_on_a_phone_and_at_a_desk()
        wil.when_they_open("/staff/")
        wil.then_they_see("Your next steps")
        wil.then_it_is_sound_on_a_phone_and_at_a_desk()
        wil.page.get_by_role("button", name="Done").click()
        wil.page.wait_for_load_state()
        assert Contact.objects.get().next_done_at is not None

        play = Activity.objects.create(
            code="play", name="Stay and Play", reaches="family", offer="universal"
        )
        session = Session.objects.create(
            activity=play, site=made.hall, starts_at=clock.london_midnight(clock.today())
        )
        drops = GiveItem.objects.create(
            code="drops", name="Vitamin drops", unit="bottle", units="bottles", position=1
        )
        stock_in(item=drops, site=made.hall, how_many=12, by=BY, at=clock.now())
        wil.when_they_open(f"/staff/sessions/{session.public_id}/given-out/")
        wil.then_it_is_sound_on_a_phone_and_at_a_desk()
        wil.page.get_by_role("button", name="Vitamin drops").click()
        wil.page.wait_for_load_state()
        wil.then_they_see("11 bottles left")
        wil.when_they_open("/staff/given-out/")
        wil.then_it_is_sound_on_a_phone_and_at_a_desk()


def test_what_a_family_wrote_is_read(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    taken = take_in_reply(
        channel=ReplyChannel.TEXT,
        sender="07700 900123",
        words="Can I come on Tuesday?",
        by=BY,
        at=clock.now(),
    )
    with open_page(browser, site, width=PHONE) as mo:
        mo.given_a_member_of_staff("Mo Diaz", "mo@example.org", role="manager", place=made.north)
        mo.when_they_open("/staff/families/replies/")
        mo.then_they_see("Not read yet")
        mo.then_it_is_sound_on_a_phone_and_at_a_desk()
        mo.when_they_follow("Can I come on Tuesday?")
        mo.then_it_is_sound_on_a_phone_and_at_a_desk()
        mo.when_they_write("What did you do?", "Rang her, she comes")
        mo.when_they_press("It is done")

        taken.reply.refresh_from_db()
        assert taken.reply.answer == "Rang her, she comes"
