"""When this installation was last backed up, remembered in its home: outside what is restored."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from flyingstart.kernel.embedded_postgres import private_text

NAME = "last-backup.json"


@dataclass(frozen=True, kw_only=True)
class LastBackup:
    """The newest backup that was made, and where it was put."""

    made_at: dt.datetime
    file: Path


def remember(home: Path, file: Path, *, at: dt.datetime) -> None:
    """A backup was made."""
    private_text(home / NAME, json.dumps({"made_at": at.isoformat(), "file": str(file)}))


def last_backup(home: Path) -> LastBackup | None:
    """The newest one; None when there was none, or nobody can read which."""
    try:
        held = json.loads((home / NAME).read_text(encoding="utf-8"))
        return LastBackup(
            made_at=dt.datetime.fromisoformat(held["made_at"]), file=Path(held["file"])
        )
    except (OSError, KeyError, TypeError, ValueError):
        return None
