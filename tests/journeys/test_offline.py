"""A hall without a network: the register still works, and names go at sign-out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.activities.registers.hall import Hall, make_hall, register
from tests.browser import PHONE, Visit, open_page
from tests.journeys.test_registers import at_the_door, saved, tile

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


def test_a_register_without_a_network(browser: Browser, hall: tuple[str, Hall]) -> None:
    with at_the_door(browser, hall) as (rea, session):
        page = rea.page
        page.on("dialog", lambda dialog: dialog.accept())
        wait_for_kept_page(rea)

        page.context.set_offline(True)
        page.reload()
        tile(rea, "Stanisław").click()
        expect(page.locator("[data-fs-state]")).to_have_text("Waiting for the network: 1")
        page.reload()
        # What was tapped before the page was loaded again is shown, and still waits.
        expect(tile(rea, "Stanisław")).to_have_attribute("aria-pressed", "true")
        assert len(kept(rea)["waiting"]) == 1
        page.goto(rea.site + "/staff/families/")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no network")
        assert register(session) == {}

        page.context.set_offline(False)
        page.goto(f"{rea.site}/staff/sessions/{session.public_id}/register/")
        saved(rea)
        page.wait_for_timeout(300)
        assert kept(rea)["waiting"] == []
        assert register(session) == {"Stanisław": "attended"}
        assert session.entries.count() == 1

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
        assert register(session) == {"Stanisław": "attended"}

        # Somebody else signs in on the same tablet; the first page counts it, the way is shut.
        page.route("**/staff/registers/sealed/", lambda route: route.abort())
        rea.given_a_member_of_staff(
            "Ola Berg", "ola@example.org", role="session_staff", place=hall[1].town.north
        )
        rea.when_they_open("/staff/")
        expect(page.get_by_text("1 mark of a register waits to be sent.")).to_be_visible()
        page.unroute("**/staff/registers/sealed/")
        rea.when_they_open("/staff/")
        expect(page.locator("[data-fs-waiting]")).to_be_hidden()
        page.wait_for_timeout(300)
        assert kept(rea)["waiting"] == []
        assert register(session) == {"Stanisław": "attended", "Zofia": "attended"}
        assert {entry.said_by for entry in session.entries.all()} == {"Rea Doyle"}


def test_the_first_page_is_kept_though_the_worker_took_it_over_before_it_asked(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    site, made = hall
    with open_page(browser, site, width=PHONE, first=True) as rea:
        rea.page.add_init_script(TAKEN_OVER_FIRST)
        rea.given_a_member_of_staff(
            "Rea Doyle", "rea@example.org", role="session_staff", place=made.town.north
        )
        rea.when_they_open(made.address)

        wait_for_kept_page(rea)

        assert [page for page in kept(rea)["pages"] if made.address in page] != []
