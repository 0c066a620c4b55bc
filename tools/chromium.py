"""The system's Chromium, which the browser tests drive."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Where macOS keeps programs.
APPLICATIONS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)


class NoChromiumError(RuntimeError):
    """There is none and it cannot be installed; the message says what to do."""


def find() -> Path | None:
    """The browser: the one that CHROMIUM names, one on PATH, or one where macOS keeps it."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((path for path in APPLICATIONS if path.exists()), None)


def find_or_install() -> Path:
    """Find it; as root on Debian, install it. Raises `NoChromiumError`."""
    found = find()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            command = ["apt-get", "-qq", *arguments]
            subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, check=False)
        found = find()
    if found:
        return found
    raise NoChromiumError(
        "The browser tests need Chromium, and there is none. Debian: sudo apt-get install "
        "chromium. Ubuntu: sudo snap install chromium. macOS: brew install --cask chromium. "
        "Or name a Chrome with CHROMIUM=/path/to/it."
    )


if __name__ == "__main__":
    try:
        print(find_or_install())
    except NoChromiumError as fault:
        sys.exit(str(fault))
