"""Reading the database by several connections as if by one: all see the same moment."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any, TypeAlias

import adbc_driver_manager
import pyarrow as pa
from adbc_driver_postgresql import dbapi
from psycopg import sql

from flyingstart.evidence.engines.database import DatabaseUnreachableError, address

# The database sends as fast as one of its processes can; two send nearly twice as fast.
STREAMS = 2
_READ_BYTES = 4 << 20
_AHEAD = 8
_PATIENCE_SECONDS = 0.1

Cursor: TypeAlias = dbapi.Cursor


class Reading:
    """One REPEATABLE READ transaction, held open by `STREAMS` connections.

    `seen` is PostgreSQL's own account of which transactions it sees.
    """

    def __init__(self, cursors: Sequence[Cursor], seen: str) -> None:
        self.seen = seen
        self._free: queue.SimpleQueue[Cursor] = queue.SimpleQueue()
        for cursor in cursors:
            self._free.put(cursor)

    def batches(self, select: str) -> Iterator[pa.RecordBatch]:
        """What a SELECT gives, as it comes. Waits for a connection that is free.

        Raises `DatabaseUnreachableError` for what fails on the way.
        """
        cursor = self._free.get()
        try:
            cursor.execute(select)
            yield from cursor.fetch_record_batch()
        except OSError as fault:
            # What Arrow makes of a connection that is lost while rows come.
            raise _silent(fault) from fault
        finally:
            self._free.put(cursor)

    def rows(self, select: str) -> list[dict[str, Any]]:
        """What a SELECT gives, as plain values."""
        return [row for batch in self.batches(select) for row in batch.to_pylist()]

    def together(self, selects: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """What several SELECTs give, all at once, in whatever order it comes."""
        found: queue.Queue[pa.RecordBatch | BaseException | None] = queue.Queue(_AHEAD)
        stop = threading.Event()
        with ThreadPoolExecutor(len(selects)) as pool:
            for select in selects:
                pool.submit(self._read_into, found, select, stop)
            try:
                yield from _until_all_end(found, len(selects))
            finally:
                stop.set()

    def _read_into(
        self,
        found: queue.Queue[pa.RecordBatch | BaseException | None],
        select: str,
        stop: threading.Event,
    ) -> None:
        last: BaseException | None = None
        try:
            for batch in self.batches(select):
                if not _put(found, batch, stop):
                    return
        except BaseException as fault:  # noqa: BLE001 - raised again by whoever reads
            last = fault
        _put(found, last, stop)


def _until_all_end(
    found: queue.Queue[pa.RecordBatch | BaseException | None], streams: int
) -> Iterator[pa.RecordBatch]:
    while streams:
        item = found.get()
        if item is None:
            streams -= 1
        elif isinstance(item, BaseException):
            raise item
        else:
            yield item


def _put(
    found: queue.Queue[pa.RecordBatch | BaseException | None],
    item: pa.RecordBatch | BaseException | None,
    stop: threading.Event,
) -> bool:
    """Hand an item over, unless nobody waits for it any more."""
    while not stop.is_set():
        try:
            found.put(item, timeout=_PATIENCE_SECONDS)
        except queue.Full:
            continue
        return True
    return False


@contextmanager
def open_reading() -> Iterator[Reading]:
    """Read the application's database. Raises `DatabaseUnreachableError`."""
    try:
        with ExitStack() as stack:
            first = _begin(stack)
            (now,) = _values(first, "SELECT pg_current_snapshot()::text, pg_export_snapshot()")
            seen, shared = now
            others = [_begin(stack, str(shared)) for _ in range(STREAMS - 1)]
            yield Reading([first, *others], str(seen))
    except adbc_driver_manager.Error as fault:
        raise _silent(fault) from fault


def _silent(fault: Exception) -> DatabaseUnreachableError:
    return DatabaseUnreachableError(f"the database does not answer: {fault}")


@lru_cache(maxsize=1)
def _known(uri: str) -> dbapi.Connection:
    """A database whose types were read, to which others connect; itself it holds no connection.

    To read the types anew takes longer than most readings.
    """
    first = dbapi.connect(uri)
    first.adbc_connection.close()
    return first


def _begin(stack: ExitStack, shared: str | None = None) -> Cursor:
    """A cursor in a transaction; `shared` names the moment of another one's."""
    connection = stack.enter_context(_known(address()).adbc_clone())
    stack.callback(connection.rollback)
    cursor = stack.enter_context(connection.cursor())
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    if shared is not None:
        cursor.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(shared).as_string(None))
    cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_READ_BYTES)})
    return cursor


def _values(cursor: Cursor, select: str) -> list[tuple[object, ...]]:
    cursor.execute(select)
    return [tuple(row.values()) for row in cursor.fetch_arrow_table().to_pylist()]
