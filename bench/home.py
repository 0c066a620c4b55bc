"""A database server of the benchmarks' own, with the settings of a laptop, not of a test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from flyingstart.kernel.embedded_postgres import Addresses, EmbeddedServer, make_database

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("FLYINGSTART_BENCH_HOME") or REPOSITORY / ".flyingstart" / "bench")


@dataclass(frozen=True)
class Place:
    """One set-up database and a folder for its snapshots."""

    addresses: Addresses
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What makes a command work here."""
        kept = {k: v for k, v in os.environ.items() if k != "FLYINGSTART_EMBEDDED"}
        return {
            **kept,
            "DATABASE_URL": self.addresses.app,
            "DATABASE_OWNER_URL": self.addresses.owner,
            "FLYINGSTART_HOME": str(self.folder),
        }

    def command(self, *arguments: str) -> str:
        """Run `flyingstart …` here; its standard output. Raises on failure."""
        command = [sys.executable, "-m", "flyingstart.config.cli", *arguments]
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout


@contextmanager
def place(name: str, *, keep: bool = False) -> Iterator[Place]:
    """A database with the pack loaded; dropped afterwards unless kept for the next run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for folder in (FOLDER.parent, FOLDER):
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    with EmbeddedServer(FOLDER) as server:
        home = FOLDER / name
        home.mkdir(mode=0o700, exist_ok=True)
        with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
            make_database(connection, name)
        here = Place(server.addresses(name), home)
        here.command("setup", "--authority", str(REPOSITORY / "authorities" / "luton"))
        try:
            yield here
        finally:
            if not keep:
                with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
                    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                    connection.execute(drop)
