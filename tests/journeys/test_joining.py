"""A mother joins on her phone: without script, stopping half-way; and in Urdu, with script."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from flyingstart.evidence.api import refresh_snapshot
from flyingstart.families.api import Draft, Family, Person
from flyingstart.kernel.api import Actor, clock, load_pack
from tests.browser import DESKTOP, PHONE, Visit, open_page

PACK = Path(__file__).resolve().parents[2] / "authorities" / "luton"
WORD = "bluebird"


@pytest.fixture(scope="module")
def site(standing_site: str) -> str:
    """The site of a town whose pack is loaded; a module's database is made anew after it."""
    load_pack(folder=PACK, by=Actor.command("test"), at=clock.now())
    return standing_site


class Mother:
    """What she does on the pages, in the words of either language."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visit.page

    def goes_on(self) -> None:
        """Press the first button of the form, once the page was found sound."""
        self.visit.then_the_page_is_sound()
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state()

    def writes(self, name: str, words: str) -> None:
        self.page.locator(f"[name='{name}']").fill(words)

    def chooses(self, name: str, value: str) -> None:
        self.page.locator(f"[name='{name}'][value='{value}']").check()

    def writes_a_date(self, name: str, day: dt.date) -> None:
        for part in ("day", "month", "year"):
            self.writes(f"{name}-{part}", str(getattr(day, part)))

    def begins(self) -> None:
        """From the home page to the first question."""
        self.visit.when_they_open("/")
        self.page.locator("main a[href='/join/']").click()
        self.visit.then_the_page_is_sound()
        self.page.locator("main a.govuk-button").click()
        self.goes_on()

    def tells_of_a_child(self, name: str, born: dt.date) -> None:
        self.writes("given_name", name)
        self.writes_a_date("date_of_birth", born)
        self.goes_on()

    def sends(self) -> None:
        self.goes_on()
        self.visit.then_they_are_at("/join/done/")
        self.visit.then_the_page_is_sound()


def day_ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def test_a_polish_mother_joins_on_a_phone_stops_half_way_and_finishes_on_another(
    browser: Browser, site: str
) -> None:
    link = she_stops_half_way(browser, site)

    with open_page(browser, site, width=PHONE, script=False) as visit:
        she_finishes(visit, link)

    family = Family.objects.latest("pk")
    who, child = Person.objects.filter(ties__family=family).order_by("pk")
    assert (who.given_name, who.spoken_language, who.ethnicity) == (
        "Agnieszka",
        "Polish",
        "refused",
    )
    assert (who.contact_by_sms, who.contact_by_call) == (True, False)
    assert (child.given_name, child.addresses.get().postcode) == ("Łucja", "LU1 1AA")
    assert Draft.objects.get(family=family).answers == {}
    a_manager_sees_her_child_among_the_registered(browser, site)


def she_stops_half_way(browser: Browser, site: str) -> str:
    """Up to her address, then away: the link she keeps."""
    with open_page(browser, site, width=PHONE, script=False) as visit:
        mother = Mother(visit)
        mother.begins()
        visit.when_they_write("Your first name", "Agnieszka")
        mother.chooses("roles", "parent")
        mother.goes_on()
        # A slip of the pen is told at the question, and what she wrote is still there.
        visit.when_they_write("Child’s first name", "Łucja")
        visit.when_they_press("Continue")
        visit.then_they_see("There is a problem")
        mother.tells_of_a_child("Łucja", day_ago(700))
        visit.then_they_see("Łucja born")
        mother.chooses("another", "no")
        mother.goes_on()
        mother.chooses("is_there", "no")
        mother.goes_on()
        mother.chooses("where", "address")
        visit.when_they_write("Postcode", "lu11aa")
        visit.when_they_press("Save and finish later")
        visit.then_the_heading_is("Finish later")
        visit.when_they_write("A word or number that only you know", WORD)
        mother.goes_on()
        link = visit.page.locator(".fs-link-to-keep a").inner_text().replace("\n", "")
        mother.goes_on()
        visit.then_the_heading_is("Closed on this device")
        visit.page.go_back()
        visit.when_they_open("/join/home/")
        visit.then_the_heading_is("There is nothing to open here")
    return link.removeprefix(site)


def she_finishes(visit: Visit, link: str) -> None:
    """On another phone, from the page at which she stopped."""
    mother = Mother(visit)
    visit.when_they_open(link)
    visit.then_the_heading_is("Welcome back")
    visit.when_they_write("Your word or number", WORD)
    mother.goes_on()
    visit.then_they_are_at("/join/phone/")
    visit.when_they_write("What is your phone number?", "07700 900123")
    mother.goes_on()
    for answer in ("yes", "no"):
        mother.chooses("is_safe", answer)
        mother.goes_on()
    mother.goes_on()
    visit.page.locator("[name=spoken]").select_option("Polish")
    mother.chooses("interpreter", "yes")
    mother.goes_on()
    visit.page.locator("[name=own]").select_option("refused")
    mother.goes_on()
    mother.goes_on()
    visit.then_the_heading_is("Check your answers")
    visit.then_they_see("LU1 1AA")
    visit.then_the_docs_show("join-check-360", tall=1400)
    mother.sends()
    visit.then_the_heading_is("You have joined")
    visit.then_the_page_is_sound()
    visit.when_they_follow("What’s on near you")
    visit.then_they_are_at("/whats-on/")


def a_manager_sees_her_child_among_the_registered(browser: Browser, site: str) -> None:
    refresh_snapshot()
    with open_page(browser, site) as manager:
        manager.given_a_member_of_staff(role="manager")
        manager.when_they_open(f"/staff/reach/?measure=registered&period={clock.today():%Y-%m}")
        manager.page.get_by_role("link", name=re.compile("Whole authority$")).click()
        manager.page.wait_for_load_state()
        manager.then_the_heading_is("Children registered")
        manager.then_they_see("Łucja")
        manager.then_the_page_is_sound()


def test_a_mother_who_reads_urdu_joins_with_script(browser: Browser, site: str) -> None:
    with open_page(browser, site, width=PHONE, language="ur") as visit:
        mother = Mother(visit)
        mother.begins()
        assert visit.page.locator("html").get_attribute("dir") == "rtl"
        # Nothing is written: both questions say so.
        mother.goes_on()
        expect(visit.page.locator(".govuk-error-summary li")).to_have_count(2)
        visit.then_the_docs_show("join-urdu-360", tall=1000)
        mother.writes("given_name", "عائشہ")
        mother.chooses("roles", "expecting")
        mother.goes_on()
        mother.writes_a_date("due_on", clock.today() + dt.timedelta(days=90))
        mother.goes_on()
        mother.chooses("another", "yes")
        mother.goes_on()
        mother.tells_of_a_child("علی", day_ago(900))
        mother.chooses("another", "no")
        mother.goes_on()
        # What hangs on an answer appears with it.
        assert not visit.page.locator("[name=relationship]").is_visible()
        mother.chooses("is_there", "yes")
        mother.writes("given_name", "عمران")
        mother.chooses("role", "parent")
        mother.goes_on()
        mother.chooses("where", "none")
        mother.goes_on()
        mother.goes_on()
        mother.writes("email", "ayesha@example.org")
        mother.goes_on()
        mother.chooses("is_safe", "yes")
        mother.goes_on()
        visit.page.locator("#id_spoken").fill("پہاڑی")
        visit.page.get_by_role("option").first.click()
        mother.goes_on()
        mother.goes_on()
        mother.chooses("send", "unsaid")
        mother.goes_on()
        visit.then_they_are_at("/join/check/")
        mother.sends()

    family = Family.objects.latest("pk")
    who, child, other = Person.objects.filter(ties__family=family).order_by("pk")
    assert (who.given_name, who.spoken_language) == ("عائشہ", "Pahari-Pothwari")
    assert who.expected_births.count() == 1
    assert (child.given_name, other.given_name) == ("علی", "عمران")
    assert not other.registrations.exists()
    assert not other.addresses.exists()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_ways_in_and_out_are_sound_on_a_wide_screen(
    browser: Browser, site: str, language: str
) -> None:
    with open_page(browser, site, width=DESKTOP, language=language) as visit:
        mother = Mother(visit)
        mother.begins()
        visit.when_they_open("/join/later/")
        mother.writes("word", WORD)
        mother.goes_on()
        link = visit.page.locator(".fs-link-to-keep a").get_attribute("href") or ""
        visit.then_the_page_is_sound()
        visit.when_they_open(re.sub(r"^https?://[^/]+", "", link))
        mother.writes("word", "redbird")
        mother.goes_on()
        visit.then_the_page_is_sound()
        visit.when_they_open("/join/resume/guess/")
        visit.then_the_page_is_sound()
