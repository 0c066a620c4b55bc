"""A manager narrows a list, keeps it, and opens it again; on a phone and at a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from flyingstart.families.api import Member, PersonDetails, Role
from tests.browser import DESKTOP, PHONE, open_page
from tests.families.web.town import Town, make_family, make_town

FAMILIES = "/staff/families/"


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    made = make_town()
    for given, family in (("Una", "Bell"), ("حوريہ", "خان")):
        details = PersonDetails(given_name=given, family_name=family)
        make_family(Member(details=details, role=Role.CHILD))
    return standing_site, made


@pytest.mark.parametrize(
    ("width", "script"),
    [(PHONE, False), (DESKTOP, True)],
    ids=["phone, no script", "script"],
)
def test_she_keeps_a_list_and_opens_it_again(
    browser: Browser, town: tuple[str, Town], width: int, script: bool
) -> None:
    site, made = town
    name = f"Babies {width} {script}"
    with open_page(browser, site, width=width, script=script) as mia:
        mia.given_a_member_of_staff(
            "Mia Stone", f"mia{width}{script}@example.org", place=made.north
        )
        mia.when_they_open(FAMILIES)
        mia.then_it_is_sound_on_a_phone_and_at_a_desk()
        mia.page.get_by_label("Still to ask").select_option("Who looks after the children")
        mia.when_they_press("Filter")
        mia.then_they_see("2 rows")

        mia.page.get_by_text("Keep this list").click()
        mia.when_they_write("Name of the list", name)
        mia.then_it_is_sound_on_a_phone_and_at_a_desk()
        mia.when_they_press("Keep")

        mia.then_they_see("The list is kept under “My lists”.")
        mia.when_they_open(f"{FAMILIES}?show=families")
        mia.then_it_is_sound_on_a_phone_and_at_a_desk()
        mia.when_they_follow(name)
        mia.then_they_see("2 rows")
        mia.when_they_follow("Rename or delete this list")
        mia.then_it_is_sound_on_a_phone_and_at_a_desk()
        mia.when_they_press("Delete")
        mia.then_they_see("The list is deleted.")
        expect(mia.page.get_by_role("link", name=name)).to_have_count(0)
