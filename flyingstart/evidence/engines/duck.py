"""Counting on a snapshot with DuckDB: each fact is a view over its Parquet files."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

import duckdb

from flyingstart.evidence.measures.tables import DERIVED, FACTS
from flyingstart.evidence.question import Question, Values
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store

_DAYS = {"piece_day": "starts", "window_day": "window_starts"}
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # The system keeps what was read of files, and gives it up when others need the memory.
    "enable_external_file_cache": "false",
}
_numbers = itertools.count(1)
_one_at_a_time = threading.Lock()


class DuckSource:
    """A snapshot, opened: whatever becomes current in the meantime, this one stays."""

    engine = "duckdb"

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, store: Store, manifest: Manifest
    ) -> None:
        self._connection, self._store, self._manifest = connection, store, manifest
        self._seen: set[str] = set()
        self.snapshot = manifest.id
        self.as_at = manifest.as_at

    def fact(self, name: str) -> list[Values]:
        """All rows of a fact."""
        self._view([name])
        return self._rows(f"SELECT * FROM {name}")

    def ask(self, question: Question) -> list[Values]:
        """Count on the snapshot."""
        asked = question.statement(self.engine, derived=True)
        make_question(self._connection, question, asked.tables)
        self._view(asked.tables & (FACTS.keys() | DERIVED.keys()))
        return self._rows(asked.sql)

    def _view(self, names: Iterable[str]) -> None:
        for name in sorted(set(names) - self._seen):
            paths = self._store.whole_paths(self._manifest.facts[name].files)
            make_view(self._connection, name, paths)
            self._seen.add(name)

    def _rows(self, sql: str) -> list[Values]:
        cursor = self._connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def open_duckdb(store: Store, manifest: Manifest) -> Iterator[DuckSource]:
    """A source over a snapshot. Asking raises `SnapshotError` where files are damaged."""
    with duckdb_connection(store) as connection:
        yield DuckSource(connection, store, manifest)


@contextmanager
def duckdb_connection(store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty DuckDB in memory; what does not fit there spills beside the snapshots.

    One engine serves a process, as starting it takes longer than most figures. Each connection
    works in a database of its own within it, which is gone afterwards.
    """
    own = f"work_{next(_numbers)}"
    connection = _connected(str(store.folder / "spill"), own)
    try:
        yield connection
    finally:
        with suppress(duckdb.Error):
            connection.execute(f"USE memory; DETACH {own}")
        connection.close()


def _connected(spill: str, own: str) -> duckdb.DuckDBPyConnection:
    """A connection that works in a new database called `own`."""
    with _one_at_a_time:
        try:
            return _attached(_engine(spill), own)
        except duckdb.Error:
            # An engine that once met an error within itself answers nothing any more.
            _engine.cache_clear()
            return _attached(_engine(spill), own)


def _attached(engine: duckdb.DuckDBPyConnection, own: str) -> duckdb.DuckDBPyConnection:
    connection = engine.cursor()
    connection.execute(f"ATTACH ':memory:' AS {own}; USE {own}")
    return connection


@lru_cache(maxsize=1)
def _engine(spill: str) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect(":memory:", config={**_SETTINGS, "temp_directory": spill})
    engine.execute("SET enable_progress_bar = false")
    return engine


def make_view(connection: duckdb.DuckDBPyConnection, name: str, paths: list[str]) -> None:
    """Let a fact's name stand for its files; without any, for an empty table of its shape."""
    if paths:
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")
        return
    columns = {**FACTS, **DERIVED}[name]
    types = {"int64": "BIGINT", "int32": "INTEGER", "string": "VARCHAR"}
    shape = ", ".join(
        f'"{column}" {types.get(kind, "TIMESTAMPTZ" if "timestamp" in kind else kind)}'
        for column, kind in columns.items()
    )
    connection.execute(f"CREATE TABLE {name} ({shape})")


def make_question(
    connection: duckdb.DuckDBPyConnection, question: Question, names: frozenset[str]
) -> None:
    """The tables of a question."""
    make_asked(
        connection,
        question.as_at,
        question.today,
        question.area_set,
        question.neighbourhood_set,
    )
    connection.execute(
        "CREATE OR REPLACE TABLE piece (piece BIGINT, starts DATE, ends DATE, window_starts DATE, "
        "unseen_from DATE)"
    )
    connection.execute(
        "INSERT INTO piece SELECT unnest(?::BIGINT[]), unnest(?::DATE[]), unnest(?::DATE[]), "
        "unnest(?::DATE[]), unnest(?::DATE[])",
        [
            list(range(len(question.pieces))),
            [piece.starts for piece in question.pieces],
            [piece.ends for piece in question.pieces],
            [piece.window_starts for piece in question.pieces],
            [piece.unseen_from(question.today) for piece in question.pieces],
        ],
    )
    for name in names & _DAYS.keys():
        connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT piece, unnest(generate_series({_DAYS[name]},"
            " least(ends, today), INTERVAL 1 DAY))::DATE AS day FROM piece, asked"
        )


def make_asked(
    connection: duckdb.DuckDBPyConnection,
    as_at: dt.datetime,
    today: dt.date,
    area_set: str | None = None,
    neighbourhood_set: str | None = None,
) -> None:
    """The one row that says as at when, and in which sets."""
    connection.execute(
        "CREATE OR REPLACE TABLE asked AS SELECT ?::TIMESTAMPTZ AS as_at, ?::DATE AS today, "
        "?::VARCHAR AS area_set, ?::VARCHAR AS neighbourhood_set",
        [as_at.astimezone(dt.UTC).isoformat(), today, area_set, neighbourhood_set],
    )
