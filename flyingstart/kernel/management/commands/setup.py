"""`flyingstart setup`: tables and the authority pack, ready for work."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from flyingstart.kernel.api import Command as BaseCommand
from flyingstart.kernel.api import clock
from flyingstart.kernel.embedded_postgres import MAJOR, prepare_database
from flyingstart.kernel.migrating import newer_migrations, pending_migrations
from flyingstart.kernel.packs import PackError, load_pack

# Any number, the same for all who set up this database.
LOCK = 0x465374


class Command(BaseCommand):
    """Migrates as the owner, then loads the pack as the application."""

    help = "Make or update the database's tables and load the authority pack; safe to repeat"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--authority",
            type=Path,
            metavar="PATH",
            help="folder of the authority pack (default: the only one in authorities/)",
        )

    def handle(self, *_args: Any, authority: Path | None, **_options: Any) -> None:
        pack = authority or self.default_pack()
        if not pack.is_dir():
            self.refuse(f"there is no authority pack in {pack}")
        self.migrate()
        try:
            load_pack(folder=pack.resolve(), by=self.actor, at=clock.now())
        except PackError as fault:
            self.refuse(str(fault))
        self.say(f"The database is ready, with the pack {pack.name}.")

    def migrate(self) -> None:
        """Migrate in a process that signs in as the owner, one at a time per database."""
        if not settings.DATABASE_OWNER_URL:
            self.refuse(
                "DATABASE_OWNER_URL is not set: tables are made by the database's owner, whose "
                "login differs from the application's"
            )
        try:
            owner = psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True)
        except psycopg.OperationalError as fault:
            self.refuse(f"the owner cannot sign in to the database: {fault}")
        with owner:
            if owner.info.server_version // 10000 != MAJOR:
                self.refuse(f"PostgreSQL {MAJOR} is needed; this is {owner.info.server_version}")
            owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            if newer := newer_migrations():
                self.refuse(f"the database is of a newer release, with {newer[0]}; use that one")
            prepare_database(owner, connection.settings_dict["USER"])
            if not pending_migrations():
                return
            done = subprocess.run(
                [sys.executable, "-m", "flyingstart.config.cli", "migrate", "-v", "0"],
                env={**os.environ, "FLYINGSTART_LOGIN": "owner"},
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                check=False,
            )
        if done.returncode:
            self.refuse("the tables could not be made; the reason is above")
