"""Backups: whether one was made within the last day, and where it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from flyingstart.kernel import clock
from flyingstart.kernel.backup.memory import last_backup
from flyingstart.kernel.health.checks import Finding, broken, note, ok

# A night's run may take its time, and starts within a quarter of an hour.
TOO_OLD = dt.timedelta(hours=26)
HOW = "run `flyingstart backup` each night; see docs/how-to/back-up-and-restore.md"


def backups() -> Iterator[Finding]:
    """To mend where people are real; a note on a laptop."""
    grave = broken if settings.PUBLIC else note
    last = last_backup(settings.HOME)
    if last is None:
        yield grave("backup", "none was made yet", HOW)
        return
    made = f"the last one was made on {last.made_at.astimezone(clock.LONDON):%-d %B %Y, %H:%M}"
    if clock.now() - last.made_at > TOO_OLD:
        yield grave("backup", made, HOW)
    elif settings.PUBLIC and _on_one_disk(last.file, settings.HOME):
        words = f"{made}, and lies on the disk of what it is to replace"
        yield note("backup", words, "copy it to another machine each night")
    else:
        yield ok("backup", made)


def _on_one_disk(file: Path, home: Path) -> bool:
    """Whether one broken disk would take both; no for a file that was carried away."""
    try:
        return file.stat().st_dev == home.stat().st_dev
    except OSError:
        return False
