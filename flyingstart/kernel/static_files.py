"""The files that pages fetch: whether they are built, and collected with names that never lie."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders

# Whatever else a build makes, without this no page looks as it should.
STYLES = "build/app.css"
STAMP = ".collected"


class StaticFilesError(RuntimeError):
    """The files cannot be built or collected; the reason stands above, in the words of the tool."""


def are_built() -> bool:
    """Whether the front end was ever built here."""
    return find(STYLES) is not None


def build() -> bool:
    """Build the front end where its sources are at hand; False where they are not.

    Raises `StaticFilesError` when the build fails.
    """
    script = settings.BASE_DIR / "frontend" / "build.py"
    if not script.is_file():
        return False
    if subprocess.run([sys.executable, str(script)], stdout=sys.stderr, check=False).returncode:
        raise StaticFilesError("the front end could not be built")
    return True


def collect() -> None:
    """Copy all files to STATIC_ROOT under hashed names, if any changed since the last time.

    Raises `StaticFilesError`.
    """
    stamp = Path(settings.STATIC_ROOT) / STAMP
    digest = _digest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    command = [sys.executable, "-m", "flyingstart.config.cli", "collectstatic"]
    command += ["--no-input", "--clear", "--verbosity", "0"]
    if subprocess.run(command, env=os.environ, stdout=sys.stderr, check=False).returncode:
        raise StaticFilesError("the static files could not be collected")
    stamp.write_text(digest, encoding="utf-8")


def _digest() -> str:
    whole = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            state = Path(storage.path(path)).stat()
            whole.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return whole.hexdigest()
