"""Bringing the snapshot up to date: nothing when nothing changed, else what did."""

from __future__ import annotations

import datetime as dt
import errno
import importlib.metadata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb
import pyarrow as pa

from flyingstart.evidence.errors import EvidenceError, SnapshotError
from flyingstart.evidence.measures.expressions import DERIVE
from flyingstart.evidence.queries.reports import signed_snapshots
from flyingstart.evidence.snapshot import derive
from flyingstart.evidence.snapshot.database import State, compare, sweep_notes
from flyingstart.evidence.snapshot.export import Exporter, counted_facts, definition, sources
from flyingstart.evidence.snapshot.manifest import Manifest, StoredFact
from flyingstart.evidence.snapshot.reading import open_reading
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import clock

# A figure may say that it is so old, as long as nothing has changed since.
STILL_NOW = dt.timedelta(minutes=15)


class NoRoomError(EvidenceError):
    """The disk is full; the snapshot that was there still is."""


def refresh(store: Store, now: dt.datetime, *, whole: bool = False) -> Manifest:
    """The snapshot as at now, or as at a moment since which nothing has changed.

    Safe beside others who refresh or read. `whole` makes every file anew. Raises `NoRoomError`,
    `DatabaseUnreachableError`; the snapshot before then stays the current one.
    """
    if not whole and (fresh := _if_fresh(store, now)):
        return fresh
    with _room(), store.locked():
        # Whoever held the lock before may have done it.
        if not whole and (fresh := _if_fresh(store, now)):
            return fresh
        before = None if whole else _usable(store)
        made = _make(store, before, compare(before, now), now)
        store.publish(made)
        store.sweep(now, signed=signed_snapshots(now))
        sweep_notes(now)
    return made


def _if_fresh(store: Store, now: dt.datetime) -> Manifest | None:
    """The current snapshot if it is still true and complete."""
    before = _usable(store)
    if before is None:
        return None
    state = compare(before, now)
    recent = now - before.as_at < STILL_NOW
    same_day = clock.london_day(now) == clock.london_day(before.as_at)
    if state.changed == frozenset() and not state.begun and recent and same_day:
        return before if not _outdated(before) else None
    return None


def _usable(store: Store) -> Manifest | None:
    """The current snapshot, unless there is none or it is damaged: then it is made anew."""
    try:
        current = store.current()
        if current is not None:
            store.check_sizes(current.files())
    except SnapshotError:
        return None
    return current


def _outdated(manifest: Manifest) -> bool:
    """Facts that this version of the software defines otherwise."""
    now = {fact.name: definition(fact) for fact in counted_facts()}
    now |= {name: derive.definition(name) for name in DERIVE}
    return now != {name: fact.definition for name, fact in manifest.facts.items()}


def _make(store: Store, before: Manifest | None, state: State, now: dt.datetime) -> Manifest:
    held = dict(before.facts) if before and state.changed is not None else {}
    changed = [
        fact
        for fact in counted_facts()
        if fact.name not in held
        or held[fact.name].definition != definition(fact)
        or state.changed is None
        or sources(fact) & state.changed
    ]
    with store.drafts() as drafts:
        with open_reading() as reading:
            made = Exporter(reading, store, drafts).export(changed, held)
            seen = reading.seen
        facts = {fact.name: made.get(fact.name) or held[fact.name] for fact in counted_facts()}
        stale_after = before.stale_after if before else None
        renewed = {name for name in facts if facts[name] != held.get(name)}
        for name in DERIVE:
            kept = held.get(name)
            if kept and _stands(name, kept, renewed) and not _stale(stale_after, now):
                facts[name] = kept
            else:
                facts[name], stale_after = derive.derive(
                    name, facts=facts, as_at=now, store=store, drafts=drafts
                )
    return Manifest(
        id="",
        as_at=now,
        taken_at=now,
        database=state.database,
        seen=seen,
        stale_after=stale_after,
        versions=versions(),
        facts=facts,
    ).sealed()


def _stands(name: str, kept: StoredFact, renewed: set[str]) -> bool:
    """Whether a derived fact still follows from the others as they are now."""
    return kept.definition == derive.definition(name) and not derive.inputs(name) & renewed


def _stale(stale_after: dt.datetime | None, now: dt.datetime) -> bool:
    return stale_after is not None and stale_after <= now


@cache
def versions() -> dict[str, str]:
    """Of the software that makes a snapshot."""
    packages = ("flyingstart", "duckdb", "pyarrow", "ibis-framework")
    return {name: importlib.metadata.version(name) for name in packages}


@contextmanager
def _room() -> Iterator[None]:
    """Say in words that the disk is full."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoomError(_NO_ROOM) from fault
        raise
    except (duckdb.IOException, pa.ArrowException) as fault:
        raise NoRoomError(f"{_NO_ROOM} ({fault})") from fault


_NO_ROOM = "there is no room for a new snapshot on this disk; the one before stays as it is"
