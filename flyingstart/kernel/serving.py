"""One process tree: children that start together, end together and outlive nobody.

Each child has a session of its own, so that the terminal's Ctrl-C reaches only the parent, which
passes on exactly one SIGTERM: a signal that arrived twice would break off the job in hand.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

LOOK_EVERY_SECONDS = 0.1
# The exit of a child that lost the database: EX_TEMPFAIL of <sysexits.h>. It may have ended in
# order too, as it was told to stop by what it lost.
LOST_DATABASE = 75
COMES_BACK = frozenset({0, LOST_DATABASE})
# A database that restarts is away for some seconds; one that stays away is asked now and then.
AGAIN_SECONDS = 5.0
# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1


class ProcessTree:
    """Children of this process. `say` takes words for the person at the keyboard."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._coming_back: dict[str, Sequence[str]] = {}
        self._signals = 0

    @property
    def ending(self) -> bool:
        """Whether somebody asked for the end."""
        return self._signals > 0

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        pass_fds: Sequence[int] = (),
        comes_back: bool = False,
    ) -> None:
        """Start a child; it should call `end_with_parent` first of all.

        One that `comes_back` is started again when it lost the database, and has no `pass_fds`.
        """
        self._children[name] = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=pass_fds
        )
        if comes_back:
            self._coming_back[name] = command

    def heed_signals(self) -> None:
        """From now on SIGINT, SIGTERM and SIGHUP end the tree in order. Call before `start`."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def fallen(self) -> str | None:
        """The name of a child that ended though nobody asked for it."""
        if self.ending:
            return None
        return next((n for n, child in self._children.items() if child.poll() is not None), None)

    def watch(self) -> bool:
        """Stay until the end; True when it was asked for, False when a child fell."""
        while not self.ending:
            if fallen := self.fallen():
                if self._came_back(fallen):
                    continue
                self._say(f"The {fallen} ended by itself; stopping.")
                self.stop()
                return False
            time.sleep(LOOK_EVERY_SECONDS)
        self.stop()
        return True

    def _came_back(self, name: str) -> bool:
        """Whether a child that ended is one to start again; started, unless the end came first."""
        command = self._coming_back.get(name)
        if command is None or self._children[name].returncode not in COMES_BACK:
            return False
        self._say(f"The {name} lost the database; it is started again.")
        until = time.monotonic() + AGAIN_SECONDS
        while not self.ending and time.monotonic() < until:
            time.sleep(LOOK_EVERY_SECONDS)
        if not self.ending:
            self.start(name, command)
        return True

    def stop(self) -> None:
        """Ask each child once to end and wait until all have."""
        for child in self._running():
            child.terminate()
        while self._running():
            if self._signals > 1:
                for child in self._running():
                    # It leads a group: what it started goes with it.
                    os.killpg(child.pid, signal.SIGKILL)
            time.sleep(LOOK_EVERY_SECONDS)

    def _running(self) -> list[subprocess.Popen[bytes]]:
        return [child for child in self._children.values() if child.poll() is None]

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        self._signals += 1
        if self._signals == 1:
            self._say("\nStopping: what is in hand is finished first. Ctrl-C again stops at once.")


def end_with_parent(parent: int) -> None:
    """Ask for SIGTERM when the process `parent`, which started this one, is gone, however."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    else:
        threading.Thread(target=_wait_for_end_of, args=[parent], daemon=True).start()
    # It may have gone before we asked.
    if os.getppid() != parent:
        sys.exit("the process that started this one is gone")


def _wait_for_end_of(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
