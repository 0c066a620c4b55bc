"""Restore the whole large town and compare every row, beside bare pg_restore."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from bench.backup import back_up, bare_dump
from bench.home import FOLDER, Place, place
from bench.report import Claim
from bench.town import big_town
from flyingstart.kernel.backup.programs import program, sign_in
from flyingstart.kernel.embedded_postgres import MAJOR, EmbeddedServer, make_database

ROUNDS = 2


def run() -> Iterator[Claim]:
    """Each into a new database, its making not counted."""
    with place("bench_town", keep=True) as here, tempfile.TemporaryDirectory() as folder:
        size = big_town(here)
        backup, dump = back_up(here, Path(folder)), Path(folder) / "bare.dump"
        bare_dump(here, dump)
        taken = [(ours(backup), theirs(dump)) for _ in range(ROUNDS)]
    yield Claim(
        work=f"restore the town and compare every row: {size}",
        beside="pg_restore --single-transaction, nothing compared",
        ours=min(a for a, _ in taken),
        theirs=min(b for _, b in taken),
        at_most=1.3,
    )


def ours(backup: Path) -> float:
    """Seconds of our command, its start included."""
    with EmbeddedServer(FOLDER) as server, tempfile.TemporaryDirectory(dir=FOLDER) as home:
        new_database(server, "bench_restored")
        here = Place(server.addresses("bench_restored"), Path(home))
        start = time.perf_counter()
        here.command("restore", str(backup))
        return time.perf_counter() - start


def theirs(dump: Path) -> float:
    """Seconds of PostgreSQL's own program."""
    with EmbeddedServer(FOLDER) as server:
        new_database(server, "bench_restored")
        arguments, environment = sign_in(server.addresses("bench_restored").owner)
        command = [
            str(program("pg_restore", MAJOR)),
            *arguments,
            "--single-transaction",
            "--no-owner",
        ]
        start = time.perf_counter()
        subprocess.run([*command, str(dump)], env=environment, check=True)
        return time.perf_counter() - start


def new_database(server: EmbeddedServer, name: str) -> None:
    """An empty one, whatever was there."""
    with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        make_database(connection, name)
