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

GIVEN, SURNAME, MOBILE = "Agnieszka", "Wilk", "07700 900201"
KIM = Actor.command("Kim Larsen")


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    return standing_site, make_town()


def test_a_mother_is_registered_twice_joined_and_parted_again(
    browser: Browser, town: tuple[str, Town]
) -> None:
    """At the door with a phone, in the office at a desk; every page is sound on both."""
    site, made = town
    family = make_family(adult(GIVEN, SURNAME, MOBILE), child("Ola", SURNAME))

    with open_page(browser, site, width=PHONE) as rea:
        rea.given_a_member_of_staff(
            "Rea Doyle", "rea@example.org", role="session_staff", place=made.north
        )
        again = the_receptionist_registers_her_again(rea)
    with open_page(browser, site, width=DESKTOP) as bo:
        bo.given_a_member_of_staff(
            "Bo Marsh", "bo@example.org", role="business_support", place=made.north
        )
        business_support_joins_the_two(bo, family, again)
        mother, second = people_of(family)[0], people_of(again)[0]
        set_contact_detail(
            person=mother,
            kind=DetailKind.PHONE,
            value="07700 900399",
            by=KIM,
            at=clock.now(),
        )
        and_parts_them_again(bo, second)
    for role, place in (("family_worker", made.south), ("partner", None)):
        with open_page(browser, site) as other:
            other.given_a_member_of_staff("Oz Hart", f"{role}@example.org", role=role, place=place)
            nobody_elsewhere_opens_her(other, [family, again], [mother, second])


def the_receptionist_registers_her_again(rea: Visit) -> Family:
    """She finds her by half a name; in the rush somebody else writes her down once more."""
    rea.when_they_open(f"/staff/families/find/?q={GIVEN[:4].lower()}")
    rea.then_they_see(f"{GIVEN} {SURNAME}")
    rea.then_it_is_sound_on_a_phone_and_at_a_desk()
    rea.when_they_open("/staff/families/new/")
    rea.page.locator("#id_adult-0-given_name").fill(GIVEN)
    rea.page.locator("#id_adult-0-family_name").fill(SURNAME)
    rea.page.locator("#id_adult-0-phone").fill(MOBILE)
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
    bo.then_it_is_sound_on_a_phone_and_at_a_desk()
    ids = [people_of(one)[0].public_id for one in (family, again)]
    bo.page.locator(f"a[href='{DUPLICATES}{ids[0]}/{ids[1]}/']").click()
    bo.page.wait_for_load_state()
    bo.then_the_heading_is("One person, or two?")
    bo.then_they_see("Nothing is deleted.")
    bo.then_it_is_sound_on_a_phone_and_at_a_desk()
    bo.when_they_press("Join the two records")
    bo.then_they_see("Choose what becomes of the families")
    bo.then_it_is_sound_on_a_phone_and_at_a_desk()
    bo.page.locator("[name=families][value='1']").check()
    bo.when_they_write("How do you know that they are one?", "She told us at the door")
    bo.when_they_press("Join the two records")
    bo.then_the_heading_is("One family, written down twice")
    bo.then_it_is_sound_on_a_phone_and_at_a_desk()
    assert Merge.objects.get(merged_family=again).kept_family == family


def and_parts_them_again(bo: Visit, second: Person) -> None:
    """What was entered since is the second one's."""
    bo.page.reload()
    bo.then_they_see("Whose is what was entered since?")
    bo.page.locator("[name^=since-][value=merged]").check()
    bo.then_it_is_sound_on_a_phone_and_at_a_desk()
    bo.when_they_write("Why are they parted?", "Two sisters-in-law of one name")
    bo.when_they_press("Part the two records")
    bo.then_the_heading_is("These records were parted")
    bo.then_it_is_sound_on_a_phone_and_at_a_desk()
    assert ContactDetail.objects.get(value="07700 900399", person=second).ended_at is None
    bo.when_they_follow("Back")
    bo.then_the_heading_is("Joined records")
    bo.then_it_is_sound_on_a_phone_and_at_a_desk()


def nobody_elsewhere_opens_her(other: Visit, families: list[Family], people: list[Person]) -> None:
    """Neither the families nor the pair, whatever the address."""
    one, two = (person.public_id for person in people)
    pages = [f"/staff/families/{family.public_id}/" for family in families]
    for page in (*pages, f"{DUPLICATES}{one}/{two}/"):
        answer = other.page.goto(other.site + page)
        assert answer is not None
        assert answer.status in {403, 404}
        assert str(people[0]) not in other.page.content()
