"""Thirty tablets send forty queued marks each, at once; and opening a register offline."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import random
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from bench.home import place
from bench.report import Claim, Limit
from bench.tablets import TOKEN, Tablet, served, world, wrong
from bench.tablets_world import QUEUED
from tools.chromium import find

PATIENCE = 60.0
ROUNDS = 5
MORNINGS = 3
# Until the page of a register is kept, however slow the machine.
KEPT = """async () => {
    const base = await new Promise((done) => {
        const asked = indexedDB.open("fs-registers");
        asked.onsuccess = () => done(asked.result);
    });
    const all = await new Promise((done) => {
        const asked = base.transaction("pages").objectStore("pages").getAllKeys();
        asked.onsuccess = () => done(asked.result);
    });
    base.close();
    return all.includes(location.pathname);
}"""


def run() -> Iterator[Claim | Limit]:
    """A quarter of the bare rate, on a site that is in use and on one that was hardly asked yet.

    Nothing lost or doubled; opening offline no slower than twice.
    """
    for which, before in (("in use", _in_use), ("hardly asked yet", _hardly_asked)):
        with place("bench_offline") as here:
            tablets = [
                Tablet(chance=random.Random(n), **one)
                for n, one in enumerate(world(here, "queue")["tablets"])
            ]
            took, plain, opened = [], [], []
            for morning in range(MORNINGS):
                if morning:
                    _another_morning(tablets, world(here, "again"))
                with served(here) as address:
                    before(_at(address, tablets))
                    took.append(_sync(tablets))
                    # At once, so that a noisy moment hits both alike.
                    plain.append(world(here, "bare"))
                    opened.append(_opened(tablets[0]))
            said = [word for tablet in tablets for word in tablet.said]
            lost = wrong(said, world(here, "check"))
        yield Limit(
            work=f"{len(tablets)} tablets send {QUEUED} queued marks each, at once; {which}",
            figure=lost,
            limit=0,
            unit="marks lost, doubled or not as said last",
        )
        yield Claim(
            work="the same, until each is answered",
            beside=f"two INSERTs of as many rows ({plain[0]['rows']}), triggers on, "
            f"one transaction; the quickest of {MORNINGS} mornings of each",
            ours=min(took),
            theirs=min(one["seconds"] for one in plain),
            at_most=4,
            note=f"{len(tablets) * QUEUED / min(took):,.0f} marks a second",
        )
        yield Claim(
            work="open a register without a network",
            beside="the same with one",
            ours=min(offline for _online, offline in opened),
            theirs=min(online for online, _offline in opened),
            at_most=2,
        )


def _another_morning(tablets: Sequence[Tablet], world: dict[str, Any]) -> None:
    """The same workers at new registers."""
    for tablet, one in zip(tablets, world["tablets"], strict=True):
        tablet.session, tablet.taps = one["session"], one["taps"]


def _at(address: str, tablets: Sequence[Tablet]) -> Sequence[Tablet]:
    """They, at a site that was started anew."""
    for tablet in tablets:
        tablet.address = address
    return tablets


def _hardly_asked(tablets: Sequence[Tablet]) -> None:
    """A tap from each, one after the other: few lines to the database know the tables yet."""
    for tablet in tablets:
        tablet.tap()
        tablet.hang_up()


def _in_use(tablets: Sequence[Tablet]) -> None:
    """A few taps from all at once, so that the site works as one that is used, as the INSERT does.

    Each of its threads has talked to the database, then, whose processes know the tables.
    """
    for _ in range(ROUNDS):
        with ThreadPoolExecutor(len(tablets)) as pool:
            for done in [pool.submit(tablet.tap) for tablet in tablets]:
                done.result(timeout=PATIENCE)
    for tablet in tablets:
        tablet.hang_up()


def _sync(tablets: Sequence[Tablet]) -> float:
    """Seconds until everybody has all answers."""
    batches = [_queued(tablet) for tablet in tablets]
    begun = time.monotonic()
    with ThreadPoolExecutor(len(tablets)) as pool:
        for done in [
            pool.submit(_send, tablet, batch)
            for tablet, batch in zip(tablets, batches, strict=True)
        ]:
            done.result(timeout=PATIENCE)
    return time.monotonic() - begun


def _queued(tablet: Tablet) -> list[dict[str, Any]]:
    now = dt.datetime.now(dt.UTC)
    words = []
    for number, (person, family) in enumerate(tablet.taps):
        words.append(
            {
                "id": str(uuid.uuid4()),
                "session": tablet.session,
                "person": person,
                "family": family,
                "status": "attended",
                "said_at": (now + dt.timedelta(milliseconds=number - QUEUED)).isoformat(),
            }
        )
    tablet.said += words
    return words


def _send(tablet: Tablet, words: list[dict[str, Any]]) -> None:
    line = http.client.HTTPConnection(urlsplit(tablet.address).netloc, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"flyingstart_session={tablet.cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
    }
    line.request("POST", "/staff/registers/batch/", json.dumps({"entries": words}), headers)
    answer = line.getresponse()
    told = json.loads(answer.read())["entries"]
    line.close()
    if {one["became"] for one in told} - {"kept", "older"}:
        raise SystemExit(f"the site answered {told[:3]}")


def _opened(tablet: Tablet) -> tuple[float, float]:
    """Seconds to open its register with a network, and without: the quickest of a few."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        context = browser.new_context()
        cookie = {"name": "flyingstart_session", "value": tablet.cookie, "url": tablet.address}
        context.add_cookies([cookie])  # type: ignore[list-item]  # one of its shapes
        page = context.new_page()
        address = f"{tablet.address}staff/sessions/{tablet.session}/register/"
        page.goto(address)
        page.wait_for_function(KEPT, timeout=PATIENCE * 1000)
        online = min(_timed(page, address) for _ in range(ROUNDS))
        context.set_offline(True)
        offline = min(_timed(page, address) for _ in range(ROUNDS))
        browser.close()
    return online, offline


def _timed(page: Any, address: str) -> float:
    begun = time.monotonic()
    page.goto(address, wait_until="load")
    page.wait_for_selector("[data-fs-state]:not([hidden])")
    return time.monotonic() - begun
