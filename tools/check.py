"""`make test`: everything that guards a change, the quick checks first; says how long each took.

All steps run even when one fails, so that one run tells all; the exit code is 1 if any failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
Step = Callable[[], bool]
# One more than CI has processors: some test always waits, for a browser or for the disk.
WORKERS = "3"
# What an operator exported must not reach the tests. The last is an image's habit: each of some
# hundred processes of the tests would compile all our modules for itself.
NOT_PASSED_ON = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "FLYINGSTART_EMBEDDED",
    "DEBUG",
    "PORT",
    "PYTHONDONTWRITEBYTECODE",
)


def main() -> int:
    """Run every step; 0 when all is well."""
    os.chdir(ROOT)
    for name in NOT_PASSED_ON:
        os.environ.pop(name, None)
    # The one uses a processor for a minute or two, the other mostly waits for packages: beside
    # all others they cost half of that.
    types = Beside("mypy")
    browser = Beside("python", "-m", "tools.chromium")
    steps: tuple[tuple[str, Step], ...] = (
        ("format", program("ruff", "format", "--check", ".")),
        ("lint", program("ruff", "check", ".")),
        ("import contracts", program("lint-imports")),
        ("front end", program("python", "frontend/build.py")),
        ("test database", program("python", "-m", "tests.cluster")),
        ("browser", browser.end),
        ("tests", program("pytest", "-n", WORKERS, "--dist", "worksteal", "--durations", "10")),
        ("types", types.end),
    )
    results = [(name, *timed(name, step)) for name, step in steps]
    print("\nIn short")
    for name, good, seconds in results:
        print(f"  {'ok    ' if good else 'FAILED'}  {name:<18}{seconds:6.1f} s")
    return 0 if all(good for _, good, _ in results) else 1


def program(name: str, *arguments: str) -> Step:
    """A step that runs a program of the environment."""
    command = [str(PROGRAMS / name), *arguments]
    return lambda: subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0


class Beside:
    """A program that runs beside the steps; its words are printed at its end."""

    def __init__(self, name: str, *arguments: str) -> None:
        self._words = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - read at the end
        self._process = subprocess.Popen(
            [PROGRAMS / name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._words,
            stderr=subprocess.STDOUT,
        )

    def end(self) -> bool:
        """Wait for it; whether all is well."""
        good = self._process.wait() == 0
        with self._words as words:
            words.seek(0)
            print(words.read(), end="")
        return good


def timed(name: str, step: Step) -> tuple[bool, float]:
    """Whether a step was well, and its seconds."""
    print(f"\n--- {name}", flush=True)
    begun = time.monotonic()
    good = step()
    return good, time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())
