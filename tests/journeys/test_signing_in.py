"""Somebody is invited, chooses a password, sets up a phone, agrees to the rules, and leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from flyingstart.accounts.api import RoleAt, Rule, User, invite, make_link, update_terms
from flyingstart.kernel.api import Actor, clock
from tests.accounts.phones import code_of, set_up_phone
from tests.browser import DESKTOP, PASSWORD, PHONE, Visit, open_page

BY = Actor.command("test")


@pytest.fixture(scope="module")
def site(standing_site: str) -> Iterator[str]:
    """A site as in production: with a second step, and rules to agree to."""
    update_terms(
        edition="1",
        title="Using it",
        introduction="Be kind.",
        rules=[Rule(heading="Look", text="Only where your work leads you.")],
        agreement="I will keep to these rules.",
        by=BY,
        at=clock.now(),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECOND_STEP_REQUIRED", True)
        patch.setattr(settings, "TERMS_REQUIRED", True)
        yield standing_site


def invited(email: str, name: str) -> str:
    """The address of an invitation."""
    invitation = invite(
        email=email,
        name=name,
        roles=[RoleAt(role_name="administrator")],
        by=BY,
        at=clock.now(),
    )
    return f"/sign-in/welcome/{make_link(invitation=invitation, by=BY, at=clock.now())}/"


def agree(visit: Visit) -> None:
    visit.page.get_by_label("I will keep to these rules.").check()
    visit.when_they_press("Agree and go on")


@pytest.mark.parametrize(
    ("width", "script"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "no script"]
)
def test_from_the_invitation_to_the_first_page(
    browser: Browser, site: str, width: int, script: bool
) -> None:
    address = invited(f"new-{width}@example.org", f"Łucja Example {width}")
    with open_page(browser, site, width=width, script=script) as visit:
        visit.when_they_open(address)
        visit.then_the_heading_is(f"Welcome, Łucja Example {width}")
        visit.then_the_page_is_sound()
        visit.when_they_write("Password", PASSWORD)
        visit.when_they_press("Save and go on")

        visit.then_the_heading_is("Set up your phone")
        visit.then_the_page_is_sound()
        key = visit.page.locator("main code").first.text_content() or ""
        visit.when_they_write("Code", code_of(key.strip()))
        visit.when_they_press("Save the phone")

        visit.then_the_heading_is("Your spare codes")
        expect(visit.page.locator(".fs-codes li")).to_have_count(10)
        visit.then_the_page_is_sound()
        visit.when_they_press("I have kept them: go on")

        visit.then_the_heading_is("Using it")
        visit.then_the_page_is_sound()
        visit.when_they_press("Agree and go on")
        visit.then_they_see("Tick the box")
        agree(visit)

        visit.then_they_are_at("/staff/")
        visit.then_they_see("Sign-ins")
        visit.when_they_press("Sign out")
        visit.then_they_are_at("/")


def with_phone(visit: Visit, email: str) -> tuple[User, str]:
    user = visit.given_an_account(name=f"Ade, {email}", email=email, role="administrator")
    return user, set_up_phone(user)


def sign_in(visit: Visit, email: str, secret: str) -> None:
    visit.when_they_write("Email address", email)
    visit.when_they_write("Password", PASSWORD)
    visit.when_they_press("Sign in")
    visit.then_the_heading_is("Enter the code from your phone")
    visit.when_they_write("Code", code_of(secret))
    visit.when_they_press("Sign in")


def test_an_administrator_invites_and_closes(browser: Browser, site: str) -> None:
    email = "keeper@example.org"
    with open_page(browser, site) as keeper:
        _, secret = with_phone(keeper, email)
        keeper.when_they_open("/staff/people/")
        sign_in(keeper, email, secret)
        agree(keeper)
        keeper.then_they_are_at("/staff/people/")
        keeper.then_it_is_sound_on_a_phone_and_at_a_desk()

        keeper.when_they_press("Invite somebody")
        keeper.then_it_is_sound_on_a_phone_and_at_a_desk()
        keeper.when_they_write("Name", "Nadia Example")
        keeper.when_they_write("Email address at work", "nadia@example.org")
        keeper.page.get_by_label("Manager", exact=True).check()
        keeper.page.get_by_label("Everywhere", exact=True).check()
        keeper.when_they_press("Invite")

        keeper.then_the_heading_is("Nadia Example")
        keeper.then_they_see("A letter with the link is on its way.")
        keeper.then_it_is_sound_on_a_phone_and_at_a_desk()
        keeper.when_they_follow("Withdraw the invitation")
        keeper.then_it_is_sound_on_a_phone_and_at_a_desk()
        keeper.when_they_press("Withdraw")
        keeper.then_they_see("The invitation is withdrawn.")


PAGES = [
    "/staff/people/openings/",
    "/sign-in/yours/",
    "/sign-in/yours/devices/",
    "/sign-in/yours/password/",
    "/sign-in/yours/codes/",
    "/sign-in/yours/codes/new/",
    "/sign-in/yours/phone/another/",
]


def test_every_page_of_one_s_own_is_sound(browser: Browser, site: str) -> None:
    email = "own@example.org"
    with open_page(browser, site, width=PHONE) as visit:
        _, secret = with_phone(visit, email)
        visit.when_they_open("/staff/")
        sign_in(visit, email, secret)
        agree(visit)

        for address in PAGES:
            visit.when_they_open(address)
            visit.then_they_are_at(address)
            visit.then_the_page_is_sound()


def test_who_does_nothing_is_warned_and_who_writes_is_not_signed_out(
    browser: Browser, site: str
) -> None:
    with open_page(browser, site, first=True) as visit:
        email = "idle@example.org"
        _, secret = with_phone(visit, email)
        visit.page.clock.install()
        visit.when_they_open("/staff/people/invite/")
        sign_in(visit, email, secret)
        agree(visit)
        asked: list[Any] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        banner = visit.page.locator("[data-fs-idle]")

        assert banner.is_hidden()
        visit.page.clock.fast_forward("28:05")
        assert "You will be signed out in two minutes." in banner.inner_text()
        visit.then_the_page_is_sound()
        visit.when_they_press("Stay signed in")
        banner.wait_for(state="hidden")

        visit.when_they_write("Name", "Half a na")
        visit.page.clock.fast_forward("08:00")
        visit.page.wait_for_timeout(200)
        assert len([url for url in asked if re.search("still-here", url)]) == 2

        visit.page.clock.fast_forward("31:00")
        assert "Copy what you have written" in banner.inner_text()
        assert visit.page.get_by_label("Name", exact=True).input_value() == "Half a na"
