"""A hall without a network: opening check, visitors, a crèche that is short, a parent's name."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, expect

from flyingstart.activities.models import CareRule, Creche
from flyingstart.daybook.api import DayEntry
from flyingstart.daybook.models import CheckPoint, DaySignature
from flyingstart.kernel.api import clock
from tests.activities.registers.hall import Hall, make_hall
from tests.browser import Visit
from tests.journeys.test_offline import nothing_waits, wait_for_kept_page
from tests.journeys.test_registers import at_the_door, tile


@pytest.fixture
def hall(live_site: str) -> tuple[str, Hall]:
    """The address of the site, and a hall with the pack's numbers and two points to look at."""
    made = make_hall()
    for months, number in ((0, 1), (24, 1), (36, 1)):
        CareRule.objects.create(
            key="creche_children_each",
            from_months=months,
            number=number,
            starts_on=dt.date(2020, 1, 1),
            source="x",
        )
    CareRule.objects.create(
        key="creche_minutes", number=10, starts_on=dt.date(2020, 1, 1), source="x"
    )
    for place, words in enumerate(("The doors", "Hot water")):
        CheckPoint.objects.create(code=f"point-{place}", words=words, position=place)
    return live_site, made


def the_opening_check(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="Day book of today").click()
    page.get_by_role("link", name="Opening check").first.click()
    form = page.locator("form", has=page.get_by_role("heading", name="Opening check"))
    form.get_by_label("The doors").check()
    form.get_by_role("button", name="Write it down").click()
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label("What was not right").fill("Tap closed")
    assert (visit.sideways(), visit.axe()) == (0, [])
    form.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is kept on this device, sealed")).to_be_visible()


def a_visitor_comes(visit: Visit, name: str) -> None:
    page = visit.page
    page.get_by_role("link", name="Day book of today").click()
    page.get_by_role("link", name="A visitor comes or goes").first.click()
    form = page.locator("form", has=page.get_by_role("heading", name="Visitors", exact=True))
    form.get_by_label("What are they called?").fill(name)
    assert (visit.sideways(), visit.axe()) == (0, [])
    form.get_by_role("button", name="They are in").click()
    expect(page.get_by_text("It is kept on this device, and sent")).to_be_visible()


def one_leaves_and_the_other_is_on_the_roll(visit: Visit) -> None:
    """Also after the page was loaded again: the device knows its visitors."""
    page = visit.page
    page.reload()
    page.get_by_role("link", name="Day book of today").click()
    page.get_by_role("link", name="A visitor comes or goes").first.click()
    page.get_by_role("button", name="Kim has left").click()
    expect(page.get_by_role("button", name="Kim has left")).to_have_count(0)
    page.get_by_role("link", name="Fire or drill: who is in the building").click()
    roll = page.locator("form", has=page.get_by_role("heading", name="Who is in the building"))
    expect(roll.get_by_role("listitem").filter(has_text="visitor")).to_have_text(["Lou visitor"])
    expect(roll.get_by_role("checkbox")).to_have_count(3)
    roll.get_by_label("Zofia").check()
    roll.get_by_role("button", name="The roll call is over").click()


def the_creche_is_short(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Crèche").click()
    creche = page.get_by_role("region", name="Crèche")
    told = page.locator("[data-fs-creche-told]")
    creche.get_by_label("Which child").select_option(
        label="Stanisław Kowalski, left by Zofia Kowalska"
    )
    creche.get_by_label("How do we reach them").fill("07700 900123")
    creche.get_by_role("button", name="The child is in").click()
    expect(told).to_contain_text("Say below how many adults are with the children.")
    # Of a child that may be there for ten minutes, the first one is near enough to the end.
    expect(told).to_contain_text("Here for 0 minutes today: call the parent back now")
    expect(creche.get_by_text("These children need 1 adult.", exact=True)).to_be_visible()
    creche.get_by_label("How many adults").fill("0")
    creche.get_by_role("button", name="Save how many").click()
    expect(told).to_contain_text("These children need 1 adult; 0 is there. Call a colleague now.")
    creche.get_by_label("How many adults").fill("2")
    creche.get_by_role("button", name="Save how many").click()
    expect(told).not_to_contain_text("Call a colleague now.")
    assert (visit.sideways(), visit.axe()) == (0, [])


def a_parent_signs(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="Day book of today").click()
    form = page.locator("form", has=page.get_by_role("heading", name="Write in the day book"))
    form.get_by_label("What was it?").select_option(label="Incident")
    expect(form.get_by_label("Your name")).to_be_hidden()
    form.get_by_label("What was it?").select_option(label="Accident")
    form.get_by_label("Whom is it about?").select_option(index=1)
    form.get_by_label("What happened, and where were they hurt?").fill("Fell off the slide")
    form.get_by_label("Your name").fill("Zofia Kowalska")
    form.get_by_role("button", name="Write it down").click()
    expect(form.get_by_role("alert").filter(has_text="or leave both")).to_be_visible()
    form.get_by_label("I have read this").check()
    assert (visit.sideways(), visit.axe()) == (0, [])
    form.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is kept on this device, sealed")).to_be_visible()


def a_page_of_yesterday_keeps_nothing_and_says_so(visit: Visit) -> None:
    """Whoever opens a form on it hears so before they write."""
    page = visit.page
    page.evaluate(
        """() => document.querySelectorAll("[data-ends]").forEach((one) => {
            one.dataset.ends = "2020-01-01T00:00:00+00:00";
        })"""
    )
    page.get_by_role("link", name="Day book of today").click()
    expect(page.get_by_text("This page is of an earlier day: nothing more")).to_be_visible()
    tile(visit, "Zofia").click()
    expect(page.get_by_text("What you tap now waits here alone")).to_be_visible()
    tile(visit, "Zofia").click()


def test_a_day_s_book_is_kept_without_a_network(browser: Browser, hall: tuple[str, Hall]) -> None:
    """Issue 5: the day book of a site and day, and the roll of who is inside, work offline."""
    with at_the_door(browser, hall, works_offline=True) as (rea, session):
        page = rea.page
        wait_for_kept_page(rea)
        rea.given_no_network()
        page.reload()
        the_opening_check(rea)
        for name in ("Lou", "Kim"):
            a_visitor_comes(rea, name)
        for name in ("Zofia", "Stanisław"):
            tile(rea, name).click()
        one_leaves_and_the_other_is_on_the_roll(rea)
        the_creche_is_short(rea)
        a_parent_signs(rea)
        a_page_of_yesterday_keeps_nothing_and_says_so(rea)
        assert DayEntry.objects.count() == 0

        rea.given_no_network(gone=False)
        page.goto(f"{rea.site}/staff/sessions/{session.public_id}/register/")
        nothing_waits(rea)

        entries = {(one.kind, one.versions.get().called): one for one in DayEntry.objects.all()}
        assert sorted(entries) == [
            ("accident", "Stanisław Kowalski"),
            ("opening", ""),
            ("roll_call", ""),
            ("visitor", "Kim"),
            ("visitor", "Lou"),
        ]
        assert entries["visitor", "Lou"].left_at is None
        assert entries["visitor", "Kim"].left_at is not None
        called = entries["roll_call", ""].versions.get().happened
        assert called == "1 of 3 people on the roll were ticked as safe.\nNot ticked: Lou"
        points = entries["opening", ""].versions.get().points
        assert [(one["fine"], one["note"]) for one in points] == [(True, ""), (False, "Tap closed")]
        signed = DaySignature.objects.get()
        assert (signed.name, signed.version_signed.entry.kind) == ("Zofia Kowalska", "accident")
        assert Creche.objects.get(session=session).adults == 2
        assert session.creche_stays.get().in_at < clock.now()
