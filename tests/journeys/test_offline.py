"""A hall without a network: the register still works, and names go at sign-out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session as DjangoSession
from playwright.sync_api import Browser, expect

from flyingstart.accounts.api import set_pin
from flyingstart.activities.api import Session, cancel_session
from flyingstart.daybook.api import DayEntry
from flyingstart.families.api import Member, Person, PersonDetails, Role
from flyingstart.kernel.api import clock
from tests.activities.registers.hall import Hall, came, make_hall, register
from tests.browser import PHONE, Visit, open_page
from tests.families.web.town import make_family
from tests.families.world import BY
from tests.journeys.test_registers import WEEK, at_the_door, saved, tile

NUMBER = "582947"

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

A_DAY_LATER = """async () => {
    const base = await new Promise((done) => {
        const asked = indexedDB.open("fs-registers");
        asked.onsuccess = () => done(asked.result);
    });
    const pages = base.transaction("pages", "readwrite").objectStore("pages");
    await new Promise((done) => {
        pages.openCursor().onsuccess = (event) => {
            const cursor = event.target.result;
            if (!cursor) return done();
            cursor.update({ ...cursor.value, at: Date.now() - 24 * 60 * 60 * 1000 - 1 });
            cursor.continue();
        };
    });
    base.close();
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


def no_register_is_kept(visit: Visit) -> None:
    for _ in range(150):
        if not any("/register/" in page for page in kept(visit)["pages"]):
            return
        visit.page.wait_for_timeout(100)
    raise AssertionError("The register is kept still.")


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
    stay = session.creche_stays.get()
    assert (stay.child.given_name, stay.left_by, stay.collected_by) == ("Sami", "Lina K", "Gran")
    session.refresh_from_db()
    assert (session.register_closed_at, session.went_well) == (None, "Songs")


@contextmanager
def on_the_tablet_of_the_hall(
    browser: Browser, hall: tuple[str, Hall]
) -> Iterator[tuple[Visit, Session]]:
    """A manager enrols a tablet; Rea opens it by her number, and the register of today on it."""
    site, made = hall
    now = clock.now()
    town = made.town
    before, session = (
        made.session_at(starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
        for starts in (now - WEEK, now)
    )
    came(before, town.family, town.mother, town.child, at=now)
    families_of_last_week(made, before, 19)
    with (
        open_page(browser, site) as mo,
        open_page(browser, site, width=PHONE, works_offline=True) as rea,
    ):
        for name, email in (("Rea Doyle", "rea@example.org"), ("Ola Berg", "ola@example.org")):
            user = rea.given_an_account(name, email, role="session_staff", place=town.north)
            set_pin(user=user, pin=NUMBER, by=BY, at=now)
        mo.given_a_member_of_staff("Mo Manager", "mo@example.org", place=town.north)
        mo.when_they_open("/staff/tablets/new/")
        mo.page.get_by_label("Site").select_option(label=town.hall.name)
        mo.when_they_write("Name of the tablet", "Blue cover")
        mo.then_the_page_is_sound()
        mo.when_they_press("Show the code")
        code = mo.page.locator("p.govuk-heading-xl").inner_text()
        mo.then_the_page_is_sound()

        rea.when_they_open("/tablet/")
        rea.when_they_write("Code", code)
        rea.then_the_page_is_sound()
        rea.when_they_press("Go on")
        rea.then_the_page_is_sound()
        with_their_number(rea, "Rea Doyle")
        rea.then_the_page_is_sound()
        rea.page.goto(f"{site}/staff/sessions/{session.public_id}/register/")
        rea.then_the_page_is_sound()
        yield rea, session


def with_their_number(visit: Visit, name: str) -> None:
    """Somebody opens the tablet that lies there."""
    visit.page.get_by_role("radio", name=name).check()
    visit.when_they_write("Your number", NUMBER)
    visit.when_they_press("Open the registers")
    visit.page.wait_for_url("**/staff/tablet/registers/")


def an_accident(visit: Visit) -> None:
    """The newcomer fell; of the day's page, which there is no way to, a form stands here."""
    page = visit.page
    page.get_by_role("link", name="Day book of today").click()
    form = page.locator("form", has=page.get_by_role("heading", name="Write in the day book"))
    form.get_by_label("What was it?").select_option(label="Accident")
    form.get_by_label("What happened, and where were they hurt?").fill("Fell off the slide")
    form.get_by_role("button", name="Write it down").click()
    expect(form.get_by_text("Say whom it is about", exact=True)).to_be_visible()
    form.get_by_label("Whom is it about?").select_option(label="Sami")
    form.get_by_label("What was done?").fill("A cold cloth")
    assert (visit.sideways(), visit.axe()) == (0, [])
    form.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is kept on this device, sealed")).to_be_visible()


def a_worry(visit: Visit) -> None:
    """From the end of a page that there is no way to: the page that stands for it has the form."""
    page = visit.page
    page.goto(visit.site + "/staff/concerns/new/")
    form = page.locator("form", has=page.get_by_role("heading", name="What worries you?"))
    expect(form.get_by_text("Ring 999 first")).to_be_visible()
    form.get_by_label("Is somebody in danger now?").select_option("no")
    form.get_by_label("Whom are you worried about?").select_option("child")
    form.get_by_label("What are they called?").fill("Sami")
    assert (visit.sideways(), visit.axe()) == (0, [])
    form.get_by_role("button", name="Keep it").click()
    expect(form.get_by_text("Write what you saw, or what was said")).to_be_visible()
    form.get_by_label("What was said?").fill("“I am hungry every night”")
    form.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("It is kept on this device, sealed")).to_be_visible()


def a_child_is_left_and_fetched(visit: Visit) -> None:
    """The crèche without a network: only who left the child, or whom they named, may fetch it."""
    page = visit.page
    page.get_by_role("button", name="Crèche").click()
    creche = page.get_by_role("region", name="Crèche")
    creche.get_by_label("Which child, and who leaves it?").select_option(
        label="Sami, left by Lina K"
    )
    creche.get_by_label("How do we reach them").fill("07700 900123")
    creche.get_by_label("Who else may fetch the child?").fill("Gran")
    creche.get_by_role("button", name="The child is in").click()
    assert (visit.sideways(), visit.axe()) == (0, [])
    creche.get_by_role("button", name="Hand over: Sami").click()
    fetches = creche.get_by_label("Who fetches the child?")
    assert fetches.locator("option").all_inner_texts() == ["Choose", "Lina K", "Gran"]
    fetches.select_option("Gran")
    creche.get_by_role("button", name="Handed over").click()
    expect(creche.get_by_role("button", name="Hand over: Sami")).to_have_count(0)


def the_roll_is_called(visit: Visit) -> None:
    """Everybody who was tapped is on it, newcomers too; one is not seen outside."""
    page = visit.page
    page.get_by_role("link", name="Fire or drill: who is in the building").click()
    roll = page.locator("form", has=page.get_by_role("heading", name="Who is in the building"))
    boxes = roll.get_by_role("checkbox")
    expect(boxes).to_have_count(22)
    for box in boxes.all()[1:]:
        box.check()
    assert (visit.sideways(), visit.axe()) == (0, [])
    roll.get_by_role("button", name="The roll call is over").click()


def then_it_stands_in_the_day_book_once(made: Hall) -> None:
    entries = {one.kind: one.versions.get() for one in DayEntry.objects.all()}
    assert DayEntry.objects.count() == 2
    fell, roll = entries["accident"], entries["roll_call"]
    assert (fell.entry.site, fell.called) == (made.town.hall, "Sami")
    assert (fell.person, fell.written_by_name) == (
        Person.objects.get(given_name="Sami"),
        "Rea Doyle",
    )
    assert (fell.happened, fell.done) == ("Fell off the slide", "A cold cloth")
    assert fell.came_at is not None
    assert fell.came_at > fell.written_at
    assert roll.happened == "21 of 22 people on the roll were ticked as safe."
    assert len(roll.missing) == 1


def then_the_lead_reads_the_worry_and_nobody_else(browser: Browser, hall: tuple[str, Hall]) -> None:
    site, made = hall
    with open_page(browser, site, width=PHONE) as ada:
        ada.given_a_member_of_staff("Ada Lead", "ada@example.org", role="safeguarding_lead")
        ada.when_they_open("/staff/concerns/")
        ada.when_they_follow("Sami")
        ada.then_they_see("“I am hungry every night”")
        ada.then_they_see("Written without a network")
        ada.then_the_page_is_sound()
        address = ada.page.url.removeprefix(site)
        ada.given_a_member_of_staff("Mo Manager", "mo@example.org", place=made.town.north)
        ada.when_they_open("/staff/concerns/")
        assert "Sami" not in ada.page.content()
        ada.when_they_open(address)
        assert ada.page.locator("h1").inner_text() == "Page not found"
        # The manager is told of the accident, and reads that.
        ada.when_they_open("/staff/day-book/")
        ada.page.get_by_role("link", name="Accident").click()
        ada.then_they_see("Fell off the slide")
        ada.then_the_page_is_sound()


def what_waits_at_sign_out_is_sent_by_whoever_comes_next(rea: Visit, session: Session) -> None:
    """Signed out while a mark waits: names go, the mark stays, and is sent the next time."""
    page = rea.page
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

    # Somebody else opens the same tablet; the first page counts it, the way is shut.
    page.route("**/staff/registers/sealed/", lambda route: route.abort())
    with_their_number(rea, "Ola Berg")
    expect(page.get_by_text("1 thing waits to be sent.")).to_be_visible()
    page.unroute("**/staff/registers/sealed/")
    page.reload()
    expect(page.locator("[data-fs-waiting]")).to_be_hidden()
    nothing_waits(rea)
    assert register(session)["Zofia"] == "attended"
    assert {entry.said_by for entry in session.entries.all()} == {"Rea Doyle"}


def test_a_morning_without_a_network(browser: Browser, hall: tuple[str, Hall]) -> None:
    """A tablet is enrolled; in a hall without a network twenty families are ticked, two newcomers
    added, an accident written down, a worry raised, the roll called; the network returns, and
    everything is where it belongs, once."""
    with on_the_tablet_of_the_hall(browser, hall) as (rea, session):
        page = rea.page
        page.on("dialog", lambda dialog: dialog.accept())
        wait_for_kept_page(rea)

        rea.given_no_network()
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
        the_roll_is_called(rea)
        an_accident(rea)
        a_child_is_left_and_fetched(rea)
        tile(rea, "Lina").click()
        closed_and_opened_again(rea)
        waits(rea, 27)
        a_worry(rea)
        held = kept(rea)
        assert len(held["waiting"]) == 30
        for secret in ("Sami", "slide", "hungry", "Gran"):
            assert secret not in str(held)
        assert (register(session), DayEntry.objects.count()) == ({}, 0)

        rea.given_no_network(gone=False)
        page.goto(f"{rea.site}/staff/sessions/{session.public_id}/register/")
        saved(rea)
        nothing_waits(rea)
        then_all_of_it_is_there_once(session)
        then_it_stands_in_the_day_book_once(hall[1])

        what_waits_at_sign_out_is_sent_by_whoever_comes_next(rea, session)
    then_the_lead_reads_the_worry_and_nobody_else(browser, hall)


def test_a_forced_sign_out_takes_the_names_and_what_is_refused_is_let_go(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    """safety.md: names wipe, unsent marks stay. What is never kept goes when somebody says so."""
    with at_the_door(browser, hall, works_offline=True) as (rea, session):
        page = rea.page
        page.on("dialog", lambda dialog: dialog.accept())
        wait_for_kept_page(rea)
        page.route("**/staff/registers/**", lambda route: route.abort())
        tile(rea, "Zofia").click()
        waits(rea, 1)
        # Her account is closed, or the tablet is lost: the site sends her away.
        DjangoSession.objects.all().delete()
        page.goto(f"{rea.site}/staff/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        held = kept(rea)
        assert (held["pages"], held["keys"], len(held["waiting"])) == ([], [], 1)
        assert "Zofia" not in str(held)

        # Meanwhile the session was cancelled: its register will never take the mark.
        page.unroute("**/staff/registers/**")
        cancel_session(session=session, because="A burst pipe", by=BY, at=clock.now())
        rea.given_a_member_of_staff("Rea Doyle", "rea@example.org")
        rea.when_they_open("/staff/")
        refused = "This session was cancelled: nobody is marked at it."
        expect(page.locator("[data-fs-not-kept]")).to_contain_text(refused)
        assert (rea.sideways(), rea.axe()) == (0, [])
        page.get_by_role("button", name="Let go of it").click()
        expect(page.locator("[data-fs-waiting]")).to_be_hidden()
        assert kept(rea)["waiting"] == []
        assert register(session) == {}


def test_the_next_person_finds_nothing_of_who_never_signed_out(
    browser: Browser, hall: tuple[str, Hall]
) -> None:
    """safety.md: names wipe. A browser that was closed ends a session without a sign-out."""
    with at_the_door(browser, hall, works_offline=True) as (rea, _session):
        wait_for_kept_page(rea)

        rea.given_a_member_of_staff("Tom Price", "tom@example.org", role="analyst")
        rea.when_they_open("/staff/")

        no_register_is_kept(rea)
        assert "Zofia" not in str(kept(rea))


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
        # safety.md: names are gone after a day though nobody signed out.
        rea.page.evaluate(A_DAY_LATER)
        rea.when_they_open("/staff/families/own/")
        no_register_is_kept(rea)
