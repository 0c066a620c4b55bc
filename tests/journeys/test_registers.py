"""Session staff take a register on a phone: taps, a newcomer, a slip, closing, opening again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, expect

from flyingstart.activities.api import Session
from flyingstart.families.api import Member, PersonDetails, Role
from flyingstart.kernel.api import clock
from tests.activities.registers.hall import Hall, came, make_hall, register
from tests.browser import PHONE, Visit, open_page
from tests.families.web.town import make_family

WEEK = dt.timedelta(days=7)


@pytest.fixture(scope="module")
def hall(standing_site: str) -> tuple[str, Hall]:
    """The address of the site, and a morning in its hall."""
    made = make_hall()
    ewa = PersonDetails(given_name="Ewa", family_name="Nowak")
    make_family(Member(details=ewa, role=Role.PARENT))
    return standing_site, made


@contextmanager
def at_the_door(
    browser: Browser, hall: tuple[str, Hall], *, script: bool = True, works_offline: bool = False
) -> Iterator[tuple[Visit, Session]]:
    """Rea in the hall, before the register of a session of her own that begins now."""
    site, made = hall
    now = clock.now()
    town = made.town
    before, session = (
        made.session_at(starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
        for starts in (now - WEEK, now)
    )
    came(before, town.family, town.mother, town.child, at=now)
    with open_page(browser, site, width=PHONE, script=script, works_offline=works_offline) as rea:
        rea.given_a_member_of_staff(
            "Rea Doyle", "rea@example.org", role="session_staff", place=town.north
        )
        rea.when_they_open(f"/staff/sessions/{session.public_id}/register/")
        yield rea, session
    # The next one begins with nobody marked anywhere at this hour.
    Session.objects.filter(pk__in=[before.pk, session.pk]).update(
        starts_at=now - 60 * WEEK, ends_at=None
    )


def tile(visit: Visit, name: str) -> Locator:
    return visit.page.locator("[data-fs-list] [data-fs-tile]").filter(has_text=name)


def saved(visit: Visit) -> None:
    expect(visit.page.locator("[data-fs-state]")).to_have_text("Everything is saved")


def then_the_keyboard_is_never_behind_the_bar(visit: Visit) -> None:
    """Back through the page from its end, on a phone so low that it scrolls at each step."""
    page = visit.page
    before = page.viewport_size
    page.set_viewport_size({"width": PHONE, "height": 500})
    page.get_by_role("button", name="Close the register").focus()
    behind = """() => {
        const bar = document.querySelector("[data-fs-bar]");
        const here = document.activeElement;
        const after = bar.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
        const low = here.getBoundingClientRect().top < bar.getBoundingClientRect().bottom;
        return after && !bar.contains(here) && low ? here.textContent.trim() : "";
    }"""
    steps = []
    for _ in range(14):
        page.keyboard.press("Shift+Tab")
        steps.append(page.evaluate(behind))
    assert "".join(steps) == ""
    if before is not None:
        page.set_viewport_size(before)
    page.evaluate("scrollTo(0, 0)")


def heard(visit: Visit) -> Locator:
    """What a screen reader says by itself."""
    return visit.page.locator("[data-fs-heard]")


def count(visit: Visit) -> str:
    return " ".join(visit.page.locator(".fs-register__counts").inner_text().split())


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_register_from_the_first_tap_to_the_last(
    browser: Browser, hall: tuple[str, Hall], script: bool
) -> None:
    with at_the_door(browser, hall, script=script) as (rea, session):
        rea.then_the_heading_is("Stay and Play")
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()
        tile(rea, "Stanisław").click()
        tile(rea, "Zofia").click()
        if script:
            saved(rea)
        assert count(rea) == "Here so far: 1 child 1 adult 1 family"
        if script:
            rea.page.evaluate("scrollTo(0, 0)")
            rea.then_the_docs_show("register-360")
            then_the_keyboard_is_never_behind_the_bar(rea)

        # A slip.
        tile(rea, "Zofia").click()
        if script:
            saved(rea)
        assert register(session) == {"Stanisław": "attended", "Zofia": "taken_back"}
        assert count(rea) == "Here so far: 1 child 0 adults 1 family"
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()

        # Somebody new, by name alone.
        rea.when_they_press("Someone new")
        rea.then_they_are_at(f"/staff/sessions/{session.public_id}/register/newcomer/")
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()
        rea.page.locator("#id_adult-given_name").fill(f"Lina {script}")
        rea.page.locator("#id_child-0-given_name").fill("Sami")
        rea.when_they_press("They are here")
        rea.then_they_see("On the register.")
        assert count(rea) == "Here so far: 2 children 1 adult 2 families"

        # Thirty seconds.
        rea.when_they_press("Close the register")
        rea.then_they_are_at(f"/staff/sessions/{session.public_id}/register/close/")
        rea.page.get_by_label("Heads that we counted").fill("3")
        rea.page.get_by_label("What went well").fill("Songs in three languages")
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()
        rea.when_they_press("Close the register")
        rea.then_they_see("The register is closed. Thank you.")
        rea.then_they_see("Songs in three languages")
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()

        # And somebody was forgotten.
        rea.when_they_press("Reopen it")
        rea.page.get_by_label("Why are you opening it again?").fill("A father came late")
        rea.then_it_is_sound_on_a_phone_and_at_a_desk()
        rea.when_they_press("Reopen the register")
        rea.then_they_see("The register is open again.")
        rea.then_they_see("A father came late")
        assert [event.step for event in session.register_events.all()] == ["closed", "reopened"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_same_as_last_time_but_for_one(
    browser: Browser, hall: tuple[str, Hall], script: bool
) -> None:
    with at_the_door(browser, hall, script=script) as (rea, session):
        rea.page.get_by_text("Not all of them?").click()
        rea.then_the_page_is_sound()
        rea.page.get_by_label("Zofia Kowalska, parent").uncheck()
        rea.when_they_press("Same as last time (2)")

        if script:
            saved(rea)
        assert register(session) == {"Stanisław": "attended"}


def test_taps_wait_for_the_network_and_none_is_lost_or_doubled(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    with at_the_door(browser, hall) as (rea, session):
        rea.given_no_network()
        tile(rea, "Stanisław").click()
        tile(rea, "Zofia").click()
        tile(rea, "Zofia").click()
        state = rea.page.locator("[data-fs-state]")
        expect(state).to_have_text("Waiting for the network: 3")
        expect(heard(rea)).to_have_text("Waiting for the network: 3")
        assert tile(rea, "Stanisław").get_attribute("aria-pressed") == "true"
        assert register(session) == {}

        rea.given_no_network(gone=False)

        saved(rea)
        expect(heard(rea)).to_have_text("Everything is saved")
        assert register(session) == {"Stanisław": "attended", "Zofia": "taken_back"}
        assert session.entries.count() == 3
        # What the browser says of a network that is gone is no fault of the page.
        rea.faults[:] = [one for one in rea.faults if "ERR_INTERNET_DISCONNECTED" not in one]
        rea.then_the_page_is_sound()


# A tablet that writes slowly what waits, on a network that answers before it is done.
SLOWLY = """() => {
    const { deriveBits } = SubtleCrypto.prototype;
    const { fetch } = window;
    const after = (wait) => new Promise((done) => setTimeout(done, wait));
    SubtleCrypto.prototype.deriveBits = async function (...how) {
        await after(200);
        return deriveBits.apply(this, how);
    };
    window.fetch = async (...asked) => {
        const answer = await fetch(...asked);
        await after(300);
        return answer;
    };
}"""


def test_what_is_saved_is_not_said_to_wait(browser: Browser, hall: tuple[str, Hall]) -> None:
    with at_the_door(browser, hall) as (rea, _):
        rea.page.evaluate(SLOWLY)

        rea.when_they_press("Same as last time (2)")

        saved(rea)
        rea.page.wait_for_timeout(1_500)
        expect(rea.page.locator("[data-fs-waiting]")).to_be_hidden(timeout=1_000)


def test_an_answer_that_is_lost_doubles_nothing(browser: Browser, hall: tuple[str, Hall]) -> None:
    with at_the_door(browser, hall) as (rea, session):
        lost = []

        def lose(route: object) -> None:
            route.fetch()  # type: ignore[attr-defined]  # Playwright's own
            lost.append(1)
            route.abort()  # type: ignore[attr-defined]

        rea.page.route("**/registers/batch/", lose, times=1)
        tile(rea, "Stanisław").click()
        saved(rea)

        assert (len(lost), session.entries.count()) == (1, 1)
        assert register(session) == {"Stanisław": "attended"}


def test_what_is_refused_is_said_and_can_be_tried_again_or_let_go(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    with at_the_door(browser, hall) as (rea, session):
        # A tap counts from before the closing, as near as the page's clock can tell.
        closed_at = clock.now() - dt.timedelta(minutes=1)
        Session.objects.filter(pk=session.pk).update(register_closed_at=closed_at)
        tile(rea, "Stanisław").click()

        faults = rea.page.locator("[data-fs-faults]")
        expect(faults).to_contain_text("Not saved: Stanisław Kowalski. The register is closed.")
        assert tile(rea, "Stanisław").get_attribute("aria-pressed") == "false"
        rea.then_the_page_is_sound()
        Session.objects.filter(pk=session.pk).update(register_closed_at=None)
        rea.when_they_press("Try again")

        saved(rea)
        expect(faults).to_be_hidden()
        assert register(session) == {"Stanisław": "attended"}

        Session.objects.filter(pk=session.pk).update(register_closed_at=closed_at)
        tile(rea, "Zofia").click()
        expect(faults).to_contain_text("Not saved: Zofia Kowalska. The register is closed.")
        rea.when_they_press("Let go of this")

        expect(faults).to_be_hidden()
        saved(rea)
        assert tile(rea, "Zofia").get_attribute("aria-pressed") == "false"
        assert register(session) == {"Stanisław": "attended"}


def test_somebody_who_is_not_on_the_list_is_found_while_typing(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    with at_the_door(browser, hall) as (rea, session):
        rea.page.get_by_label("Part of a name is enough").press_sequentially("nowa")
        found = rea.page.locator("[data-fs-found] [data-fs-tile]").first
        found.wait_for()
        expect(heard(rea)).to_have_text("1 family found")
        rea.then_the_page_is_sound()
        found.click()

        saved(rea)
        assert register(session) == {"Ewa": "attended"}
        assert count(rea).endswith("1 family")
        # It stays when somebody else is looked for.
        rea.page.get_by_label("Part of a name is enough").fill("kowalsk")
        rea.page.get_by_text("on the list below").wait_for()
        expect(rea.page.locator("[data-fs-list] [aria-pressed=true]")).to_have_count(1)


def test_a_worker_of_another_neighbourhood_finds_no_register(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    site, made = hall
    with open_page(browser, site) as other:
        other.given_a_member_of_staff(
            "Sol Park", "sol@example.org", role="session_staff", place=made.town.south
        )

        other.when_they_open(made.address)

        other.then_the_heading_is("Page not found")
