"""Filling an empty installation from a backup, and comparing it with what was backed up."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import psycopg

from flyingstart.kernel.backup import programs
from flyingstart.kernel.backup.archive import DATABASE, FILES, Reader
from flyingstart.kernel.backup.errors import (
    BackupError,
    DamagedBackupError,
    NotABackupError,
    NotEmptyError,
    NotRestoredError,
)
from flyingstart.kernel.backup.manifest import Manifest
from flyingstart.kernel.backup.portraits import check_sight, portrait_of, tables_of
from flyingstart.kernel.backup.writing import Installation


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was filled. `same_key`: whether what was sealed with the secret key can be opened."""

    manifest: Manifest
    files: int
    same_key: bool
    waiting_jobs: int


def restore(
    installation: Installation, file: Path, *, known_migrations: Collection[str]
) -> Restored:
    """Fill an empty installation from a backup and compare every table, counter and file.

    The database is filled whole or not at all. Raises `BackupError`, of which
    `NotRestoredError` alone leaves something behind; `psycopg.Error` and `OSError`.
    """
    home = installation.files.parent
    with (
        Reader.opened(file) as backup,
        tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as folder,
    ):
        manifest, draft = backup.manifest, Path(folder)
        _check_release(manifest, known_migrations)
        with psycopg.connect(installation.owner) as owner:
            _check_place(owner, manifest, installation)
        for name in manifest.parts:
            backup.extract(name, _within(draft, name))
        _fill(installation.owner, draft / DATABASE, manifest.postgres)
        if (draft / FILES).exists():
            if installation.files.exists():
                installation.files.rmdir()
            shutil.move(draft / FILES, installation.files)
    return _compared(installation, manifest)


def _check_release(manifest: Manifest, known: Collection[str]) -> None:
    unknown = sorted(set(manifest.migrations) - set(known))
    if unknown:
        raise NotABackupError(
            f"it was made by release {manifest.release}, which has migrations that this release "
            f"does not know ({', '.join(unknown[:3])}): restore it with that release"
        )


def _check_place(owner: psycopg.Connection, manifest: Manifest, installation: Installation) -> None:
    """Refuse a place that the backup does not fit. Nothing was changed."""
    major = owner.info.server_version // 10000
    if major < manifest.postgres:
        raise BackupError(
            f"it was made on PostgreSQL {manifest.postgres}, and this server is {major}"
        )
    roles, ours = (manifest.owner, manifest.app), (owner.info.user, installation.app)
    if roles != ours:
        raise BackupError(
            f"its rights are those of the roles {roles[0]} and {roles[1]}, and here they are "
            f"{ours[0]} and {ours[1]}: make roles of the same names and sign in with them"
        )
    if tables := tables_of(owner):
        raise NotEmptyError(
            f"the database is not empty: it holds {len(tables)} tables. A backup is only restored "
            "into an empty one"
        )
    if installation.files.exists() and any(installation.files.iterdir()):
        raise NotEmptyError(f"{installation.files} is not empty: move what lies there away")


def _within(folder: Path, name: str) -> Path:
    """Where a part goes. Raises `DamagedBackupError` for a name that leads elsewhere."""
    path = (folder / name).resolve()
    if path.is_relative_to(folder.resolve()) and (name == DATABASE or name.startswith(FILES)):
        return path
    raise DamagedBackupError("it holds a file of a name that we never give")


def _fill(owner: str, dump: Path, major: int) -> None:
    """All of the dump, or nothing. Raises `BackupError`."""
    arguments, environment = programs.sign_in(owner)
    done = subprocess.run(
        [
            str(programs.program("pg_restore", major)),
            *arguments,
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            str(dump),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"pg_restore failed: {programs.words_of(done.stderr)}")


def _compared(installation: Installation, manifest: Manifest) -> Restored:
    with psycopg.connect(installation.owner) as owner:
        check_sight(owner)
        differences = manifest.portrait.differences(portrait_of(owner))
        [(waiting,)] = owner.execute(
            "SELECT count(*) FROM public.procrastinate_jobs WHERE status IN ('todo', 'doing')"
        ).fetchall()
    if differences:
        raise NotRestoredError(
            f"the database was filled, but differs from what was backed up in: "
            f"{', '.join(differences)}. Do not use it"
        )
    return Restored(
        manifest=manifest,
        files=sum(name.startswith(FILES) for name in manifest.parts),
        same_key=manifest.secret == installation.secret,
        waiting_jobs=waiting,
    )
