"""This installation, as its settings say."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from flyingstart.kernel.backup.errors import BackupError
from flyingstart.kernel.backup.manifest import fingerprint
from flyingstart.kernel.backup.writing import Installation


def this_installation() -> Installation:
    """Raises `BackupError` when the owner's login is not known here."""
    if not settings.DATABASE_OWNER_URL:
        raise BackupError("DATABASE_OWNER_URL is not set: only the database's owner sees all of it")
    return Installation(
        owner=settings.DATABASE_OWNER_URL,
        app=str(connection.settings_dict["USER"]),
        files=Path(default_storage.path("")),
        secret=fingerprint(settings.SECRET_KEY),
        release=version("flyingstart"),
    )


def known_migrations() -> set[str]:
    """Every migration of this release, `app.name`; those that others replace, too."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations}}
