"""The installation: its folder, its settings, its front end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

from django.conf import settings

from flyingstart.kernel import static_files
from flyingstart.kernel.health.checks import Finding, broken, note, ok

# A snapshot of a large council, twice, and its uploads.
ENOUGH_BYTES = 2 * 1024**3
GIGABYTE = 1024**3
ENOUGH_KEY = 50
# Fifty random characters have many different ones, and none of these words.
VARIED = 15
EXAMPLES = ("insecure", "change", "example", "secret", "password", "only-for-tests")


def storage() -> Iterator[Finding]:
    """Whether files can be kept, by us alone, and for how long."""
    home = settings.HOME
    try:
        with tempfile.NamedTemporaryFile(dir=home) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        mend = "let the user that runs Flying Start write there, or set FLYINGSTART_HOME"
        yield broken("storage", f"{home} cannot be written: {fault.strerror}", mend)
        return
    free = shutil.disk_usage(home).free
    if home.stat().st_mode & 0o066:
        yield broken("storage", f"{home} is open to other users", f"chmod go-rw {home}")
    elif free < ENOUGH_BYTES:
        words = f"{free / GIGABYTE:.1f} GB are free for {home}"
        yield broken("storage", words, "make room: imports and snapshots would stop")
    else:
        yield ok("storage", f"{home} can be written; {free / GIGABYTE:.0f} GB are free")


def settings_in_order() -> Iterator[Finding]:
    """Whether what guards the site is set as its publicity asks."""
    if settings.PUBLIC and settings.DEBUG:
        words = "DEBUG is on though the site answers to names of its own"
        yield broken("settings", words, "unset DEBUG: error pages would show code and data")
    elif settings.PUBLIC and settings.DEMO:
        words = "FLYINGSTART_DEMO is on though the site answers to names of its own"
        yield broken("settings", words, "unset it; a demo's sign-in is known to many")
    elif len(settings.SECRET_KEY) < ENOUGH_KEY:
        words = f"SECRET_KEY has fewer than {ENOUGH_KEY} characters"
        yield broken("settings", words, "set fifty random ones, or none: one is made and kept")
    elif "*" in settings.ALLOWED_HOSTS:
        words = "ALLOWED_HOSTS lets the site answer to any name"
        yield broken("settings", words, "name the site's own")
    elif settings.PUBLIC and _is_default(settings.SECRET_KEY):
        words = "SECRET_KEY is not random: somebody can guess it, and sign in as anybody"
        yield broken("settings", words, "set fifty random characters; everybody signs in anew")
    elif settings.DEBUG:
        yield note("settings", "DEBUG is on: for developers only")
    else:
        where = ", ".join(settings.ALLOWED_HOSTS)
        yield ok("settings", f"the site answers to {where}")


def _is_default(secret: str) -> bool:
    """Whether it was copied from an example, or typed with one finger."""
    return len(set(secret)) < VARIED or any(word in secret.lower() for word in EXAMPLES)


def front_end() -> Iterator[Finding]:
    """Whether pages have their styles."""
    if static_files.are_built():
        yield ok("front end", "built")
    else:
        mend = "`flyingstart serve` builds it; or run .venv/bin/python frontend/build.py"
        yield note("front end", "not built yet", mend)
