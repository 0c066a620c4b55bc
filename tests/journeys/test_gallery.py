"""The gallery: every part in every state, at both sizes, in both languages; how controls behave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser import DESKTOP, PHONE, Visit, open_page

LANGUAGES = pytest.mark.parametrize("language", ["en", "ur"])
PAGES = (
    "/staff/gallery/",
    "/staff/gallery/questions/?state=wrong",
    "/staff/gallery/parts/",
)
QUESTIONS, PARTS = "/staff/gallery/questions/", "/staff/gallery/parts/"


@contextmanager
def at_gallery(
    browser: Browser, site: str, path: str, *, width: int = DESKTOP, script: bool = True
) -> Iterator[Visit]:
    """A member of staff who has opened a page of the gallery."""
    with open_page(browser, site, width=width, script=script) as worker:
        worker.given_a_member_of_staff()
        worker.when_they_open(path)
        yield worker


@LANGUAGES
@pytest.mark.usefixtures("staff_in_urdu")
def test_every_part_is_sound_at_both_sizes(
    browser: Browser, standing_site: str, language: str
) -> None:
    with open_page(browser, standing_site, width=PHONE, language=language) as worker:
        worker.given_a_member_of_staff()
        for path in PAGES:
            worker.when_they_open(path)
            assert worker.page.locator("html").get_attribute("lang") == language
            worker.then_it_is_sound_on_a_phone_and_at_a_desk()


class TestQuestions:
    def test_a_fault_is_reached_from_the_summary(
        self, browser: Browser, standing_site: str
    ) -> None:
        with at_gallery(browser, standing_site, f"{QUESTIONS}?state=wrong") as worker:
            summary = worker.page.get_by_role("alert")
            summary.get_by_role("link", name="Due date must include a month").click()

            assert worker.page.evaluate("document.activeElement.id") == "id_due_on-month"

            # The box one writes in stands for the select, which is hidden.
            summary.get_by_role("link", name="Choose your language").click()
            assert worker.page.evaluate("document.activeElement.id") == "id_language"
            worker.then_the_page_is_sound()

    @pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
    def test_a_question_waits_for_its_answer_but_only_where_script_runs(
        self, browser: Browser, standing_site: str, script: bool
    ) -> None:
        with at_gallery(browser, standing_site, QUESTIONS, width=PHONE, script=script) as worker:
            due = worker.page.get_by_role("group", name="Due date")
            assert due.is_visible() is not script

            worker.page.get_by_label("I am pregnant").check()
            assert due.is_visible()
            worker.when_they_press("Save and go on")

            assert "Enter due date" in worker.page.get_by_role("alert").inner_text()
            worker.then_the_page_is_sound()

    def test_a_choice_is_found_by_its_first_letters(
        self, browser: Browser, standing_site: str
    ) -> None:
        with at_gallery(browser, standing_site, QUESTIONS, width=PHONE) as worker:
            page = worker.page
            box = page.get_by_role("combobox", name="Which language do you like to speak?")
            box.fill("p")

            # The second by its English name.
            offered = page.locator(".fs-combobox").get_by_role("option")
            assert offered.all_inner_texts() == ["Polski\nPolish", "ਪੰਜਾਬੀ\nPunjabi"]
            worker.then_the_page_is_sound()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")

            assert box.input_value() == "ਪੰਜਾਬੀ"
            assert page.locator("#id_language-select").input_value() == "pa"

            # What nobody offers is put back when one goes on.
            box.fill("Klingon")
            assert page.locator(".fs-combobox__head").last.inner_text() == "Nothing found"
            page.keyboard.press("Tab")
            assert box.input_value() == "ਪੰਜਾਬੀ"

            # One that fits is taken.
            box.fill("roman")
            page.keyboard.press("Tab")
            assert page.locator("#id_language-select").input_value() == "ro"

            # Nothing is nothing.
            box.fill("")
            page.keyboard.press("Tab")
            assert page.locator("#id_language-select").input_value() == ""


class TestSearch:
    """The box that stands in the head of every staff page; here the gallery's own."""

    def test_what_is_found_is_shown_while_one_writes_and_opened_by_keyboard(
        self, browser: Browser, standing_site: str
    ) -> None:
        with at_gallery(browser, standing_site, PARTS, width=PHONE) as worker:
            page = worker.page
            box = page.get_by_role("combobox", name="Find somebody who does not exist")
            box.fill("XX2")
            options = page.get_by_role("option")
            options.first.wait_for()

            assert options.all_inner_texts() == ["عائشہ خان\nXX2 1XX", "Ștefan\nXX2 2XX"]
            said = page.locator(".fs-search__field [role=status]").last
            assert said.inner_text() == "2 families"
            assert box.get_attribute("aria-expanded") == "true"
            worker.then_the_page_is_sound()

            page.keyboard.press("ArrowUp")
            assert box.get_attribute("aria-activedescendant") == "gallery-search-list-1"
            page.keyboard.press("Enter")
            page.wait_for_url("**q=XX2%202XX")

    def test_escape_closes_and_keeps_what_was_written(
        self, browser: Browser, standing_site: str
    ) -> None:
        with at_gallery(browser, standing_site, PARTS) as worker:
            page = worker.page
            box = page.get_by_role("combobox", name="Find somebody who does not exist")
            box.fill("XX")
            page.get_by_role("option").first.wait_for()
            page.keyboard.press("Escape")

            expect(page.get_by_role("option")).to_have_count(0)
            assert box.input_value() == "XX"
            assert box.get_attribute("aria-expanded") == "false"

    def test_a_slash_goes_to_the_search_with_control_and_is_a_letter_alone(
        self, browser: Browser, standing_site: str
    ) -> None:
        with at_gallery(browser, standing_site, PARTS) as worker:
            page = worker.page
            first = page.locator("[data-fs-search] input").first
            page.keyboard.press("/")
            assert not first.evaluate("box => box === document.activeElement")
            page.keyboard.press("Control+/")
            assert first.evaluate("box => box === document.activeElement")

            page.keyboard.type("1/2")
            assert first.input_value() == "1/2"

    def test_an_answer_to_what_was_written_before_is_dropped(
        self, browser: Browser, standing_site: str
    ) -> None:
        asked: list[str] = []

        def slowly(route: Route) -> None:
            """The first answer is held back until the second question has been asked."""
            asked.append(route.request.url.rpartition("q=")[2])
            if len(asked) == 1:
                held.append(route)
                return
            title = f"for {asked[-1]}"
            found = {"words": "1 family", "found": [{"title": title, "text": "", "href": "/"}]}
            route.fulfill(body=json.dumps(found), content_type="application/json")

        held: list[Route] = []
        with at_gallery(browser, standing_site, PARTS) as worker:
            page = worker.page
            page.route("**/gallery/search/**", slowly)
            box = page.get_by_role("combobox", name="Find somebody who does not exist")
            with page.expect_request("**/gallery/search/**"):
                box.fill("first")
            box.fill("second")
            page.get_by_role("option").first.wait_for()

            assert page.get_by_role("option").all_inner_texts() == ["for second"]
            assert asked == ["first", "second"]
            assert held[0].request.failure == "net::ERR_ABORTED"
            worker.faults.clear()  # the console tells of the request we gave up

    def test_when_it_does_not_answer_it_says_so(self, browser: Browser, standing_site: str) -> None:
        with at_gallery(browser, standing_site, PARTS) as worker:
            page = worker.page
            page.route("**/gallery/search/**", lambda route: route.fulfill(status=500))
            page.get_by_role("combobox", name="Find somebody who does not exist").fill("XX")
            head = page.locator(".fs-search .fs-combobox__head").last
            head.wait_for()

            assert head.inner_text() == "The search does not answer. Press Enter to search."

    def test_without_script_it_opens_its_page(self, browser: Browser, standing_site: str) -> None:
        with at_gallery(browser, standing_site, PARTS, script=False) as worker:
            box = worker.page.get_by_label("Find somebody who does not exist", exact=True).last
            box.fill("XX1")
            box.press("Enter")

            worker.page.wait_for_url("**/staff/gallery/parts/?q=XX1")


def test_whoever_loses_the_network_is_told(browser: Browser, standing_site: str) -> None:
    with at_gallery(browser, standing_site, QUESTIONS) as worker:
        banner = worker.page.get_by_text("You are offline.")
        assert not banner.is_visible()

        worker.page.context.set_offline(True)
        banner.wait_for()

        worker.page.context.set_offline(False)
        banner.wait_for(state="hidden")


def test_paper_shows_every_part_in_black_and_no_controls(
    browser: Browser, standing_site: str
) -> None:
    with at_gallery(browser, standing_site, PARTS) as worker:
        page = worker.page
        page.emulate_media(media="print")

        shown = {
            selector: page.locator(selector).last.is_visible()
            for selector in (
                ".fs-printed",
                "#tab-two",
                ".fs-timeline",
                ".fs-search",
                ".govuk-summary-list__actions",
                ".govuk-tabs__list",
                ".fs-footer",
            )
        }
        assert shown == {
            ".fs-printed": True,
            "#tab-two": True,
            ".fs-timeline": True,
            ".fs-search": False,
            ".govuk-summary-list__actions": False,
            ".govuk-tabs__list": False,
            ".fs-footer": False,
        }
        link = page.locator(".fs-timeline a").first
        assert link.evaluate(
            "link => [getComputedStyle(link).color, getComputedStyle(link).textDecorationLine]"
        ) == ["rgb(0, 0, 0)", "none"]
