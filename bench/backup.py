"""Back up the whole large town, checksums of every row included, beside bare pg_dump."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.home import Place, place
from bench.report import Claim, in_turn
from bench.town import big_town
from flyingstart.kernel.backup.programs import program, sign_in
from flyingstart.kernel.embedded_postgres import MAJOR

ROUNDS = 3


def run() -> Iterator[Claim]:
    """The command as an operator runs it, its start included."""
    with place("bench_town", keep=True) as here, tempfile.TemporaryDirectory() as folder:
        size = big_town(here)
        ours, theirs = in_turn(
            ROUNDS,
            lambda: back_up(here, Path(folder)),
            lambda: bare_dump(here, Path(folder) / "bare.dump"),
        )
    yield Claim(
        work=f"back up the town, counts and checksums of every table: {size}",
        beside="pg_dump --format=custom, nothing counted, nothing checked",
        ours=ours,
        theirs=theirs,
        at_most=1.3,
    )


def back_up(here: Place, folder: Path) -> Path:
    """A backup of a place by our command."""
    return Path(here.command("backup", "--to", str(folder), "--keep", "1").strip())


def bare_dump(here: Place, path: Path) -> None:
    """The same rows by PostgreSQL's own program; flushed to the disk, as it does by itself."""
    arguments, environment = sign_in(here.addresses.owner)
    command = [
        str(program("pg_dump", MAJOR)),
        *arguments,
        "--format=custom",
        "--enable-row-security",
    ]
    subprocess.run([*command, f"--file={path}"], env=environment, check=True)
