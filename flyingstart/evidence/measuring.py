"""Asking for a figure: which engine, which snapshot, and is it up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flyingstart.evidence.answer import Answer, Listed, Value
from flyingstart.evidence.answering import answer, behind, find, names
from flyingstart.evidence.engines.duck import open_duckdb
from flyingstart.evidence.engines.postgres import open_postgres
from flyingstart.evidence.errors import AskedWronglyError, SnapshotError
from flyingstart.evidence.latest import Snapshot, described, store
from flyingstart.evidence.question import Source
from flyingstart.evidence.snapshot.database import identity
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.refresh import refresh
from flyingstart.kernel.api import Period, PeriodError, clock

ENGINES = ("duckdb", "postgres", "spark")


def measure(
    name: str,
    *,
    period: Period | str,
    by: str | Iterable[str] = (),
    area_set: str | None = None,
    engine: str = "duckdb",
    snapshot: str | None = None,
) -> Answer:
    """The figures of a measure for a period, whole or by dimensions.

    Without `snapshot` the snapshot is first brought up to date, which takes a millisecond when
    nothing has changed and seconds when much has; pages name `latest_snapshot().id` instead.
    Raises `AskedWronglyError` for a question without meaning, `SnapshotError` for a snapshot that
    cannot be counted on, and other `EvidenceError`s where an answer cannot be had.
    """
    declared, dimensions = find(name, names(by))
    asked = _period(period)
    try:
        with _source(engine, snapshot) as source:
            return answer(declared, dimensions, asked, area_set, source)
    except SnapshotError:
        if snapshot is not None:
            raise
    # Files of the current snapshot were damaged: it is made anew, whole, and asked once more.
    refresh_snapshot(whole=True)
    with _source(engine, snapshot) as source:
        return answer(declared, dimensions, asked, area_set, source)


def listed(
    name: str,
    *,
    period: Period | str,
    place: tuple[str, Value] | None = None,
    area_set: str | None = None,
    engine: str = "duckdb",
    snapshot: str | None = None,
) -> Listed:
    """What a figure counts: `place` is a dimension of place and its value, such as a ward's code.

    Who may see them is for the caller to ask. Raises what `measure` raises.
    """
    declared, by = find(name, (place[0],) if place else ())
    with _source(engine, snapshot) as source:
        value = place[1] if place else None
        return behind(declared, by, value, _period(period), area_set, source)


def refresh_snapshot(*, whole: bool = False) -> Snapshot:
    """Bring the snapshot up to date; `whole` makes all of it anew."""
    return described(refresh(store(), clock.now(), whole=whole))


def forget_snapshots() -> int:
    """Bring the snapshot up to date and remove all others, those of signed reports too: what was
    erased is in none of them. How many went. A signed report then tells its difference alone."""
    held = store()
    refresh(held, clock.now())
    with held.locked():
        return held.forget()


@contextmanager
def _source(engine: str, snapshot: str | None) -> Iterator[Source]:
    if engine not in ENGINES:
        raise AskedWronglyError(f"there is no engine {engine}; known: {', '.join(ENGINES)}")
    if engine == "postgres":
        if snapshot is not None:
            raise AskedWronglyError("the engine postgres counts live: name no snapshot")
        with open_postgres(clock.now()) as live:
            yield live
        return
    if engine == "spark":
        # Heavy, and absent in most installations.
        from flyingstart.evidence.engines.spark import check_spark, open_spark

        check_spark()
        with open_spark(store(), manifest_of(snapshot)) as pooled:
            yield pooled
        return
    with open_duckdb(store(), manifest_of(snapshot)) as files:
        yield files


def manifest_of(snapshot: str | None) -> Manifest:
    """A snapshot by its id, or the one as at now. Raises `SnapshotError` for a foreign one."""
    if snapshot is None:
        return refresh(store(), clock.now())
    manifest = store().open(snapshot)
    if dict(manifest.database) != identity():
        raise SnapshotError(
            f"the snapshot {snapshot} is of another database, {manifest.database['name']}"
        )
    return manifest


def _period(period: Period | str) -> Period:
    try:
        return Period.parse(period) if isinstance(period, str) else period
    except PeriodError as fault:
        raise AskedWronglyError(str(fault)) from None
