"""The newest snapshot as it lies there. Loads no engine: every command may ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from flyingstart.evidence.errors import SnapshotError
from flyingstart.evidence.snapshot.database import identity
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that can be counted on."""

    id: str
    as_at: dt.datetime
    rows: int


def latest_snapshot() -> Snapshot | None:
    """The newest snapshot of this database as it lies there, or None before the first one."""
    try:
        manifest = store().current()
    except SnapshotError:
        return None
    if manifest is None or dict(manifest.database) != identity():
        return None
    return described(manifest)


def store() -> Store:
    """The snapshots of this installation."""
    return Store(settings.SNAPSHOTS)


def described(manifest: Manifest) -> Snapshot:
    """What is told of a snapshot."""
    rows = sum(fact.rows for fact in manifest.facts.values())
    return Snapshot(manifest.id, manifest.as_at, rows)
