"""A mother is registered twice: seen at the door, joined, parted again, and hidden elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from flyingstart.families.api import (
    ContactDetail,
    DetailKind,
    Family,
    Merge,
    Person,
    set_contact_detail,
)
from flyingstart.kernel.api import Actor, clock
from tests.browser import DESKTOP, PHONE, Visit, open_page
from tests.families.web.merging.twins import DUPLICATES, adult, child, people_of
from tests.families.web.town import Town, make_family, make_town

MOTHERS = {PHONE: ("Agnieszka", "Wilk", "07700 900201"), DESKTOP: ("Beata", "Lis", "07700 900202")}
KIM = Actor.command("Kim Larsen")


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    return standing_site, make_town()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_mother_is_registered_twice_joined_and_parted_again(
    browser: Browser, town: tuple[str, Town], width: int
) -> None:
    site, made = town
    given, surname, phone = MOTHERS[width]
    family = make_family(adult(given, surname, phone), child("Ola", surname))

    with open_page(browser, site, width=width) as rea:
        rea.given_a_member_of_staff(
            "Rea Doyle", "rea@example.org", role="session_staff", place=made.north
        )
        again = the_receptionist_registers_her_again(rea, width)
    with open_page(browser, site, width=width) as bo:
        bo.given_a_member_of_staff(
            "Bo Marsh", "bo@example.org", role="business_support", place=made.north
        )
        business_support_joins_the_two(bo, family, again)
        mother, second = people_of(family)[0], people_of(again)[0]
        set_contact_detail(
            person=mother,
            kind=DetailKind.PHONE,
            value=f"07700 9003{width}"[:12],
            by=KIM,
            at=clock.now(),
        )
        and_parts_them_again(bo, second)
    for role, place in (("family_worker", made.south), ("partner", None)):
        with open_page(browser, site, width=width) as other:
            other.given_a_member_of_staff("Oz Hart", f"{role}@example.org", role=role, place=place)
            nobody_elsewhere_opens_her(other, [family, again], [mother, second])


def the_receptionist_registers_her_again(rea: Visit, width: int) -> Family:
    """She finds her by half a name; in the rush somebody else writes her down once more."""
    given, surname, phone = MOTHERS[width]
    rea.when_they_open(f"/staff/families/find/?q={given[:4].lower()}")
    rea.then_they_see(f"{given} {surname}")
    rea.then_the_page_is_sound()
    rea.when_they_open("/staff/families/new/")
    rea.page.locator("#id_adult-0-given_name").fill(given)
    rea.page.locator("#id_adult-0-family_name").fill(surname)
    rea.page.locator("#id_adult-0-phone").fill(phone)
    rea.when_they_press("Register")
    rea.then_they_see("Is it one of these?")
    rea.then_they_see("same name, same phone")
    rea.when_they_press("No, someone new")
    rea.then_they_see("The family is registered.")
    return Family.objects.latest("pk")


def business_support_joins_the_two(bo: Visit, family: Family, again: Family) -> None:
    """From the list, through what differs, to one record."""
    bo.when_they_open(DUPLICATES)
    bo.then_the_heading_is("Written down twice?")
    bo.then_the_page_is_sound()
    ids = [people_of(one)[0].public_id for one in (family, again)]
    bo.page.locator(f"a[href='{DUPLICATES}{ids[0]}/{ids[1]}/']").click()
    bo.page.wait_for_load_state()
    bo.then_the_heading_is("One person, or two?")
    bo.then_they_see("Nothing is deleted.")
    bo.then_the_page_is_sound()
    bo.when_they_press("Join the two records")
    bo.then_they_see("Choose what becomes of the families")
    bo.then_the_page_is_sound()
    bo.page.locator("[name=families][value='1']").check()
    bo.when_they_write("How do you know that they are one?", "She told us at the door")
    bo.when_they_press("Join the two records")
    bo.then_the_heading_is("One family, written down twice")
    bo.then_the_page_is_sound()
    assert Merge.objects.get(merged_family=again).kept_family == family


def and_parts_them_again(bo: Visit, second: Person) -> None:
    """What was entered since is the second one's."""
    bo.page.reload()
    bo.then_they_see("Whose is what was entered since?")
    bo.page.locator("[name^=since-][value=merged]").check()
    bo.then_the_page_is_sound()
    bo.when_they_write("Why are they parted?", "Two sisters-in-law of one name")
    bo.when_they_press("Part the two records")
    bo.then_the_heading_is("These records were parted")
    bo.then_the_page_is_sound()
    assert ContactDetail.objects.get(value__startswith="07700 9003", person=second).ended_at is None
    bo.when_they_follow("Back")
    bo.then_the_heading_is("Joined records")
    bo.then_the_page_is_sound()


def nobody_elsewhere_opens_her(other: Visit, families: list[Family], people: list[Person]) -> None:
    """Neither the families nor the pair, whatever the address."""
    one, two = (person.public_id for person in people)
    pages = [f"/staff/families/{family.public_id}/" for family in families]
    for page in (*pages, f"{DUPLICATES}{one}/{two}/"):
        answer = other.page.goto(other.site + page)
        assert answer is not None
        assert answer.status in {403, 404}
        assert str(people[0]) not in other.page.content()
