"""PostgreSQL's own pg_dump and pg_restore: where they are, and how they sign in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from flyingstart.kernel import embedded_postgres
from flyingstart.kernel.backup.errors import BackupError


def program(name: str, major: int) -> Path:
    """The program for a server of that version: the embedded package's, else the one on PATH.

    Raises `BackupError` when there is none that is as new as the server.
    """
    seen = []
    for path in _candidates(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"(\d+)", said.stdout)
        if found and int(found[1]) >= major:
            return path
        seen.append(f"{path} is {said.stdout.strip() or 'broken'}")
    where = "; ".join(seen) or "none is installed"
    raise BackupError(f"{name} of PostgreSQL {major} or newer is needed, and {where}")


def _candidates(name: str) -> list[Path]:
    found = []
    # A server may have no embedded package, but PostgreSQL's programs on PATH.
    with contextlib.suppress(embedded_postgres.EmbeddedServerError):
        found.append(embedded_postgres.binaries() / name)
    if on_path := shutil.which(name):
        found.append(Path(on_path))
    return [path for path in found if path.is_file()]


def sign_in(url: str) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment by which a program signs in.

    The password is in the environment alone: arguments can be read by everybody on the machine.
    """
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    given = {name: str(value) for name, value in parts.items()}
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    environment = {**kept, "LC_ALL": "C"}
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return [f"--dbname={make_conninfo(**given)}"], environment


def words_of(errors: bytes) -> str:
    """The first thing that a program complains of: further down it may quote rows."""
    lines = [line for line in errors.decode(errors="replace").splitlines() if "error:" in line]
    return lines[0].partition("error:")[2].strip() if lines else "it did not say why"
