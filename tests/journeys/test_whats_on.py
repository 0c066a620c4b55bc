"""A parent finds something this week near home for a one-year-old, and keeps the date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser

from flyingstart.kernel.api import clock
from tests.activities.public.world import make_town, offered, weekly
from tests.browser import DESKTOP, PHONE, Visit, open_page


def tomorrow(hour: int) -> dt.datetime:
    """A time of tomorrow in London."""
    day = clock.today() + dt.timedelta(1)
    return dt.datetime.combine(day, dt.time(hour), tzinfo=clock.LONDON)


@pytest.fixture(scope="module")
def site(standing_site: str) -> str:
    """The site of a small town, in which things are on every week."""
    town = make_town()
    weekly(town, tomorrow(9), weeks=10, site=town.church, cost_pence=150)
    weekly(town, tomorrow(10), weeks=10, note="Bring nothing: we have tea & toys.")
    weekly(town, tomorrow(11), weeks=4, activity=town.massage, site=town.tent, language="urd")
    offered(town, tomorrow(13), site=town.tent, cancelled_at=clock.now())
    return standing_site


class Parent:
    """What they do on the pages."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visit.page

    def looks(self) -> None:
        """From home in two taps: what's on, and what of it is near and for a one-year-old."""
        self.visit.when_they_open("/")
        self.page.locator("main a[href='/whats-on/']").click()
        self.visit.then_it_is_sound_on_a_phone_and_at_a_desk()
        self.page.locator("[name='near']").fill("ab1 1aa")
        self.page.locator("[name='age']").select_option("1y")
        self.page.locator("main form button").click()
        self.page.wait_for_load_state()
        self.visit.then_it_is_sound_on_a_phone_and_at_a_desk()

    def names(self) -> list[str]:
        """The places of what is shown, as they stand on the page."""
        return [name.strip() for name in self.page.locator(".fs-on__where bdi").all_inner_texts()]

    def fetches(self, link: str) -> list[Any]:
        """The events of a file behind a link."""
        with self.page.expect_download() as download:
            self.page.locator(link).first.click()
        path: Path = download.value.path()
        calendar: Any = Calendar.from_ical(path.read_bytes())
        events: list[Any] = calendar.walk("VEVENT")
        return events


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_in_two_taps_near_home_for_a_one_year_old(
    browser: Browser, site: str, script: bool
) -> None:
    with open_page(browser, site, width=PHONE, script=script) as visit:
        parent = Parent(visit)
        parent.looks()
        assert parent.names() == ["The Hall", "St Anne’s", "The Tent"]
        visit.then_they_see("0.7 miles away")
        visit.then_they_see("Tomorrow, ")

        visit.page.locator(".fs-on__name a").first.click()

        visit.then_the_heading_is("Stay and Play")
        visit.then_they_see("Good to know Bring nothing: we have tea & toys.")
        visit.then_it_is_sound_on_a_phone_and_at_a_desk()
        (date,) = parent.fetches("text=Add to your calendar")
        assert date["dtstart"].dt == tomorrow(10)
        assert len(parent.fetches("text=Add all dates once")) == 10


def test_in_urdu_from_right_to_left(browser: Browser, site: str) -> None:
    with open_page(browser, site, width=DESKTOP, language="ur") as visit:
        parent = Parent(visit)
        parent.looks()
        assert parent.names() == ["The Hall", "St Anne’s", "The Tent"]
        visit.then_the_heading_is("کیا ہو رہا ہے")
        visit.then_they_see("0.7 میل دور")
        # The questions lead, so they stand on the right.
        assert visit.box(".fs-on__ask")[0] > visit.box(".fs-on__found")[1]

        visit.page.locator(".fs-on__name a").first.click()
        visit.then_they_see("اگلی تاریخیں")
        visit.then_it_is_sound_on_a_phone_and_at_a_desk()


def test_more_choices_and_the_following_days(browser: Browser, site: str) -> None:
    with open_page(browser, site, width=PHONE) as visit:
        visit.when_they_open("/whats-on/")
        visit.page.get_by_text("More choices").click()
        visit.page.locator("[name='cost']").select_option("free")
        visit.page.locator("[name='neighbourhood']").select_option("docks")
        visit.page.locator("[name='language']").select_option("urd")
        visit.then_the_page_is_sound()
        visit.when_they_press("Show")

        visit.then_they_see("Only: Free only Urdu The Docks")
        assert Parent(visit).names() == ["The Tent"]
        visit.when_they_follow("The days after")
        assert Parent(visit).names() == ["The Tent"]
        assert visit.page.locator(".fs-on__day").inner_text() != "Tomorrow"
        visit.when_they_follow("Start again")
        visit.then_they_see("Cancelled")
        visit.then_the_page_is_sound()


def test_the_programme_of_a_neighbourhood_on_paper(browser: Browser, site: str) -> None:
    with open_page(browser, site) as visit:
        visit.when_they_open("/whats-on/")
        visit.when_they_follow("Programme of The Docks, to print")
        visit.then_the_heading_is("What’s on in The Docks")
        visit.then_the_page_is_sound()
        visit.page.emulate_media(media="print")

        shown = {
            selector: visit.page.locator(selector).first.is_visible()
            for selector in (".fs-wall__line", ".fs-wall__foot", ".govuk-service-navigation")
        }
        assert shown == {
            ".fs-wall__line": True,
            ".fs-wall__foot": True,
            ".govuk-service-navigation": False,
        }
