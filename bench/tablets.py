"""Thirty tablets at registers, a tap each second for twenty seconds, beside one tablet alone."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import math
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.home import REPOSITORY, Place, place
from bench.report import Claim, Limit

SECONDS = 20
WARM = 8
PATIENCE = 15.0
TRIES = 5
# Any text will do: a browser sends it back twice, and so do we.
TOKEN = "b" * 32
# So many times in a row nothing was left to do, half a second apart.
RESTED = 4
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
SLIP, HERE = "taken_back", "attended"


@dataclass
class Tablet:
    """One device: what it can tap, what it said, how long each answer took."""

    cookie: str
    session: str
    taps: Sequence[Sequence[str]]
    chance: random.Random
    address: str = ""
    said: list[dict[str, Any]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    connection: http.client.HTTPConnection | None = None

    def work(self, starts: float, seconds: int) -> None:
        """A tap in each second, somewhere in it."""
        for second in range(seconds):
            time.sleep(max(0.0, starts + second + self.chance.random() - time.monotonic()))
            self.tap()
        self.hang_up()

    def tap(self) -> None:
        """Say something of somebody, and send it until it is answered, as the page does."""
        person, family = self.chance.choice(self.taps)
        word = {
            "id": str(uuid.uuid4()),
            "session": self.session,
            "person": person,
            "family": family,
            "status": self.chance.choice([HERE, HERE, SLIP]),
            "said_at": dt.datetime.now(dt.UTC).isoformat(),
        }
        self.said.append(word)
        begun = time.monotonic()
        for _ in range(TRIES):
            if self.send(word):
                break
        self.took.append(time.monotonic() - begun)

    def send(self, word: dict[str, Any]) -> bool:
        """Whether the word was answered."""
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"flyingstart_session={self.cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        try:
            if self.connection is None:
                parts = urlsplit(self.address)
                self.connection = http.client.HTTPConnection(
                    parts.hostname or "", parts.port, timeout=PATIENCE
                )
            body = json.dumps({"entries": [word]})
            self.connection.request("POST", "/staff/registers/batch/", body, headers)
            answer = self.connection.getresponse()
            read = answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return False
        if answer.status != 200:
            raise SystemExit(f"the site answered {answer.status}: {read[:300]!r}")
        (became,) = json.loads(read)["entries"]
        return bool(became["became"] in {"kept", "older", "known"})

    def hang_up(self) -> None:
        """Close the line."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def run() -> Iterator[Claim | Limit]:
    """Nothing may be lost or doubled; nearly everybody waits at most three times as long."""
    with place("bench_tablets") as here:
        morning = world(here, "make")["tablets"]
        with served(here) as address:
            tablets = [
                Tablet(address=address, chance=random.Random(n), **one)
                for n, one in enumerate(morning)
            ]
            for tablet in tablets[:WARM]:
                tablet.tap()
            for tablet in tablets:
                tablet.took.clear()
            _together(tablets[:1])
            alone = _percentile(tablets[0].took)
            tablets[0].took.clear()
            _together(tablets)
        took = [seconds for tablet in tablets for seconds in tablet.took]
        lost = wrong([word for tablet in tablets for word in tablet.said], world(here, "check"))
    yield Limit(
        work=f"{len(tablets)} tablets, a mark each second for {SECONDS} s, two at a register",
        figure=lost,
        limit=0,
        unit="marks lost, doubled or not as said last",
        note=f"{len(took)} marks",
    )
    yield Claim(
        work="the same, 95 of 100 answers within",
        beside="one tablet at that pace, alone",
        ours=_percentile(took),
        theirs=alone,
        at_most=3,
        note=f"half within {sorted(took)[len(took) // 2] * 1000:.0f} ms, "
        f"the slowest {max(took) * 1000:.0f} ms",
    )


def _together(tablets: Sequence[Tablet]) -> None:
    starts = time.monotonic() + 0.2
    with ThreadPoolExecutor(len(tablets)) as pool:
        for done in [pool.submit(tablet.work, starts, SECONDS) for tablet in tablets]:
            done.result(timeout=SECONDS + TRIES * PATIENCE)


def _percentile(took: Sequence[float]) -> float:
    """The time within which 95 of 100 were answered."""
    return sorted(took)[math.ceil(0.95 * len(took)) - 1]


def wrong(said: Sequence[dict[str, Any]], held: dict[str, Any]) -> int:
    """Words that are not in the journal exactly once, and marks other than the newest word."""
    newest: dict[str, str] = {}
    # Of one instant, who was seen.
    for word in sorted(said, key=lambda word: (word["said_at"], word["status"] == HERE)):
        newest[f"{word['session']} {word['person']}"] = word["status"]
    lost = {word["id"] for word in said} ^ set(held["words"])
    doubled = len(held["words"]) - len(set(held["words"]))
    other = {key for key, status in newest.items() if held["marks"].get(key) != status}
    return len(lost) + doubled + len(other) + len(held["marks"].keys() - newest.keys())


def world(here: Place, what: str) -> dict[str, Any]:
    """What a process of the product makes, or says of what became of it."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.tablets_world", what],
        env={**here.environment, "FLYINGSTART_DEMO": "1"},
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _until_the_worker_rests(here: Place) -> None:
    """Wait for what a site does as it starts, such as its first snapshot: no part of a sync."""
    begun, rested = time.monotonic(), 0
    with psycopg.connect(here.addresses.owner, autocommit=True) as connection:
        while rested < RESTED:
            if time.monotonic() - begun > PATIENCE * 4:
                raise SystemExit("the worker does not come to rest")
            (busy,) = connection.execute(WAITING).fetchone() or (0,)
            rested = 0 if busy else rested + 1
            time.sleep(0.5)


@contextmanager
def served(here: Place) -> Iterator[str]:
    """The site as it is served, with as many processes as it takes by itself; its address."""
    command = [sys.executable, "-m", "flyingstart.config.cli", "serve", "--port", "0"]
    with (here.folder / "serve.log").open("wb") as log:
        site = subprocess.Popen(
            command,
            # A demo asks nobody for a second step; it listens to this machine only.
            env={**here.environment, "FLYINGSTART_DEMO": "1"},
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    assert site.stdout is not None
    try:
        address = site.stdout.readline().strip()
        if not address:
            raise SystemExit((here.folder / "serve.log").read_text())
        _until_the_worker_rests(here)
        yield address
    finally:
        site.send_signal(signal.SIGTERM)
        try:
            site.wait(30)
        except subprocess.TimeoutExpired:
            site.kill()
            site.wait()
        site.stdout.close()
