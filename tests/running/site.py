"""`flyingstart serve` as a child process, and what is left of it afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.processes import REPOSITORY, environment

PATIENCE = 60.0


class Site:
    """One running `serve`. It leads a session of its own, as a shell's foreground job does."""

    def __init__(self, log: Path, *arguments: str, changes: Mapping[str, str]) -> None:
        self.log = log
        with log.open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flyingstart.config.cli", "serve", *arguments],
                cwd=REPOSITORY,
                env=environment({"WEB_CONCURRENCY": "1", **changes}),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=words,
                encoding="utf-8",
                start_new_session=True,
            )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def press_ctrl_c(self) -> None:
        """What a terminal does: SIGINT to every process of the foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def wait(self) -> int:
        """Its exit code."""
        return self.process.wait(PATIENCE)

    def family(self) -> set[int]:
        """It and all its descendants."""
        return {self.process.pid, *descendants(self.process.pid)}


@contextmanager
def serving(log: Path, *arguments: str, changes: Mapping[str, str]) -> Iterator[Site]:
    """A site that answers; ended at the end, whatever a test did to it."""
    site = Site(log, *arguments, changes=changes)
    family = site.family()
    try:
        assert site.address, log.read_text()
        yield site
    finally:
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        site.process.wait()
        assert site.process.stdout is not None
        site.process.stdout.close()


def descendants(pid: int) -> set[int]:
    """Children, their children and so on."""
    with suppress(psutil.NoSuchProcess):
        return {child.pid for child in psutil.Process(pid).children(recursive=True)}
    return set()


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a process that ended but was not waited for does not."""
    found = set()
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.add(pid)
    return found


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something becomes true before the patience ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
