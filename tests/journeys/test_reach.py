"""A manager looks at whom the service reaches: before anything is counted, then ward by ward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment
from playwright.sync_api import Browser

from flyingstart.evidence.api import (
    held_back_by_area,
    latest_snapshot,
    measure,
    refresh_snapshot,
)
from flyingstart.kernel.api import Actor, clock, load_pack
from tests.browser import DESKTOP, FOR_THE_DOCS, PHONE, Visit, open_page

REPOSITORY = Path(__file__).resolve().parents[2]
# `make pictures` draws a town of some size; for a test a small one will do.
CHILDREN = 1500 if FOR_THE_DOCS else 150
PACK = REPOSITORY / "authorities" / "luton"
REACH = "/staff/reach/?measure=reach_rate&period=2026-Q2&area_set="


@pytest.fixture(scope="module")
def town(standing_site: str) -> Iterator[str]:
    """The address of a demo: a small made-up town, its figures counted."""
    load_pack(folder=PACK, by=Actor.command("test"), at=clock.now())
    call_command("make-town", children=CHILDREN, years=1, seed=11, until="2026-09-30")
    refresh_snapshot()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(pages().globals, "demo", True)
        yield standing_site


def pages() -> Environment:
    """The Jinja environment of all pages."""
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    return engine.env


class TestReach:
    @pytest.mark.parametrize(
        ("width", "script"),
        [(PHONE, True), (DESKTOP, True), (PHONE, False)],
        ids=["phone", "desk", "no script"],
    )
    def test_figures_have_their_map_table_trend_rule_and_moment(
        self, browser: Browser, town: str, width: int, script: bool
    ) -> None:
        with open_page(browser, town, width=width, script=script) as manager:
            manager.given_a_member_of_staff()

            manager.when_they_open("/staff/")
            follow_the_card(manager)
            manager.when_they_open(REACH)

            manager.then_the_heading_is("Whom we reach")
            assert manager.page.locator(".fs-demo").inner_text().endswith("is made up.")
            then_the_table_is_the_command_s(manager)
            for words in (
                "Reach by quarter",
                "Reach by neighbourhood",
                "A hit is a day on which",
                "Under-fives at mid-2026 (made up)",
                "Wards since May 2023",
                "As at",
            ):
                manager.then_they_see(words)
            manager.then_the_page_is_sound()
            picture, table = manager.box(".fs-beside__picture"), manager.box(".fs-beside__table")
            assert (picture[1] < table[0]) == (width == DESKTOP)
            if script:
                manager.then_the_docs_show(
                    f"reach-{width}", tall=1200 if width == DESKTOP else 1600
                )

    def test_another_figure_period_and_edition_of_the_wards(
        self, browser: Browser, town: str
    ) -> None:
        with open_page(browser, town) as manager:
            manager.given_a_member_of_staff()
            manager.when_they_open(REACH)

            manager.page.get_by_label("Figure", exact=True).select_option("attendances")
            manager.page.get_by_label("Period", exact=True).select_option("2026-Q1")
            manager.page.get_by_label("Wards", exact=True).select_option("wards-2003")
            manager.when_they_press("Show")

            whole = measure("attendances", period="2026-Q1", snapshot=snapshot()).rows[0]
            assert manager.page.locator(".fs-headline__figure").inner_text() == (
                f"{whole.numerator:,}"
            )
            manager.then_they_see("Wards until May 2023")
            manager.then_they_see("January to March 2026")
            manager.then_the_page_is_sound()

    def test_the_table_is_downloaded_as_it_is_shown(self, browser: Browser, town: str) -> None:
        with open_page(browser, town) as manager:
            manager.given_a_member_of_staff()
            manager.when_they_open(REACH + "&wards-sort=-rate")

            with manager.page.expect_download() as download:
                manager.page.get_by_role("link", name="Download").click()

            lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
            shown = manager.page.locator("#wards tbody th").all_inner_texts()
            assert [line.split(",")[0] for line in lines[1:-1]] == shown
            assert download.value.suggested_filename == "reach_rate-by-ward-2026-Q2.csv"

    @pytest.mark.usefixtures("staff_in_urdu")
    def test_in_urdu_the_page_is_laid_out_from_the_right(self, browser: Browser, town: str) -> None:
        with open_page(browser, town, language="ur") as manager:
            manager.given_a_member_of_staff()

            manager.when_they_open(REACH)

            assert manager.page.locator("html").get_attribute("dir") == "rtl"
            manager.then_it_is_sound_on_a_phone_and_at_a_desk()


class TestTheOtherFigures:
    @pytest.mark.parametrize("width", [PHONE, 700, 1000, DESKTOP])
    def test_the_words_of_a_picture_can_be_read(
        self, browser: Browser, town: str, width: int
    ) -> None:
        with open_page(browser, town, width=width) as manager:
            manager.given_a_member_of_staff()
            manager.when_they_open("/staff/figures/sessions/?period=2026-Q2")

            smallest = manager.page.evaluate(
                """Math.min(...[...document.querySelectorAll(".fs-chart__picture text")]
                    .filter((text) => text.getClientRects().length)
                    .map((text) => parseFloat(getComputedStyle(text).fontSize)
                        * text.getScreenCTM().a))"""
            )

            # In pixels.
            assert smallest >= 10

    def test_each_page_follows_from_the_one_before(self, browser: Browser, town: str) -> None:
        with open_page(browser, town, width=PHONE) as manager:
            manager.given_a_member_of_staff()
            manager.when_they_open(REACH)

            for name, seen in (
                ("Who came", "Mothers, fathers and other carers"),
                ("Sessions", "Sessions and attendances by site"),
                ("Offer and need", "Sessions offered by ward"),
                ("Who have we lost?", "Where they were seen last"),
                ("Help wanted", "Nothing is missing for the families you registered."),
            ):
                manager.page.locator(".fs-list__kind", has_text=name).click()
                manager.page.wait_for_load_state()

                manager.then_the_heading_is(name)
                manager.then_they_see(seen)
                manager.then_they_see("April to June 2026")
                manager.then_the_navigation_is_at("Whom we reach")
                manager.then_the_page_is_sound()


def follow_the_card(manager: Visit) -> None:
    manager.page.locator(".fs-card__link", has_text="Whom we reach").click()
    manager.page.wait_for_load_state()


def then_the_table_is_the_command_s(manager: Visit) -> None:
    """Every figure of the table, by ward, is the one that the command line prints, or held back."""
    answer = measure("reach_rate", period="2026-Q2", by="ward", snapshot=snapshot())
    held = held_back_by_area(
        answer.measure,
        period=answer.period,
        area_set=answer.area_set or "",
        snapshot=snapshot(),
    )
    assert all(held.hides("ward", r.by["ward"]) for r in answer.rows if r.numerator in range(1, 5))
    cells = manager.page.locator("#wards tbody tr").all()
    shown = {tuple(cell.inner_text().split("\t")) for cell in cells}
    assert shown == {
        (
            row.labels["ward"],
            *(
                ("held back", "held back")
                if held.hides("ward", row.by["ward"])
                else ("–" if row.value is None else f"{row.value:.1%}", f"{row.numerator:,}")
            ),
            "–" if row.denominator is None else f"{row.denominator:,}",
        )
        for row in answer.rows
    }


def snapshot() -> str:
    found = latest_snapshot()
    assert found is not None
    return found.id
