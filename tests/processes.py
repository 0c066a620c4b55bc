"""The product's command line in processes, on the database of the test (or on one of their own)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from flyingstart.config import cli

REPOSITORY = Path(__file__).resolve().parents[1]


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """What such a process sees: this one's environment, with the settings of production."""
    # Playwright's, which tests of pages set: an operator's process does not have it.
    kept = {name: text for name, text in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "flyingstart.config.settings",
        **(changes or {}),
    }


def flyingstart(
    *arguments: str, changes: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as an operator does; `changes` are to the environment."""
    return run_module("flyingstart.config.cli", *arguments, changes=changes)


def flyingstart_here(
    capture: pytest.CaptureFixture[str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run a command without a process of its own, which takes a second or two to start.

    On the test's own connection and settings. `capture` is pytest's `capfd`.
    """
    capture.readouterr()
    told_before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["flyingstart", *arguments])
            # It would keep, to the end, the garbage of all tests until now.
            patch.setattr(cli, "loading", nullcontext)
            with pytest.raises(SystemExit) as left:
                cli.main()
    finally:
        signal.signal(signal.SIGTERM, told_before)
    out, err = capture.readouterr()
    return subprocess.CompletedProcess(arguments, int(left.value.code or 0), out, err)


def run_module(
    module: str, *arguments: str, changes: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a module as a program to its end, which comes within two minutes."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=REPOSITORY,
        env=environment(changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def start_module(
    module: str, *arguments: str, changes: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a module as a program whose output is read and whose input is written line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=REPOSITORY,
        env=environment(changes),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
