"""A visitor in a real browser: opens pages of the live site, acts, tells what is wrong with them.

`open_page` gives a `Visit`; its `given_`, `when_` and `then_` methods read as a journey does.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    FloatRect,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TookTooLong

from tools.chromium import find

REPOSITORY = Path(__file__).resolve().parents[1]
# How long a page may take to lead on, in milliseconds.
SOON = 10_000
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
BUILT = REPOSITORY / "flyingstart" / "static" / "build" / "app.css"
# Only the site is asked for anything; no services of the browser's maker.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--in-process-gpu",
    "--no-first-run",
)
PHONE, DESKTOP = 360, 1440
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "correct horse battery staple"
# `make pictures` asks for them: what a journey sees is what the docs show.
FOR_THE_DOCS = bool(os.environ.get("FLYINGSTART_PICTURES"))
IMAGES = REPOSITORY / "docs" / "images"

# Playwright keeps an event loop in this thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests of a worker."""
    if not BUILT.exists() or not AXE.exists():
        pytest.fail("the front end is not built: npm ci --ignore-scripts && npm run build")
    path = find()
    if path is None:
        pytest.fail("the browser tests need Chromium; make test says how to install it")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *sandbox])
        yield chromium
        _free.clear()
        chromium.close()


@dataclass
class Visit:
    """One visitor's browser window on the site; `faults` is what went wrong without being seen."""

    page: Page
    site: str
    script: bool = True
    faults: list[str] = field(default_factory=list)

    # --- given --------------------------------------------------------------------------------

    def given_an_account(
        self,
        name: str = "Sam Okafor",
        email: str = "sam@example.org",
        *,
        role: str = "manager",
        place: Any = None,
    ) -> Any:
        """The user of an address, with `PASSWORD`; made if there is none yet.

        `place` is the neighbourhood or the site of the role; None: everywhere. "" is no role.
        """
        # They need settings, which come after import.
        from flyingstart.accounts.api import User
        from tests.accounts.people import add_grant

        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, PASSWORD, name=name, is_staff=True)
            if role:
                add_grant(user, role, **_at(place))
        return user

    def given_a_member_of_staff(
        self,
        name: str = "Sam Okafor",
        email: str = "sam@example.org",
        *,
        role: str = "manager",
        place: Any = None,
    ) -> Any:
        """An account, already signed in; the user."""
        from django.test import Client  # as above

        user = self.given_an_account(name, email, role=role, place=place)
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.site}]
        )
        return user

    def given_no_network(self, *, gone: bool = True) -> None:
        """Nothing leads to the site any more; with `gone=False`, it does again."""
        from tests.line import Line  # as above

        Line.is_cut = gone
        self.page.context.set_offline(gone)

    # --- when ---------------------------------------------------------------------------------

    def when_they_open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.site + path)

    def when_they_follow(self, name: str) -> None:
        """Follow a link by its whole text."""
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def when_they_press(self, name: str) -> None:
        """Press a button of the content, or of the page where the content has none such."""
        button = self.page.get_by_role("button", name=name, exact=True)
        button.last.click()
        self.page.wait_for_load_state()

    def when_they_write(self, label: str, words: str) -> None:
        """Fill a field in."""
        self.page.get_by_label(label, exact=True).fill(words)

    # --- then ---------------------------------------------------------------------------------

    def then_they_are_at(self, path: str) -> None:
        """The address, without what comes before the path; soon, where a script leads there."""
        with suppress(TookTooLong):
            self.page.wait_for_url(lambda url: _path(url) == path, timeout=SOON)
        assert _path(self.page.url) == path

    def then_the_heading_is(self, words: str) -> None:
        """The page's first heading."""
        heading = self.page.locator("h1")
        expect(heading).to_have_text(words, use_inner_text=True, timeout=SOON)

    def then_the_navigation_is_at(self, name: str) -> None:
        """The one entry of the service's navigation that is marked."""
        entry = self.page.locator(".govuk-service-navigation__item--active")
        assert [" ".join(words.split()) for words in entry.all_text_contents()] == [name]

    def then_they_see(self, words: str) -> None:
        """Somewhere in the content, on the screen."""
        content = self.page.locator("main")
        expect(content).to_contain_text(words, use_inner_text=True, timeout=SOON)

    def then_the_page_is_sound(self) -> None:
        """No sideways scrolling, no ambiguous link, nothing that axe or the console says."""
        self.page.wait_for_load_state()
        assert self.faults == []
        assert self.sideways() == 0
        assert self.ambiguous_links() == {}
        if self.script:
            found = self.axe()
            assert found == [], found

    def then_it_is_sound_on_a_phone_and_at_a_desk(self) -> None:
        """The same page at both widths; afterwards the window is as it was."""
        before = self.page.viewport_size
        assert before is not None
        for width in sorted((PHONE, DESKTOP), key=lambda width: width == before["width"]):
            self.page.set_viewport_size(_size(width))
            self.then_the_page_is_sound()
        self.page.set_viewport_size(before)

    def then_the_docs_show(self, name: str, tall: int = 1200) -> None:
        """The top of the page as a picture of the docs, when these are made."""
        if FOR_THE_DOCS:
            size = self.page.viewport_size
            assert size is not None
            cut = FloatRect(x=0, y=0, width=size["width"], height=tall)
            self.page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip=cut)

    # --- what the page is like ----------------------------------------------------------------

    def sideways(self) -> int:
        """By how many pixels the page is wider than the window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return max(0, wide)

    def ambiguous_links(self) -> dict[str, list[str]]:
        """Links that are called alike and lead to different addresses."""
        links = self.page.evaluate(
            """[...document.querySelectorAll("a[href]")].map((link) => [
                (link.getAttribute("aria-label") ?? link.textContent).replace(/\\s+/g, " ").trim(),
                link.getAttribute("href"),
            ])"""
        )
        targets: dict[str, set[str]] = defaultdict(set)
        for name, href in links:
            targets[name].add(href)
        return {name: sorted(hrefs) for name, hrefs in targets.items() if len(hrefs) > 1}

    def axe(self) -> list[str]:
        """What axe finds, one line a fault."""
        # Evaluated once a page, not put into a tag: the page's own policy stays in force.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        # The sentences, not all that axe knows: to carry that over takes longer than to find it.
        found: list[str] = self.page.evaluate(
            """async (tags) => {
                // What it would fetch style sheets for: tests/design/test_style_sheets.py.
                const options = { runOnly: tags, resultTypes: ["violations"], preload: false };
                const { violations } = await axe.run(document, options);
                return violations.flatMap(({ id, help, nodes }) =>
                    nodes.map((node) => `${id}: ${help}: ${JSON.stringify(node.target)}`));
            }""",
            RULES,
        )
        return found

    def box(self, selector: str) -> tuple[float, float]:
        """Where an element begins and ends, from the left."""
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None, f"{selector} is not on the page"
        return box["x"], box["x"] + box["width"]


@contextmanager
def open_page(
    browser: Browser,
    site: str,
    *,
    width: int = DESKTOP,
    language: str = "en",
    script: bool = True,
    first: bool = False,
    works_offline: bool = False,
) -> Iterator[Visit]:
    """A visitor with an empty browser: its width in pixels, language, and whether scripts run.

    It may have been another visitor's, and remembers nothing of that. `first`: it was nobody's, and
    so has fetched no file before, and has a clock that a test may turn. `works_offline`: the site's
    own worker is let in; elsewhere what a test does to the network must not pass it by.
    """
    size = _size(width)
    free = [] if first else _free.setdefault((size["width"], script, works_offline), [])
    page = free.pop() if free else _new_page(browser, size, script, works_offline)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}]
    )
    visit = Visit(page, site, script)
    listeners = _listen(visit)
    try:
        yield visit
    except BaseException:
        _mend_the_line()
        page.context.close()
        raise
    if first:
        page.context.close()
        return
    for event, heard in listeners.items():
        page.remove_listener(event, heard)
    _forget(page, site, size)
    free.append(page)


# Windows that wait for the next visitor: to open one takes longer than most visits.
_free: dict[tuple[int, bool, bool], list[Page]] = {}


def _new_page(browser: Browser, size: ViewportSize, script: bool, works_offline: bool) -> Page:
    return browser.new_context(
        viewport=size,
        java_script_enabled=script,
        locale="en-GB",
        timezone_id="Europe/London",
        service_workers="allow" if works_offline else "block",
    ).new_page()


def _forget(page: Page, site: str, size: ViewportSize) -> None:
    """What the site and the test may have left in a window; files stay in its cache."""
    context = page.context
    _mend_the_line()
    for other in context.pages:
        if other is not page:
            other.close()
    context.set_offline(False)
    context.unroute_all()
    page.unroute_all()
    page.set_viewport_size(size)
    page.emulate_media(media="null")
    context.clear_cookies()
    context.clear_permissions()
    # The lightest page of the same site: the window keeps its process.
    page.goto(f"{site}/healthz")
    page.evaluate("sessionStorage.clear()")
    devtools = context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "all"})
    devtools.send("Page.resetNavigationHistory")
    devtools.detach()


def _mend_the_line() -> None:
    from tests.line import Line  # needs settings, which come after import

    Line.is_cut = False


def _size(width: int) -> ViewportSize:
    """A window of this width, as high as such a screen is."""
    return ViewportSize(width=width, height=740 if width < 600 else 900)


def _at(place: Any) -> dict[str, Any]:
    """A place as a grant takes it."""
    if place is None:
        return {}
    return {"site" if type(place).__name__ == "Site" else "neighbourhood": place}


def _listen(visit: Visit) -> dict[Any, Callable[[Any], None]]:
    """Note errors of scripts, of the page's policy, and requests to anywhere else."""

    def asked(request: Request) -> None:
        if not request.url.startswith((visit.site, "data:", "blob:")):
            visit.faults.append(f"asks for {request.url}")

    def failed(error: Error) -> None:
        visit.faults.append(str(error))

    def said(line: ConsoleMessage) -> None:
        # What the browser says of a page that is not found is no fault of the page.
        if line.type == "error" and "status of 4" not in line.text:
            visit.faults.append(line.text)

    listeners: dict[Any, Callable[[Any], None]] = {
        "request": asked,
        "pageerror": failed,
        "console": said,
    }
    for event, heard in listeners.items():
        visit.page.on(event, heard)
    return listeners


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}{'?' if parts.query else ''}{parts.query}"
