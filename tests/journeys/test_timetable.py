"""A manager copies last term, mends a clash, publishes, cancels a session, prints the week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator

from flyingstart.activities.api import (
    ProgrammeDetails,
    ProgrammeKind,
    SeriesDetails,
    SeriesRow,
    Session,
    draft_programme,
    plan_programme,
)
from flyingstart.activities.rules.bank_holidays import bank_holidays
from flyingstart.kernel.api import Actor, clock
from flyingstart.places.api import Term
from tests.activities.web.timetable.town import Town, make_town, session_at
from tests.browser import DESKTOP, PHONE, Visit, open_page

BY = Actor.command("test")
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
# The clock of a browser cannot be stopped: the terms lie round the day on which the test runs.
TODAY = clock.today()
MONDAY = TODAY - TODAY.weekday() * DAY
# From two weeks ago to the end of this week; and the four weeks that begin after next week.
NOW = (MONDAY - 2 * WEEK, MONDAY + 4 * DAY)
NEXT = (MONDAY + 2 * WEEK, MONDAY + 5 * WEEK + 4 * DAY)
# A Tuesday of the next term on which its room is somebody else's.
TAKEN = next(
    day
    for day in (NEXT[0] + number * WEEK + DAY for number in range(4))
    if day not in bank_holidays("E", *NEXT)
)


@dataclass(frozen=True)
class Site:
    """A site that stands, what lies in it, and where the term is that ends this week."""

    address: str
    town: Town
    last_term: str


@pytest.fixture(scope="module")
def site(standing_site: str) -> Site:
    """The north in the last week of a term: two sessions a week."""
    town = make_town()
    Term.objects.all().delete()
    for name, (first, last) in (("This term", NOW), ("Next term", NEXT)):
        code = name.replace(" ", "-").lower()
        Term.objects.create(code=code, name=name, starts_on=first, ends_on=last)
    at = clock.now()
    details = ProgrammeDetails(
        name="This term",
        kind=ProgrammeKind.TERM,
        neighbourhood_id=town.north.pk,
        starts_on=NOW[0],
        ends_on=NOW[1],
    )
    programme = draft_programme(details=details, by=BY, at=at)
    rows = [
        SeriesRow(
            details=SeriesDetails(
                activity_id=activity.pk,
                site_id=town.hub.pk,
                room_id=town.blue.pk,
                weekday=weekday,
                starts=dt.time(9, 30),
                ends=dt.time(11),
                first_on=NOW[0],
                last_on=NOW[1],
                lead_id=lead.pk,
            )
        )
        for weekday, activity, lead in ((2, town.play, town.ada), (4, town.massage, town.ben))
    ]
    plan_programme(programme=programme, rows=rows, by=BY, at=at)
    local = dt.datetime.combine(TAKEN, dt.time(13), tzinfo=clock.LONDON)
    session_at(
        town,
        starts_at=local,
        ends_at=local + dt.timedelta(hours=1),
        room=town.blue,
        activity=town.massage,
    )
    return Site(standing_site, town, f"/staff/programmes/{programme.public_id}/")


@pytest.mark.parametrize(
    ("width", "script"),
    [(PHONE, False), (DESKTOP, True)],
    ids=["phone, no script", "desktop, script"],
)
def test_a_term_is_planned(browser: Browser, site: Site, width: int, script: bool) -> None:
    name = f"Next term {width}"
    with open_page(browser, site.address, width=width, script=script) as maya:
        maya.given_a_member_of_staff("Maya Hart", f"maya{width}@example.org", place=site.town.north)

        copy_last_term(maya, site, name)
        change_a_time(maya)
        see_a_clash_and_mend_it(maya)
        publish(maya, name)
        cancel_one(maya, name)
        print_the_week(maya, name)
    # The other visitor needs the room.
    Session.objects.filter(series__programme__name=name).delete()


def planned(name: str) -> int:
    """How many sessions a programme has."""
    return Session.objects.filter(series__programme__name=name).count()


def follow(maya: Visit, link: Locator) -> None:
    """Follow a link whose whole text is not known."""
    link.click()
    maya.page.wait_for_load_state()


def copy_last_term(maya: Visit, site: Site, name: str) -> None:
    maya.when_they_open("/staff/programmes/")
    maya.then_the_page_is_sound()
    maya.when_they_follow("This term, North End")
    maya.then_the_page_is_sound()
    maya.when_they_press("Copy to a new programme")
    maya.then_the_page_is_sound()
    assert maya.page.get_by_label("Name", exact=True).input_value() == "Next term"
    maya.when_they_write("Name", name)
    maya.when_they_press("Copy")
    maya.then_they_see(f"The programme is copied: {planned(name)} sessions are planned.")
    maya.then_the_page_is_sound()


def change_a_time(maya: Visit) -> None:
    row = maya.page.get_by_role("group", name="Row 1").first
    assert row.get_by_label("Activity", exact=True).input_value() == "Stay and Play"
    row.get_by_label("From", exact=True).fill("half past")
    row.get_by_label("To", exact=True).fill("2pm")
    maya.when_they_press("Check what will change")
    maya.then_they_see("Row 1: “half past” is not a time: write it like 9:30 or 1:15pm")
    maya.then_the_page_is_sound()
    maya.page.get_by_role("group", name="Row 1").first.get_by_label("From", exact=True).fill(
        "12:30"
    )
    maya.when_they_press("Check what will change")


def see_a_clash_and_mend_it(maya: Visit) -> None:
    maya.then_they_see(
        f"Blue room is taken on Tuesday {TAKEN.day} {TAKEN:%B}:"
        " Baby Massage, Alder Hub, 1pm to 2pm."
    )
    row = maya.page.get_by_role("group", name="Row 1").first
    row.get_by_label("From", exact=True).fill("10")
    row.get_by_label("To", exact=True).fill("11:30")
    if maya.script:
        # She copies the row, so that there is one on Friday as well.
        row.get_by_role("button", name="Copy").click()
        copied = maya.page.get_by_role("group", name="Row 6")
        copied.get_by_label("Day", exact=True).select_option("Friday")
        copied.get_by_label("Led by", exact=True).fill("Ben Moor")
    maya.when_they_press("Check what will change")
    maya.then_they_see("sessions are changed")
    maya.then_they_see("From: 9:30 becomes → 10:00")
    maya.then_the_page_is_sound()
    maya.when_they_press("Save the programme")
    maya.then_they_see("The programme is saved.")


def publish(maya: Visit, name: str) -> None:
    maya.when_they_press("Publish")
    maya.then_they_see(f"Families see {planned(name)} sessions.")
    maya.then_the_page_is_sound()
    maya.when_they_press("Publish now")
    maya.then_they_see("Edition 1 is published: families see it now.")
    follow(maya, maya.page.get_by_role("link", name="Edition 1"))
    maya.then_they_see("Nothing: all its sessions stand as they were published.")
    maya.then_the_page_is_sound()


def cancel_one(maya: Visit, name: str) -> None:
    first = Session.objects.filter(series__programme__name=name).order_by("starts_at")[0]
    maya.when_they_open(f"/staff/sessions/?sessions-from={NEXT[0].isoformat()}")
    maya.then_the_page_is_sound()
    follow(maya, maya.page.locator(f'a[href="/staff/sessions/{first.public_id}/"]'))
    maya.then_the_page_is_sound()
    maya.when_they_press("Change or move")
    maya.then_the_page_is_sound()
    maya.page.go_back()
    maya.page.wait_for_load_state()
    maya.when_they_press("Cancel this session")
    maya.then_they_see("Its room and its staff are free for something else.")
    maya.then_the_page_is_sound()
    maya.when_they_write("Why does it not take place?", "The hall is being painted")
    maya.when_they_press("Cancel the session")
    maya.then_they_see("The session is cancelled. It can be taken back here.")


def print_the_week(maya: Visit, name: str) -> None:
    first = Session.objects.filter(series__programme__name=name).order_by("starts_at")[0]
    day = clock.london_day(first.starts_at)
    maya.when_they_open(f"/staff/sessions/week/?day={day.isoformat()}")
    maya.then_they_see("Cancelled: The hall is being painted")
    maya.then_the_page_is_sound()
    maya.page.emulate_media(media="print")
    assert not maya.page.get_by_role("button", name="Show").is_visible()
    assert not maya.page.get_by_text("Next week").is_visible()
    assert maya.page.get_by_text("Cancelled: The hall is being painted").is_visible()
    # On paper every day is there, whichever is open on a phone.
    assert maya.page.get_by_text("Baby Massage").first.is_visible()
    maya.page.emulate_media(media="screen")
