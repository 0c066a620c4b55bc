"""A data protection officer makes the copy of a mother whose home is hidden; she gets it."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest
from playwright.sync_api import Browser

from flyingstart.families.api import AlertKind, raise_alert, write_note
from flyingstart.kernel.api import clock
from flyingstart.privacy.api import SubjectRequest
from flyingstart.privacy.rules.packing import waits
from tests.browser import PHONE, Visit, open_page
from tests.families.web.town import Town, make_town
from tests.families.world import BY


@pytest.fixture(scope="module")
def town(standing_site: str) -> tuple[str, Town]:
    """The address of the site, and a mother whose home is hidden."""
    made = make_town()
    now = clock.now()
    review = clock.today() + dt.timedelta(days=90)
    sign = AlertKind.HIDDEN_HOME
    raise_alert(person=made.mother, kind=sign, review_on=review, by=BY, at=now)
    write_note(family=made.family, person=made.mother, text="Rang Zofia.", by=BY, at=now)
    return standing_site, made


def choose(visit: Visit, *answers: str) -> None:
    for answer in answers:
        visit.page.get_by_role("radio", name=answer, exact=True).check()


def test_a_copy_goes_from_a_request_to_her_hands(browser: Browser, town: tuple[str, Town]) -> None:
    """safety.md, Requests and records: seen, gathered, decided, asked of the lead, released."""
    site, made = town
    with open_page(browser, site, width=PHONE) as dee:
        dee.given_a_member_of_staff("Dee Officer", "dee@example.org", role="data_protection")
        dee.when_they_open(f"/staff/privacy/people/{made.mother.public_id}/ask/")
        choose(dee, "a copy of what is held", "the person themselves")
        dee.when_they_write("Their name", "Zofia Kowalska")
        dee.when_they_press("Save")
        request = SubjectRequest.objects.get()
        page = f"/staff/privacy/requests/{request.public_id}/"
        dee.then_they_are_at(page)
        dee.when_they_press("See who they are")
        dee.when_they_write("What did you see?", "A passport")
        dee.when_they_press("Save")
        look_through(dee, request, page)
        dee.when_they_open(f"{page}release/")
        dee.when_they_press("Release")
        dee.then_they_see("Those who read worries have not answered yet")

        nobody_is_worried(browser, site, request)

        dee.when_they_open(f"{page}release/")
        dee.when_they_press("Release")
        dee.then_they_see("The pack is sealed")
        dee.when_they_press("Hand the pack over")
        dee.when_they_write("Who gets it, and how?", "Handed to her at the hub")
        dee.page.get_by_role("checkbox").check()
        dee.then_it_is_sound_on_a_phone_and_at_a_desk()
        with dee.page.expect_download() as taken:
            dee.page.get_by_role("button", name="Take it out").click()
        with zipfile.ZipFile(taken.value.path()) as archive:
            told = archive.read("what-we-hold.json").decode()
    assert "Rang Zofia." in told
    assert request.rows.get(record="addresses").values["line_1"] in told


def look_through(dee: Visit, request: SubjectRequest, page: str) -> None:
    """What waits is read and handed over; no list tells where she lives."""
    dee.when_they_press("Gather what is held")
    dee.when_they_press("Gather")
    dee.then_it_is_sound_on_a_phone_and_at_a_desk()
    home = request.rows.get(record="addresses").values["line_1"]
    assert home not in dee.page.locator("main").inner_text()
    for row in filter(waits, request.rows.order_by("number")):
        dee.when_they_open(f"{page}rows/{row.number}/")
        if row.looked_at:
            dee.then_it_is_sound_on_a_phone_and_at_a_desk()
        choose(dee, "hand over")
        dee.when_they_press("Save")


def nobody_is_worried(browser: Browser, site: str, request: SubjectRequest) -> None:
    """Those who read worries are asked, and answer that there is none."""
    with open_page(browser, site, width=PHONE) as lea:
        lea.given_a_member_of_staff("Lea Lead", "lea@example.org", role="safeguarding_lead")
        lea.when_they_open("/staff/privacy/asked/")
        lea.page.get_by_role("link", name="Zofia Kowalska").click()
        lea.then_it_is_sound_on_a_phone_and_at_a_desk()
        lea.when_they_press("Answer that there is none")
        lea.then_they_see("You have answered")
    # Of worries about adults the head of service answers, on the same page.
    request.worry_questions.filter(answered_at=None).update(
        answered_at=clock.now(), answered_by_name="Hal Head"
    )
