"""What an empty browser fetches for a page of the product, all told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench.home import REPOSITORY, Place
from tools.chromium import find

Weight = tuple[int, dict[str, int]]
"""Bytes over the wire, and the same by kind of file."""


@contextmanager
def browsing(here: Place) -> Iterator[tuple[Any, str]]:
    """The system's Chromium, and the address of the product served with its pages built anew."""
    from playwright.sync_api import sync_playwright

    subprocess.run([sys.executable, "frontend/build.py"], cwd=REPOSITORY, check=True)
    with served(here) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        try:
            yield browser, site
        finally:
            browser.close()


def weigh(
    browser: Any,
    address: str,
    *,
    viewport: Mapping[str, int],
    language: str = "en",
    cookies: Mapping[str, str] | None = None,
) -> Weight:
    """What a first view costs, headers included, as the browser's network layer counts it."""
    context = browser.new_context(viewport=viewport, locale=language)
    try:
        context.add_cookies(
            [{"name": n, "value": v, "url": address} for n, v in (cookies or {}).items()]
        )
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        kinds: dict[str, str] = {}
        sizes: dict[str, int] = {}
        network.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
        network.on(
            "Network.loadingFinished",
            lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
        )
        page.goto(address, wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => null)")
        page.wait_for_timeout(500)
        if page.locator("html").get_attribute("lang") != language:
            raise SystemExit(f"the page is not in {language}")
        if page.url != address:
            raise SystemExit(f"the page led to {page.url}")
    finally:
        context.close()
    parts: dict[str, int] = {}
    for request, size in sizes.items():
        kind = kinds.get(request, "Other").lower()
        parts[kind] = parts.get(kind, 0) + size
    return sum(parts.values()), parts


def in_kilobytes(parts: Mapping[str, int]) -> str:
    """The parts of a weight, in words."""
    return ", ".join(f"{name} {size / 1000:.1f}" for name, size in parts.items())


@contextmanager
def served(here: Place) -> Iterator[str]:
    """The product as `flyingstart serve` serves it: its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "flyingstart.config.cli", "serve", "--port", "0"],
        env=here.environment,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        addresses = (line.strip() for line in server.stdout if line.startswith("http"))
        yield next(addresses).rstrip("/")
    finally:
        server.terminate()
        server.wait()
