"""The front: home, languages, signing in, the staff landing page, the gallery, the error pages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PASSWORD, PHONE, open_page

LANGUAGES = pytest.mark.parametrize("language", ["en", "ur"])
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


class TestHome:
    @LANGUAGES
    @SCRIPT
    def test_a_visitor_reads_what_there_is(
        self, browser: Browser, standing_site: str, language: str, script: bool
    ) -> None:
        with open_page(
            browser, standing_site, width=PHONE, language=language, script=script
        ) as visitor:
            visitor.when_they_open("/")

            visitor.then_the_heading_is(
                {"en": "A good start, close to home", "ur": "گھر کے قریب، ایک اچھی شروعات"}[
                    language
                ]
            )
            visitor.then_it_is_sound_on_a_phone_and_at_a_desk()

    def test_the_keyboard_skips_to_the_content(self, browser: Browser, standing_site: str) -> None:
        with open_page(browser, standing_site) as visitor:
            visitor.when_they_open("/")
            visitor.page.keyboard.press("Tab")
            visitor.page.keyboard.press("Enter")

            assert visitor.page.evaluate("document.activeElement.id") == "main-content"


class TestWeight:
    @pytest.mark.parametrize(
        ("language", "naskh"), [("en", set()), ("ur", {"noto-naskh-arabic-arabic-400-normal"})]
    )
    def test_only_letters_that_are_read_are_fetched(
        self, browser: Browser, standing_site: str, language: str, naskh: set[str]
    ) -> None:
        with open_page(
            browser, standing_site, width=PHONE, language=language, first=True
        ) as visitor:
            fetched: list[str] = []
            visitor.page.on("request", lambda request: fetched.append(request.url))
            visitor.when_they_open("/")
            visitor.page.evaluate("document.fonts.ready.then(() => null)")

            fonts = {Path(url).stem for url in fetched if url.endswith(".woff2")}
            assert fonts == naskh | {
                f"atkinson-hyperlegible-next-latin-{weight}-normal" for weight in (400, 700)
            }


class TestLanguage:
    @SCRIPT
    def test_a_reader_of_urdu_gets_a_page_from_right_to_left(
        self, browser: Browser, standing_site: str, script: bool
    ) -> None:
        with open_page(browser, standing_site, width=PHONE, script=script) as visitor:
            visitor.when_they_open("/sign-in/?next=/staff/")
            visitor.when_they_follow("اردو")

            visitor.then_they_are_at("/sign-in/?next=/staff/")
            visitor.then_the_heading_is("سائن اِن کریں")
            assert visitor.page.locator("html").get_attribute("dir") == "rtl"
            assert visitor.page.locator("html").get_attribute("lang") == "ur"
            visitor.then_it_is_sound_on_a_phone_and_at_a_desk()

    def test_the_page_is_laid_out_from_the_right(
        self, browser: Browser, standing_site: str
    ) -> None:
        with open_page(browser, standing_site, language="ur") as visitor:
            visitor.when_they_open("/")

            # The name leads, so it stands on the right; its mark before it; languages at the end.
            assert visitor.box(".fs-masthead__home")[1] > visitor.box(".fs-languages")[1]
            assert visitor.box(".fs-mark")[0] > visitor.box(".fs-masthead__names")[1]
            assert visitor.box(".fs-hero__words")[0] > visitor.box(".fs-hero__picture")[0]
            # Not mirrored: the kite still flies to the right of those who hold it.
            assert visitor.box(".fs-hero__kite")[0] > visitor.box(".fs-hero__people")[0]

    def test_the_same_page_in_english_begins_on_the_left(
        self, browser: Browser, standing_site: str
    ) -> None:
        with open_page(browser, standing_site) as visitor:
            visitor.when_they_open("/")

            assert visitor.box(".fs-masthead__home")[0] < visitor.box(".fs-languages")[0]
            assert visitor.box(".fs-mark")[1] < visitor.box(".fs-masthead__names")[0]
            assert visitor.box(".fs-hero__words")[0] < visitor.box(".fs-hero__picture")[0]

    def test_the_choice_holds_on_other_pages_and_can_be_taken_back(
        self, browser: Browser, standing_site: str
    ) -> None:
        with open_page(browser, standing_site) as visitor:
            visitor.when_they_open("/")
            visitor.when_they_follow("اردو")
            visitor.when_they_open("/sign-in/")
            visitor.then_the_heading_is("سائن اِن کریں")
            visitor.when_they_follow("English")

            visitor.then_they_are_at("/sign-in/")
            visitor.then_the_heading_is("Sign in")


class TestSigningIn:
    @LANGUAGES
    def test_the_page_is_sound(self, browser: Browser, standing_site: str, language: str) -> None:
        with open_page(browser, standing_site, width=PHONE, language=language) as visitor:
            visitor.when_they_open("/sign-in/")

            visitor.then_it_is_sound_on_a_phone_and_at_a_desk()

    @SCRIPT
    def test_wrong_says_so_and_keeps_the_address(
        self, browser: Browser, standing_site: str, script: bool
    ) -> None:
        with open_page(browser, standing_site, width=PHONE, script=script) as visitor:
            visitor.given_an_account()
            visitor.when_they_open("/sign-in/")
            visitor.when_they_write("Email address", "sam@example.org")
            visitor.when_they_write("Password", "not the password")
            visitor.when_they_press("Sign in")

            visitor.then_they_are_at("/sign-in/")
            visitor.then_they_see("That email address and password do not go together.")
            assert visitor.page.title() == "Error: Sign in – Flying Start"
            assert visitor.page.get_by_label("Email address").input_value() == "sam@example.org"
            assert visitor.page.get_by_label("Password", exact=True).input_value() == ""
            visitor.then_it_is_sound_on_a_phone_and_at_a_desk()

    def test_nothing_at_all_names_both_fields(self, browser: Browser, standing_site: str) -> None:
        with open_page(browser, standing_site) as visitor:
            visitor.when_they_open("/sign-in/")
            visitor.when_they_press("Sign in")

            summary = visitor.page.get_by_role("alert")
            assert summary.get_by_role("link").all_inner_texts() == [
                "Enter your email address",
                "Enter your password",
            ]
            summary.get_by_role("link", name="Enter your password").click()
            assert visitor.page.evaluate("document.activeElement.id") == "id_password"
            visitor.then_the_page_is_sound()

    @SCRIPT
    def test_right_leads_to_the_staff_page_and_out_again(
        self, browser: Browser, standing_site: str, script: bool
    ) -> None:
        with open_page(browser, standing_site, script=script) as visitor:
            visitor.given_an_account()
            visitor.when_they_open("/staff/")
            visitor.then_they_are_at("/sign-in/?next=/staff/")
            visitor.when_they_write("Email address", "Sam@Example.org")
            visitor.when_they_write("Password", PASSWORD)
            visitor.when_they_press("Sign in")

            visitor.then_they_are_at("/staff/")
            assert visitor.page.locator(".fs-account__name").inner_text() == "Sam Okafor"
            visitor.when_they_press("Sign out")
            visitor.then_they_are_at("/")
            visitor.when_they_open("/staff/")
            visitor.then_they_are_at("/sign-in/?next=/staff/")


class TestStaff:
    @LANGUAGES
    @pytest.mark.usefixtures("staff_in_urdu")
    def test_today_is_sound(self, browser: Browser, standing_site: str, language: str) -> None:
        with open_page(browser, standing_site, width=PHONE, language=language) as worker:
            worker.given_a_member_of_staff("عائشہ <b>خان</b>", "ayesha@example.org")
            worker.when_they_open("/staff/")

            assert worker.page.locator(".fs-account__name").inner_text() == "عائشہ <b>خان</b>"
            worker.then_it_is_sound_on_a_phone_and_at_a_desk()


class TestGallery:
    @SCRIPT
    def test_a_table_filters_sorts_and_pages(
        self, browser: Browser, standing_site: str, script: bool
    ) -> None:
        with open_page(browser, standing_site, script=script) as worker:
            worker.given_a_member_of_staff()
            worker.when_they_open("/staff/gallery/")
            table = worker.page.locator("#sample")
            first = table.locator("tbody tr").first.get_by_role("rowheader")
            assert first.inner_text() == "Maple Cross"

            table.get_by_role("link", name="Area").click()
            assert first.inner_text() == "Alderbrook"
            table.get_by_role("link", name="Next").click()
            assert first.inner_text() == "Greenwater"
            table.get_by_label("Part").select_option("South")
            table.get_by_role("button", name="Filter").click()

            expect(table.locator("tbody tr")).to_have_count(5)
            assert table.get_by_role("status").inner_text() == "5 rows"
            worker.then_they_are_at(
                "/staff/gallery/?sample-sort=area&sample-name=&sample-part=South"
            )
            worker.then_the_page_is_sound()

    def test_nothing_found_offers_a_way_back(self, browser: Browser, standing_site: str) -> None:
        with open_page(browser, standing_site, width=PHONE) as worker:
            worker.given_a_member_of_staff()
            worker.when_they_open("/staff/gallery/?sample-name=zzz")

            assert worker.page.locator("#sample").get_by_role("status").inner_text() == (
                "Nothing found"
            )
            worker.then_the_page_is_sound()
            worker.when_they_follow("Clear the filters")
            worker.then_they_are_at("/staff/gallery/")

    def test_the_file_holds_what_is_shown(self, browser: Browser, standing_site: str) -> None:
        with open_page(browser, standing_site) as worker:
            worker.given_a_member_of_staff()
            worker.when_they_open("/staff/gallery/?sample-part=West&sample-sort=area")
            with worker.page.expect_download() as download:
                worker.page.get_by_role("link", name="Download these 3 rows (CSV)").click()

            text = download.value.path().read_text(encoding="utf-8-sig")
            assert list(csv.reader(text.splitlines())) == [
                [
                    "Area",
                    "Part",
                    "Reached",
                    "Children, under five",
                    "Rate, of children under five (%)",
                ],
                ["Dovecote", "West", "402", "688", "58.4"],
                ["Elm Park", "West", "356", "590", "60.3"],
                ["Ivy Bank", "West", "189", "498", "38.0"],
            ]

    def test_an_area_of_the_map_opens_by_keyboard(
        self, browser: Browser, standing_site: str
    ) -> None:
        with open_page(browser, standing_site) as worker:
            worker.given_a_member_of_staff()
            worker.when_they_open("/staff/gallery/")
            worker.page.get_by_role("link", name="Ivy Bank: 38.0%").focus()
            worker.page.keyboard.press("Enter")
            worker.page.wait_for_url("**sample-name=Ivy*")

            expect(worker.page.locator("#sample tbody tr")).to_have_count(1)

    def test_paper_shows_the_content_and_not_the_controls(
        self, browser: Browser, standing_site: str
    ) -> None:
        with open_page(browser, standing_site) as worker:
            worker.given_a_member_of_staff()
            worker.when_they_open("/staff/gallery/")
            worker.page.emulate_media(media="print")

            shown = {
                selector: worker.page.locator(selector).first.is_visible()
                for selector in (
                    "#sample table",
                    ".fs-map__picture",
                    ".fs-legend",
                    ".fs-filters",
                    ".govuk-pagination",
                    ".fs-table__export",
                    ".govuk-service-navigation",
                    ".fs-account",
                )
            }
            assert shown == {
                "#sample table": True,
                ".fs-map__picture": True,
                ".fs-legend": True,
                ".fs-filters": False,
                ".govuk-pagination": False,
                ".fs-table__export": False,
                ".govuk-service-navigation": False,
                ".fs-account": False,
            }


class TestErrors:
    @LANGUAGES
    def test_a_page_that_is_not_there(
        self, browser: Browser, standing_site: str, language: str
    ) -> None:
        with open_page(browser, standing_site, width=PHONE, language=language) as visitor:
            visitor.when_they_open("/nowhere/")

            visitor.then_the_heading_is({"en": "Page not found", "ur": "صفحہ نہیں ملا"}[language])
            visitor.then_it_is_sound_on_a_phone_and_at_a_desk()
