"""Making a backup: the dump and the checksums see one moment; then the private files."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import psycopg

from flyingstart.kernel.backup import programs
from flyingstart.kernel.backup.archive import (
    CHUNK,
    DATABASE,
    FILES,
    Writer,
    chunks_of,
    private_file,
)
from flyingstart.kernel.backup.errors import BackupError
from flyingstart.kernel.backup.manifest import Manifest, Portrait
from flyingstart.kernel.backup.portraits import check_sight, portrait_of

NAME = "flyingstart-%Y-%m-%dT%H%M%SZ.tar"
OURS = re.compile(r"flyingstart-\d{4}-\d\d-\d\dT\d{6}Z\.tar")


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What is backed up, or filled from a backup.

    `owner`: the owner's address. `app`: the name of the application's role. `files`: the folder of
    private files. `secret`: the fingerprint of the key in force. `release`: of this software.
    """

    owner: str = field(repr=False)  # it holds a password
    app: str
    files: Path
    secret: str
    release: str


def back_up(installation: Installation, *, to: Path, at: dt.datetime) -> tuple[Path, Manifest]:
    """Write a backup into a folder, whole or not at all; its path, and what it says of itself.

    Raises `BackupError`, `psycopg.Error` and `OSError`.
    """
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = to / at.astimezone(dt.UTC).strftime(NAME)
    draft = path.with_name(f".{path.name}.draft")
    if path.exists():
        raise BackupError(f"{path} is there already")
    try:
        with private_file(draft) as file:
            manifest = _write(installation, Writer(file, at.timestamp()), at)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _keep_name(to)
    return path, manifest


def prune(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest backups of a folder; those removed. Other files stay."""
    ours = sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name))
    gone = ours[: max(len(ours) - keep, 0)]
    for path in gone:
        path.unlink()
    return gone


def _write(installation: Installation, writer: Writer, at: dt.datetime) -> Manifest:
    with psycopg.connect(installation.owner) as owner:
        owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        check_sight(owner)
        [(snapshot,)] = owner.execute("SELECT pg_export_snapshot()").fetchall()
        major = owner.info.server_version // 10000
        # Two at once: the checksums take the server's time, the dump ours.
        with ThreadPoolExecutor(1) as beside:
            portrait = beside.submit(portrait_of, owner)
            writer.add(DATABASE, _dump(installation.owner, snapshot, major))
            held: Portrait = portrait.result()
        applied = owner.execute(
            "SELECT app || '.' || name FROM public.django_migrations ORDER BY 1"
        ).fetchall()
        for file in _private_files(installation.files):
            name = f"{FILES}{file.relative_to(installation.files).as_posix()}"
            try:
                content = file.open("rb")
            except FileNotFoundError:
                continue  # Erased since the list was made: it must not come back.
            with content:
                writer.add(name, chunks_of(content))
        manifest = Manifest(
            release=installation.release,
            made_at=at.isoformat(),
            postgres=major,
            owner=owner.info.user,
            app=installation.app,
            secret=installation.secret,
            migrations=tuple(name for (name,) in applied),
            portrait=held,
            parts=dict(writer.parts),
        )
    writer.close(manifest)
    return manifest


def _dump(owner: str, snapshot: str, major: int) -> Iterator[bytes]:
    """The database as pg_dump writes it, at the moment of a snapshot. Raises `BackupError`."""
    arguments, environment = programs.sign_in(owner)
    command = [
        str(programs.program("pg_dump", major)),
        *arguments,
        "--format=custom",
        f"--snapshot={snapshot}",
        # Without it a dump under forced policies fails; that the owner sees all was made sure of.
        "--enable-row-security",
    ]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            bufsize=CHUNK,
        ) as process,
    ):
        try:
            yield from chunks_of(cast("IO[bytes]", process.stdout))
        except BaseException:
            process.kill()
            raise
        if process.wait():
            errors.seek(0)
            raise BackupError(f"pg_dump failed: {programs.words_of(errors.read())}")


def _private_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _keep_name(folder: Path) -> None:
    """So that the new name outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
