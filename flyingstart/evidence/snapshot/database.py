"""What a snapshot must know of its database: which one it is, and what changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from flyingstart.evidence.engines.database import DatabaseUnreachableError
from flyingstart.evidence.models import Change
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.kernel.api import facts

# A snapshot that was not looked at for so long is made anew: the notes it needs may be swept.
NOTES_KEPT = dt.timedelta(days=30)

# A restored copy has another timeline, another cluster another number, a clone another oid.
_IDENTITY = """
    SELECT s.system_identifier::text, c.timeline_id::text, d.oid::text, d.datname
    FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d
    WHERE d.datname = current_database()
"""
_CHANGED = """
    SELECT DISTINCT "table" FROM evidence_change
    WHERE NOT pg_visible_in_snapshot("transaction"::text::xid8, %s::pg_snapshot)
"""
# Facts of things that begin at a moment.
_BEGINNING = ("session", "contact")


@dataclass(frozen=True)
class State:
    """The database now, compared with a snapshot: which tables have changed since (None: nobody
    knows, so everything), and whether sessions or contacts have begun."""

    database: Mapping[str, str]
    changed: frozenset[str] | None
    begun: bool


def compare(manifest: Manifest | None, now: dt.datetime) -> State:
    """What has happened since a snapshot. Raises `DatabaseUnreachableError`."""
    try:
        database = identity()
        if manifest is None or not _comparable(manifest, database, now):
            return State(database, None, begun=True)
        with connection.cursor() as cursor:
            cursor.execute(_CHANGED, [manifest.seen])
            changed = frozenset(table for (table,) in cursor.fetchall())
            begun = any(_begun(cursor, name, manifest.as_at, now) for name in _BEGINNING)
    except OperationalError as fault:
        raise DatabaseUnreachableError(f"the database does not answer: {fault}") from fault
    return State(database, changed, begun)


def identity() -> dict[str, str]:
    """Which database this is."""
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        names = ("system", "timeline", "oid", "name")
        return dict(zip(names, cursor.fetchone(), strict=True))


def _begun(cursor: CursorWrapper, fact: str, since: dt.datetime, now: dt.datetime) -> bool:
    cursor.execute(
        f"SELECT EXISTS (SELECT FROM ({facts[fact].select}) f"
        " WHERE starts_at > %s AND starts_at <= %s)",
        [since, now],
    )
    (found,) = cursor.fetchone()
    return bool(found)


def sweep_notes(now: dt.datetime) -> None:
    """Forget changes that every snapshot of use has seen."""
    Change.objects.filter(happened_at__lt=now - NOTES_KEPT).delete()


def _comparable(manifest: Manifest, database: Mapping[str, str], now: dt.datetime) -> bool:
    if dict(manifest.database) != dict(database):
        return False
    return now - NOTES_KEPT / 2 < manifest.taken_at <= now + dt.timedelta(minutes=5)
