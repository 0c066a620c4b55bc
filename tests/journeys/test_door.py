"""A receptionist at the door: finds a family by half a name, registers one, mends its record."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from flyingstart.families.api import (
    Family,
    Person,
    PersonDetails,
    Sight,
    expect_birth,
    update_details,
    write_note,
    write_warning,
)
from flyingstart.kernel.api import Actor, clock
from tests.browser import DESKTOP, FOR_THE_DOCS, PHONE, Visit, open_page
from tests.families.web.town import Town, make_town

KIM = Actor.command("Kim Larsen")


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and what lies in it."""
    made = make_town()
    at, today = clock.now(), clock.today()
    due = today.replace(year=today.year + 1, day=1)
    mother = made.mother
    mother.spoken_language, mother.interpreter_needed = "Polish", True
    mother.save()
    expect_birth(person=mother, family=made.family, due_on=min(due, today), by=KIM, at=at)
    write_note(family=made.family, text="She asked for a timetable.", by=KIM, at=at)
    write_warning(
        family=made.family,
        text="Ring before you come.",
        sight=Sight.EVERYONE,
        review_on=today,
        by=KIM,
        at=at,
    )
    return standing_site, made


def receptionist(visit: Visit, town: Town) -> None:
    visit.given_a_member_of_staff(
        "Rea Doyle", "rea@example.org", role="session_staff", place=town.north
    )


def test_she_finds_her_by_half_a_name_while_typing(
    browser: Browser, town: tuple[str, Town]
) -> None:
    site, made = town
    with open_page(browser, site) as rea:
        receptionist(rea, made)
        rea.when_they_open("/staff/")

        rea.page.locator("#search").press_sequentially("kowals")
        rea.page.get_by_role("option").first.wait_for()

        shown = rea.page.get_by_role("option").all_inner_texts()
        assert any("Zofia Kowalska" in words and "name" in words for words in shown)
        rea.then_the_page_is_sound()
        rea.page.get_by_role("option", name="Zofia Kowalska").click()
        rea.page.wait_for_url("**/families/**")
        rea.then_the_heading_is("Zofia Kowalska")


def test_the_family_at_a_glance(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    with open_page(browser, site, width=PHONE) as worker:
        worker.given_a_member_of_staff("Wil Park", "wil@example.org", role="family_worker")

        worker.when_they_open(f"/staff/families/{made.family.public_id}/")

        for words in ("Ring before you come.", "Interpreter", "Help wanted", "a timetable"):
            worker.then_they_see(words)
        worker.then_it_is_sound_on_a_phone_and_at_a_desk()
        worker.then_the_docs_show("family-360")
        if FOR_THE_DOCS:
            worker.page.set_viewport_size({"width": DESKTOP, "height": 900})
            worker.then_the_docs_show("family-1440")


@pytest.mark.parametrize(
    ("width", "script"),
    [(PHONE, False), (DESKTOP, True)],
    ids=["phone, no script", "desktop, script"],
)
def test_she_registers_a_family_by_the_keyboard(
    browser: Browser, town: tuple[str, Town], width: int, script: bool
) -> None:
    site, made = town
    before = Family.objects.count()
    with open_page(browser, site, width=width, script=script) as rea:
        receptionist(rea, made)
        rea.when_they_open("/staff/families/new/")
        keys = rea.page.keyboard
        if not script:
            rea.page.locator("#id_adult-0-given_name").focus()

        keys.type("Zofia")
        keys.press("Tab")
        keys.type("Kowalska")
        rea.page.locator("#id_adult-0-phone").fill("07700 900123")
        rea.when_they_press("Add another child")
        assert rea.page.evaluate("document.activeElement.name") == "child-1-given_name"
        keys.type("Maja")
        rea.then_the_page_is_sound()
        # A key does not wait for the page that it leads to.
        with rea.page.expect_navigation():
            keys.press("Enter")

        rea.then_they_see("Is it one of these?")
        rea.then_they_see("same name, same phone")
        rea.then_the_docs_show(f"door-{width}")
        assert Family.objects.count() == before
        rea.then_the_page_is_sound()
        rea.when_they_press("No, someone new")

        rea.then_they_see("The family is registered.")
        rea.then_the_heading_is("Zofia Kowalska")
        assert Family.objects.count() == before + 1
        Person.objects.filter(given_name="Maja").update(given_name=f"Maja {width}")


def test_two_colleagues_mend_one_record(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    child = made.child
    address = f"/staff/families/{made.family.public_id}/people/{child.public_id}/details/"
    with open_page(browser, site, width=PHONE) as rea:
        receptionist(rea, made)
        rea.when_they_open(address)
        rea.when_they_write("First name", "Staś")
        update_details(
            person=child,
            details=PersonDetails(
                given_name="Stan",
                family_name=child.family_name,
                date_of_birth=child.date_of_birth,
                setting="Alder School",
            ),
            by=KIM,
            at=clock.now(),
        )

        rea.when_they_press("Save")

        rea.then_they_see("Kim Larsen saved something while you were typing")
        rea.then_they_see("Stan")
        assert rea.page.get_by_label("First name").input_value() == "Staś"
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()
        rea.when_they_press("Save mine")
        rea.then_they_see("are saved.")
    child.refresh_from_db()
    assert (child.given_name, child.setting) == ("Staś", "Alder School")
    Person.objects.filter(pk=child.pk).update(given_name="Stanisław")


def test_small_forms_are_sound_on_a_phone(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    base = f"/staff/families/{made.family.public_id}/"
    person = f"{base}people/{made.child.public_id}/"
    with open_page(browser, site, width=PHONE) as worker:
        worker.given_a_member_of_staff("Wil Park", "wil@example.org", role="family_worker")
        for address in (
            person,
            f"{person}death/",
            f"{person}join/?q=zofia",
            f"{base}people/add/",
            f"{base}move/",
            f"{base}contacts/add/",
            f"{base}warnings/add/",
            f"{base}history/",
        ):
            worker.when_they_open(address)
            worker.then_the_page_is_sound()


def test_others_cannot_open_her(browser: Browser, town: tuple[str, Town]) -> None:
    site, made = town
    for email, role, place, heading in (
        ("south@example.org", "family_worker", made.south, "Page not found"),
        ("partner@example.org", "partner", None, "You cannot see this page"),
    ):
        with open_page(browser, site) as other:
            other.given_a_member_of_staff("Pat Lane", email, role=role, place=place)

            other.when_they_open(f"/staff/families/{made.family.public_id}/")

            other.then_the_heading_is(heading)
