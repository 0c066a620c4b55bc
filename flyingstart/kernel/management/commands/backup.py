"""`flyingstart backup`: all that is held, in one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from flyingstart.kernel import clock
from flyingstart.kernel.backup.errors import BackupError
from flyingstart.kernel.backup.here import this_installation
from flyingstart.kernel.backup.memory import remember
from flyingstart.kernel.backup.writing import back_up, prune
from flyingstart.kernel.commands import Command as BaseCommand


class Command(BaseCommand):
    """Prints the path of the new file; it is there whole, or not at all."""

    help = "Back up the database and all private files into one file, and check what it holds"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            type=Path,
            metavar="FOLDER",
            help="where to put it (default: backups/ in the home folder)",
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="afterwards, remove all but the N newest backups of that folder",
        )

    def handle(self, *_args: Any, to: Path | None, keep: int | None, **_options: Any) -> None:
        if keep is not None and keep < 1:
            self.misuse("--keep takes a number from 1: the backup just made is one of them")
        folder = (to or settings.HOME / "backups").resolve()
        at = clock.now()
        try:
            path, manifest = back_up(this_installation(), to=folder, at=at)
            remember(settings.HOME, path, at=at)
            gone = prune(folder, keep=keep) if keep is not None else []
        except (BackupError, psycopg.Error, OSError) as fault:
            self.refuse(f"no backup was made: {fault}")
        held = manifest.portrait
        files = len(manifest.parts) - 1
        self.say(
            f"Backed up: {len(held.tables)} tables, {held.rows:,} rows, {files:,} private files."
        )
        if gone:
            self.say(f"Older backups removed: {len(gone)}.")
        self.say("Not in it: the secret key. Keep that apart, and the backup on another machine.")
        self.stdout.write(str(path))
