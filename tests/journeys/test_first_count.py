"""A new authority's manager opens the reach page before anything was counted."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from flyingstart.kernel.api import Actor, clock, load_pack
from tests.browser import open_page

PACK = Path(__file__).resolve().parents[2] / "authorities" / "luton"


class TestFirstCount:
    def test_before_the_first_count_the_page_says_what_to_do(
        self, browser: Browser, live_site: str
    ) -> None:
        load_pack(folder=PACK, by=Actor.command("test"), at=clock.now())
        with open_page(browser, live_site) as manager:
            manager.given_a_member_of_staff()

            manager.when_they_open("/staff/reach/")

            manager.then_they_see("Nothing has been counted yet.")
            manager.then_the_page_is_sound()

            manager.when_they_press("Count now")

            manager.then_they_are_at("/staff/reach/")
            manager.then_they_see("Counted again, with everything entered until now.")
            manager.then_they_see("Reach by ward")
