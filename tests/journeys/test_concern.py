"""A worry is raised from a page; the lead sees it and nobody else does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import PHONE, open_page
from tests.families.web.town import Town, make_town


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    return standing_site, make_town()


def test_a_worry_reaches_the_lead_and_nobody_else(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    with open_page(browser, site, width=PHONE) as rea:
        rea.given_a_member_of_staff(
            "Rea Doyle", "rea@example.org", role="session_staff", place=made.north
        )
        rea.when_they_open(f"/staff/families/{made.family.public_id}/")
        rea.when_they_follow("Worried about a child?")
        rea.page.get_by_role("radio", name="Yes").check()
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()
        rea.when_they_press("Continue")
        rea.then_they_see("Ring 999 now")
        rea.page.get_by_role("radio", name="A child").check()
        rea.page.get_by_role("radio", name="Stanisław Kowalski").check()
        rea.page.locator("[name=said]").fill("“It hurts when he holds me”")
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()
        rea.when_they_press("Send it")
        rea.when_they_follow("What became of worries that you raised")
        rea.then_they_see("not read yet")
        assert "Stanisław" not in rea.page.locator("main").inner_text()
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()

    with open_page(browser, site, width=PHONE) as ada:
        ada.given_a_member_of_staff("Ada Lead", "ada@example.org", role="safeguarding_lead")
        ada.when_they_open("/staff/concerns/")
        ada.then_it_is_sound_on_a_phone_and_at_a_desk()
        ada.when_they_follow("Stanisław Kowalski")
        ada.then_they_see("“It hurts when he holds me”")
        address = ada.page.url.removeprefix(site)
        ada.when_they_press("Say what was done")
        ada.page.locator("[name=words]").fill("Rang the front door")
        ada.then_it_is_sound_on_a_phone_and_at_a_desk()
        ada.when_they_press("Save")
        ada.then_they_see("Rang the front door")
        ada.then_it_is_sound_on_a_phone_and_at_a_desk()

    with open_page(browser, site) as max_:
        max_.given_a_member_of_staff("Max Field", "max@example.org", role="manager")
        max_.when_they_open("/staff/concerns/")
        max_.then_they_see("You have not raised any.")
        assert "Stanisław" not in max_.page.content()
        max_.when_they_open(address)
        assert "It hurts" not in max_.page.content()
        assert max_.page.locator("h1").inner_text() == "Page not found"
