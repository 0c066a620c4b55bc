"""A hall without a network: the register still works, and names go at sign-out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from flyingstart.activities.api import Session
from flyingstart.families.api import Member, Person, PersonDetails, Role
from flyingstart.kernel.api import clock
from tests.activities.registers.hall import Hall, came, make_hall, register
from tests.browser import PHONE, Visit, open_page
from tests.families.web.town import make_family
from tests.journeys.test_registers import WEEK, at_the_door, saved, tile

EVERYTHING = """async () => {
    const base = await new Promise((done) => {
        const asked = indexedDB.open("fs-registers");
        asked.onsuccess = () => done(asked.result);
    });
    const all = (name) => new Promise((done) => {
        const asked = base.transaction(name).objectStore(name).getAll();
        asked.onsuccess = () => done(asked.result);
    });
    const read = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
        ? new TextDecoder().decode(value)
        : value instanceof CryptoKey ? "key " + value.extractable
        : value && typeof value === "object" ? Object.values(value).map(read).join(" ")
        : String(value);
    const found = {};
    for (const name of base.objectStoreNames) found[name] = (await all(name)).map(read);
    base.close();
    return found;
}"""

# A page so slow that the worker has taken it over before it goes on.
TAKEN_OVER_FIRST = """
const container = ServiceWorkerContainer.prototype;
const ready = Object.getOwnPropertyDescriptor(container, "ready").get;
Object.defineProperty(container, "ready", {
    get() {
        return ready.call(this).then(async (registration) => {
            while (!this.controller) await new Promise((done) => setTimeout(done, 20));
            return registration;
        });
    },
});
"""


@pytest.fixture(scope="module")
def hall(standing_site: str) -> tuple[str, Hall]:
    return standing_site, make_hall()


def kept(visit: Visit) -> dict[str, list[str]]:
    """What the tablet holds, as it lies there."""
    held: dict[str, list[str]] = visit.page.evaluate(EVERYTHING)
    return held


def wait_for_kept_page(visit: Visit) -> None:
    visit.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _ in range(150):
        if any("/register/" in page for page in kept(visit)["pages"]):
            return
        visit.page.wait_for_timeout(100)
    raise AssertionError("The register was not kept.")


def families_of_last_week(made: Hall, before: Session, how_many: int) -> None:
    """A mother each, who came to the session before."""
    for number in range(how_many):
        details = PersonDetails(given_name=f"Mother{number:02}", family_name="Test")
        family = make_family(Member(details=details, role=Role.PARENT))
        came(before, family, Person.objects.get(ties__family=family), at=clock.now())


def nothing_waits(visit: Visit) -> None:
    for _ in range(150):
        if kept(visit)["waiting"] == []:
            return
        visit.page.wait_for_timeout(100)
    raise AssertionError("Something waits still.")


def waits(visit: Visit, count: int) -> None:
    expect(visit.page.locator("[data-fs-state]")).to_have_text(f"Waiting for the network: {count}")


def someone_new(visit: Visit) -> None:
    """A mother and her son, by the form that stands for the page."""
    visit.page.get_by_role("button", name="Someone new").click()
    new = visit.page.locator("[data-fs-without=newcomers]")
    new.get_by_label("First name").fill("Lina")
    new.get_by_label("First letter").fill("K")
    new.get_by_role("button", name="Somebody else").click()
    new.get_by_label("First name").last.fill("Sami")
    new.get_by_label("Who they are").last.select_option("child")
    new.get_by_label("A child’s age").last.fill("2")
    assert (visit.sideways(), visit.axe()) == (0, [])
    new.get_by_role("button", name="Put them on").click()


def closed_and_opened_again(visit: Visit) -> None:
    """With heads and a line to remember; then one more comes."""
    page = visit.page
    page.get_by_role("button", name="Close the register").click()
    close = page.locator("[data-fs-without=close]")
    close.get_by_label("Heads that we counted").fill("3")
    close.get_by_label("What went well").fill("Songs")
    close.get_by_role("button", name="Close the register").click()
    expect(page.get_by_text("The register is closed on this device")).to_be_visible()
    expect(tile(visit, "Zofia")).to_be_disabled()
    page.get_by_label("Why are you opening it again?").fill("One came late")
    page.get_by_role("button", name="Open it again").click()


def then_all_of_it_is_there_once(session: Session) -> None:
    marks = register(session)
    assert (marks.pop("Lina"), marks.pop("Sami")) == ("taken_back", "attended")
    assert list(marks.values()) == ["attended"] * 20
    assert session.entries.count() == 23
    assert [(one.counted_by, one.count) for one in session.headcounts.all()] == [("us", 3)]
    assert [one.step for one in session.register_events.all()] == ["closed", "reopened"]
    session.refresh_from_db()
    assert (session.register_closed_at, session.went_well) == (None, "Songs")


def test_a_morning_without_a_network(browser: Browser, hall: tuple[str, Hall]) -> None:
    """Issue 5: twenty families, two newcomers, heads; the network returns: all is there, once."""
    with at_the_door(browser, hall, works_offline=True) as (rea, session):
        page = rea.page
        page.on("dialog", lambda dialog: dialog.accept())
        before = Session.objects.get(starts_at=session.starts_at - WEEK, site=session.site)
        families_of_last_week(hall[1], before, 19)
        page.reload()
        wait_for_kept_page(rea)

        page.context.set_offline(True)
        page.reload()
        for one in page.locator("[data-fs-list] [data-fs-card]").all():
            one.locator("[data-fs-tile]").first.click()
        waits(rea, 20)
        someone_new(rea)
        waits(rea, 21)
        page.reload()
        # What was said before the page was loaded again is shown, and still waits.
        expect(tile(rea, "Stanisław")).to_have_attribute("aria-pressed", "true")
        expect(tile(rea, "Sami")).to_contain_text("2 years")
        tile(rea, "Lina").click()
        closed_and_opened_again(rea)
        waits(rea, 25)
        assert "Sami" not in str(kept(rea))
        assert len(kept(rea)["waiting"]) == 25
        page.goto(rea.site + "/staff/families/")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no network")
        assert register(session) == {}

        page.context.set_offline(False)
        page.goto(f"{rea.site}/staff/sessions/{session.public_id}/register/")
        saved(rea)
        nothing_waits(rea)
        then_all_of_it_is_there_once(session)

        # Signed out while a mark waits: names go, the mark stays, and is sent the next time.
        page.route("**/staff/registers/**", lambda route: route.abort())
        tile(rea, "Zofia").click()
        expect(page.locator("[data-fs-state]")).to_have_text("Waiting for the network: 1")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(lambda address: "/staff/" not in address)
        held = kept(rea)
        assert (held["pages"], held["keys"], len(held["waiting"])) == ([], [], 1)
        assert "Zofia" not in str(held)
        page.unroute("**/staff/registers/**")
        assert "Zofia" not in register(session)

        # Somebody else signs in on the same tablet; the first page counts it, the way is shut.
        page.route("**/staff/registers/sealed/", lambda route: route.abort())
        rea.given_a_member_of_staff(
            "Ola Berg", "ola@example.org", role="session_staff", place=hall[1].town.north
        )
        rea.when_they_open("/staff/")
        expect(page.get_by_text("1 word of a register waits to be sent.")).to_be_visible()
        page.unroute("**/staff/registers/sealed/")
        rea.when_they_open("/staff/")
        expect(page.locator("[data-fs-waiting]")).to_be_hidden()
        nothing_waits(rea)
        assert register(session)["Zofia"] == "attended"
        assert {entry.said_by for entry in session.entries.all()} == {"Rea Doyle"}


def test_the_first_page_is_kept_though_the_worker_took_it_over_before_it_asked(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    site, made = hall
    with open_page(browser, site, width=PHONE, first=True, works_offline=True) as rea:
        rea.page.add_init_script(TAKEN_OVER_FIRST)
        rea.given_a_member_of_staff(
            "Rea Doyle", "rea@example.org", role="session_staff", place=made.town.north
        )
        rea.when_they_open(made.address)

        wait_for_kept_page(rea)

        assert [page for page in kept(rea)["pages"] if made.address in page] != []
        rea.then_the_page_is_sound()
