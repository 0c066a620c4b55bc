"""`flyingstart restore`: an empty installation, filled from a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg

from flyingstart.kernel.backup.errors import BackupError, NotRestoredError
from flyingstart.kernel.backup.here import known_migrations, this_installation
from flyingstart.kernel.backup.restoring import restore
from flyingstart.kernel.commands import Command as BaseCommand
from flyingstart.kernel.migrating import pending_migrations


class Command(BaseCommand):
    """Compares what lies there afterwards with what was backed up, and says so."""

    help = "Fill an empty installation from a backup, and compare it row for row"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what `backup` made")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            done = restore(this_installation(), file, known_migrations=known_migrations())
        except NotRestoredError as fault:
            self.refuse(str(fault))
        except (BackupError, psycopg.Error, OSError) as fault:
            self.refuse(f"nothing was restored: {fault}")
        held = done.manifest.portrait
        self.say(f"Restored as it was on {done.manifest.made_at}.")
        self.say(
            f"Compared row for row: {len(held.tables)} tables with {held.rows:,} rows and "
            f"{done.files:,} private files are equal to what was backed up."
        )
        if not done.same_key:
            self.say(
                "The SECRET_KEY here is another one than then: what it sealed stays closed. "
                "Set the old one before anybody signs in."
            )
        if done.waiting_jobs:
            self.say(
                f"{done.waiting_jobs} jobs wait from then; `flyingstart serve` does them, and may "
                "send letters. Unset SMTP_URL if this is a drill."
            )
        if pending_migrations():
            self.say("It is of an older release: run `flyingstart setup` before you serve.")
