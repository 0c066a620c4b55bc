"""From a term that is planned to a report that explains itself, on one made-up town."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum
from playwright.sync_api import Browser, expect

from flyingstart.activities.api import Session
from flyingstart.activities.operations import planning
from flyingstart.evidence.answer import Value
from flyingstart.evidence.api import latest_snapshot, listed, measure, refresh_snapshot
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, Period, clock, load_pack
from flyingstart.places.api import Area, Population, Site
from tests.browser import DESKTOP, PHONE, Visit, open_page

PACK = Path(__file__).resolve().parents[2] / "authorities" / "luton"
# The clock of a browser cannot be stopped: all lies round the day on which the test runs.
TODAY = clock.today()
MONTH = f"{TODAY:%Y-%m}"
BEFORE = TODAY.replace(month=(TODAY.month - 1) // 3 * 3 + 1, day=1) - dt.timedelta(days=1)
QUARTER = Period.quarter(BEFORE.year, (BEFORE.month - 1) // 3 + 1)


@dataclass(frozen=True)
class Town:
    """The address of the site, and where the extra sessions are held."""

    site: str
    hub: Site


@pytest.fixture(scope="module")
def town(standing_site: str) -> Iterator[Town]:
    """A small made-up town with a year of sessions, of which today is a working day."""
    load_pack(folder=PACK, by=Actor.command("test"), at=clock.now())
    call_command("make-town", children=80, years=1, seed=5)
    refresh_snapshot()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "bank_holidays", lambda *_asked: {})
        yield Town(standing_site, Site.objects.get(name="Limbury"))


def test_the_thread_from_a_term_to_a_report_that_explains_itself(
    browser: Browser, town: Town
) -> None:
    """The manager at a desk, session staff with a phone; what she sees is sound on a phone, too."""
    child = someone_not_seen_this_month()
    late = a_register_left_open_last_quarter()
    with open_page(browser, town.site, width=DESKTOP) as maya:
        maya.given_a_member_of_staff("Maya Hart", "maya@example.org")
        session = build_a_term(maya, town, "Extra sessions")

        with open_page(browser, town.site, width=PHONE) as sam:
            sam.given_a_member_of_staff("Sam Okafor", "sam@example.org", role="session_staff")
            take_the_register(sam, session, child)

        see_it_in_reach(maya, child)
        open_the_families_not_reached(maya)
        signed = sign_the_quarter(maya)

        with open_page(browser, town.site, width=PHONE) as sam:
            sam.given_a_member_of_staff("Sam Okafor", "sam@example.org", role="session_staff")
            hand_in_the_late_register(sam, late)

        read_why_it_is_another_one_today(maya, signed, late)


# --- given ---------------------------------------------------------------------------------------


def someone_not_seen_this_month() -> Person:
    """A child under five who lives in a ward of ours and had no hit this month."""
    unseen = listed("not_reached", period=MONTH, snapshot=latest()).ids
    named = Person.objects.filter(pk__in=unseen).exclude(family_name="")
    return named.order_by("pk")[0]


def a_register_left_open_last_quarter() -> Session:
    """A session of the last quarter whose marks were never entered."""
    of_then = Session.objects.filter(
        starts_at__date__range=(QUARTER.start, QUARTER.end),
        cancelled_at=None,
        headcounts=None,
        marks__status="attended",
        activity__reaches="family",
        register_events=None,
    )
    session = of_then.order_by("starts_at").first()
    assert session is not None
    session.marks.all().delete()
    Session.objects.filter(pk=session.pk).update(register_closed_at=None)
    return session


# --- a manager plans -----------------------------------------------------------------------------


def build_a_term(maya: Visit, town: Town, name: str) -> Session:
    """A programme of her own with a session a week, the first of them today.

    It starts at midnight: only sessions begun count, at whatever hour this runs.
    """
    maya.when_they_open("/staff/programmes/")
    maya.page.get_by_role("button", name="Draft a programme").click()
    maya.page.get_by_label(str(town.hub.neighbourhood), exact=True).check()
    maya.page.get_by_label("A term", exact=True).check()
    maya.when_they_write("Name", name)
    maya.page.get_by_label("Other days", exact=True).check()
    fill_date(maya, "First day", TODAY)
    fill_date(maya, "Last day", TODAY + dt.timedelta(days=20))
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()
    maya.when_they_press("Go on to its weekly sessions")
    row = maya.page.get_by_role("group", name="Row 1").first
    row.get_by_label("Activity", exact=True).fill("Stay and Play")
    row.get_by_label("Site", exact=True).fill(town.hub.name)
    row.get_by_label("Day", exact=True).select_option(f"{TODAY:%A}")
    row.get_by_label("From", exact=True).fill("00:00")
    row.get_by_label("To", exact=True).fill("01:00")
    row.locator("summary").first.click()
    row.get_by_label("Runs", exact=True).select_option("all year round")
    maya.when_they_press("Check what will change")
    maya.then_they_see("3 sessions are added")
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()
    maya.when_they_press("Save the programme")
    maya.then_they_see("The programme is saved.")
    return Session.objects.filter(series__programme__name=name).order_by("starts_at")[0]


def fill_date(maya: Visit, legend: str, day: dt.date) -> None:
    """Three boxes."""
    group = maya.page.get_by_role("group", name=legend)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(number))


# --- session staff at the door -------------------------------------------------------------------


def take_the_register(sam: Visit, session: Session, child: Person) -> None:
    """Somebody who is known, and somebody new; then it is closed."""
    find_and_mark(sam, session, child)
    sam.when_they_press("Someone new")
    sam.page.locator("#id_adult-given_name").fill("Lina")
    sam.page.locator("#id_child-0-given_name").fill("Sami")
    sam.when_they_press("They are here")
    sam.then_they_see("On the register.")
    sam.then_it_is_sound_on_a_phone_and_at_a_desk()
    close(sam)
    assert session.marks.filter(status="attended").count() == 3


def find_and_mark(sam: Visit, session: Session, child: Person) -> None:
    """By name, and the tap is saved."""
    sam.when_they_open(f"/staff/sessions/{session.public_id}/register/")
    sam.page.locator("#who").fill(f"{child.given_name} {child.family_name}")
    sam.when_they_press("Find")
    sam.page.wait_for_selector("[data-fs-found] *")
    # Whoever is expected stands on the list already.
    sam.page.locator("[data-fs-tile]").filter(has_text=child.given_name).first.click()
    expect(sam.page.locator("[data-fs-state]")).to_have_text("Everything is saved")
    assert session.marks.get(person=child).status == "attended"


def close(sam: Visit) -> None:
    """In thirty seconds."""
    sam.when_they_press("Close the register")
    sam.page.wait_for_url("**/register/close/")
    sam.when_they_press("Close the register")
    sam.then_they_see("The register is closed. Thank you.")


def hand_in_the_late_register(sam: Visit, late: Session) -> None:
    """A quarter too late."""
    someone = Person.objects.filter(marks__session__site=late.site).exclude(family_name="")
    grown = someone.filter(date_of_birth__isnull=False).order_by("pk")[0]
    find_and_mark(sam, late, grown)
    close(sam)


# --- a manager looks -----------------------------------------------------------------------------


def see_it_in_reach(maya: Visit, child: Person) -> None:
    """The attendance is counted in the child's ward, beside the children who live there.

    In a town as small as this one the page tells no ward: the command does.
    """
    before = reached_by_ward()
    maya.when_they_open(f"/staff/reach/?measure=reach_rate&period={MONTH}")
    maya.when_they_press("Count again now")
    maya.then_they_see("Counted again, with everything entered until now.")
    maya.when_they_open(f"/staff/reach/?measure=reach_rate&period={MONTH}")
    after = reached_by_ward()

    (ward,) = [code for code in after if after[code] != before[code]]
    area = Area.objects.get(area_set__code="wards-2023", code=ward)
    people = Population.objects.filter(area_code=ward)
    base = people.filter(year=people.latest("year").year).aggregate(n=Sum("count"))["n"]
    rows = maya.page.locator("#wards tbody tr").all()
    shown = [row.inner_text().split("\t") for row in rows]
    (cells,) = [each for each in shown if each[0] == area.name]
    assert after[ward] == before[ward] + 1
    assert cells in (
        [area.name, f"{after[ward] / base:.1%}", f"{after[ward]:,}", f"{base:,}"],
        [area.name, "held back", "held back", f"{base:,}"],
    )
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()


def reached_by_ward() -> dict[Value, int]:
    """Of the month, as the newest snapshot has it."""
    answer = measure("reach_rate", by="ward", period=MONTH, snapshot=latest())
    return {row.by["ward"]: row.numerator or 0 for row in answer.rows}


def open_the_families_not_reached(maya: Visit) -> None:
    """Who is not reached, by name."""
    maya.when_they_open(f"/staff/reach/?measure=not_reached&period={MONTH}")
    maya.page.locator("a[href*='/staff/reach/behind/']").first.click()
    maya.page.wait_for_load_state()
    maya.then_they_see("Parents and carers")
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()


def sign_the_quarter(maya: Visit) -> str:
    """The report of the last quarter; its address."""
    maya.when_they_open(f"/staff/reports/draft/?period={QUARTER}")
    maya.then_they_see("still open")
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()
    maya.when_they_press("Sign this report")
    maya.then_they_see("What will happen")
    maya.when_they_write("What should readers know?", "A steady quarter.")
    maya.page.get_by_label(re.compile("I have looked at these figures")).check()
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()
    maya.when_they_press("Sign")
    maya.then_they_see("A steady quarter.")
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()
    return maya.page.url


def read_why_it_is_another_one_today(maya: Visit, signed: str, late: Session) -> None:
    """The late register is named, and what it changed."""
    refresh_snapshot()
    maya.page.goto(signed)
    maya.when_they_follow("What changed since it was signed")
    maya.then_they_see("Registers that came in, or were changed")
    maya.then_they_see(late.site.name)
    maya.then_they_see("The shares add up to the whole difference.")
    maya.then_it_is_sound_on_a_phone_and_at_a_desk()


def latest() -> str:
    """The newest snapshot."""
    found = latest_snapshot()
    assert found is not None
    return found.id
