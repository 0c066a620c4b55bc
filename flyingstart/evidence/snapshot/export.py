"""PostgreSQL to Arrow to Parquet: facts as files, all from one transaction."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import adbc_driver_manager
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from adbc_driver_postgresql import dbapi

from flyingstart.evidence.engines.database import DatabaseUnreachableError, address
from flyingstart.evidence.measures.tables import FACTS
from flyingstart.evidence.snapshot.manifest import FactFile, StoredFact
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import FactTable, facts

DIGEST = "digest"
ROWS_A_GROUP = 122_880
# With more of the months changed than this, everything is read again: one pass instead of two.
FEW_MONTHS = 0.5
_READ_BYTES = 4 << 20
_TABLE = re.compile(r"\b(?:FROM|JOIN)\s+([a-z]+_[a-z]+)\b")
# PostgreSQL's hash of each type, and what stands for null.
_HASHES = {
    "int64": ("hashint8extended", "-1"),
    "int32": ("hashint4extended", "-1"),
    "string": ("hashtextextended", "''"),
    "date": ("hashdateextended", "date '0001-01-01'"),
    "boolean": ("hashboolextended", "false"),
    "timestamp('UTC')": ("timestamptz_hash_extended", "timestamptz '0001-01-01 00:00Z'"),
}
_ARROW: Mapping[str, pa.DataType] = {
    "int64": pa.int64(),
    "int32": pa.int32(),
    "string": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "timestamp('UTC')": pa.timestamp("us", tz="UTC"),
}


class Exporter:
    """One REPEATABLE READ transaction of the database: whatever is read is of one moment."""

    def __init__(self, cursor: dbapi.Cursor, store: Store, drafts: Path) -> None:
        self._cursor, self._store, self._drafts = cursor, store, drafts
        self.seen = str(self._one("SELECT pg_current_snapshot()::text"))

    def fact(self, fact: FactTable, before: StoredFact | None) -> StoredFact:
        """A fact's files, made anew; of a fact kept by month only the months that changed."""
        if fact.month_column is None:
            return StoredFact(definition=definition(fact), files=(self._whole(fact),))
        unchanged: dict[str, FactFile] = {}
        if before and before.definition == definition(fact):
            unchanged = self._unchanged_months(fact, before)
            if len(unchanged) < FEW_MONTHS * len(before.files):
                unchanged = {}
        made = self._months(fact, unchanged)
        files = sorted([*unchanged.values(), *made], key=lambda file: file.month or "")
        return StoredFact(definition=definition(fact), files=tuple(files))

    def _whole(self, fact: FactTable) -> FactFile:
        schema = schema_of(fact.name)
        draft = self._drafts / fact.name
        rows = 0
        with _writer(draft, schema) as writer, _beside() as write:
            for batch in self._batches(fact.select):
                write(partial(_write, writer, batch, schema))
                rows += batch.num_rows
        return self._store.take_in(draft, fact.name, rows=rows)

    def _unchanged_months(self, fact: FactTable, before: StoredFact) -> dict[str, FactFile]:
        """Files of months whose rows are, to the last bit, what they were."""
        found = self._batches(
            f"SELECT to_char({fact.month_column}, 'YYYY-MM') AS month, count(*) AS rows,"
            f" bit_xor({DIGEST}) AS digest FROM ({_digested(fact)}) f GROUP BY 1"
        )
        rows = [row for batch in found for row in batch.to_pylist()]
        now = {row["month"]: (row["rows"], row["digest"]) for row in rows}
        return {
            file.month: file
            for file in before.files
            if file.month and now.get(file.month) == (file.rows, file.digest)
        }

    def _months(self, fact: FactTable, unchanged: dict[str, FactFile]) -> list[FactFile]:
        select = f"SELECT * FROM ({_digested(fact)}) f"
        if unchanged:
            months = ", ".join(f"'{month}'" for month in sorted(unchanged))
            select += f" WHERE to_char({fact.month_column}, 'YYYY-MM') NOT IN ({months})"
        writers = _MonthWriters(fact, self._drafts)
        try:
            with _beside() as write:
                for batch in self._batches(select):
                    write(partial(writers.write, batch))
        finally:
            writers.close()
        return [
            self._store.take_in(
                writers.draft(month),
                f"{fact.name}-{month}",
                rows=writers.rows[month],
                month=month,
                digest=writers.digests[month],
            )
            for month in sorted(writers.rows)
        ]

    def _batches(self, select: str) -> Iterator[pa.RecordBatch]:
        self._cursor.execute(select)
        yield from self._cursor.fetch_record_batch()

    def _one(self, select: str) -> object:
        self._cursor.execute(select)
        (row,) = self._cursor.fetch_arrow_table().to_pylist()
        (value,) = row.values()
        return value


class _MonthWriters:
    """A Parquet file for each month, all written as rows stream by in any order."""

    def __init__(self, fact: FactTable, drafts: Path) -> None:
        self._fact, self._drafts = fact, drafts
        self._schema = schema_of(fact.name)
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = defaultdict(list)
        self._waiting_rows: dict[str, int] = defaultdict(int)
        self.rows: dict[str, int] = defaultdict(int)
        self.digests: dict[str, int] = defaultdict(int)

    def draft(self, month: str) -> Path:
        """Where a month is written."""
        return self._drafts / f"{self._fact.name}-{month}"

    def write(self, batch: pa.RecordBatch) -> None:
        """Deal the rows of a batch out to their months."""
        days = batch.column(str(self._fact.month_column)).to_numpy(zero_copy_only=False)
        # Months since January 1970.
        keys = days.astype("datetime64[M]").astype(np.int64)
        order = np.argsort(keys, kind="stable")
        ordered = batch.take(order)
        values, starts = np.unique(keys[order], return_index=True)
        ends = np.append(starts[1:], len(keys))
        for value, start, end in zip(values, starts, ends, strict=True):
            month = str(np.datetime64(int(value), "M"))
            self._add(month, ordered.slice(int(start), int(end - start)))

    def close(self) -> None:
        """Write what waits and finish all files."""
        for month in list(self._waiting):
            self._flush(month)
        for writer in self._writers.values():
            writer.close()

    def _add(self, month: str, part: pa.RecordBatch) -> None:
        digest = part.column(DIGEST).to_numpy(zero_copy_only=False)
        self.digests[month] ^= int(np.bitwise_xor.reduce(digest))
        self.rows[month] += part.num_rows
        self._waiting[month].append(_as(part, self._schema))
        self._waiting_rows[month] += part.num_rows
        if self._waiting_rows[month] >= ROWS_A_GROUP:
            self._flush(month)

    def _flush(self, month: str) -> None:
        tables = self._waiting.pop(month, [])
        self._waiting_rows[month] = 0
        if not tables:
            return
        if month not in self._writers:
            self._writers[month] = _writer(self.draft(month), self._schema)
        self._writers[month].write_table(pa.concat_tables(tables).combine_chunks())


@contextmanager
def open_exporter(store: Store, drafts: Path) -> Iterator[Exporter]:
    """An exporter over the application's database. Raises `DatabaseUnreachableError`."""
    try:
        with dbapi.connect(address()) as connection, connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.adbc_statement.set_options(
                **{"adbc.postgresql.batch_size_hint_bytes": str(_READ_BYTES)}
            )
            yield Exporter(cursor, store, drafts)
            connection.rollback()
    except adbc_driver_manager.Error as fault:
        raise DatabaseUnreachableError(f"the database does not answer: {fault}") from fault


@contextmanager
def _beside() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Does one thing beside the caller, and waits for it before the next: the database goes on
    sending while what it sent is written. Raises what that raised."""
    doing: list[Future[None]] = []
    with ThreadPoolExecutor(1) as pool:

        def do(work: Callable[[], None]) -> None:
            if doing:
                doing.pop().result()
            doing.append(pool.submit(work))

        yield do
        if doing:
            doing.pop().result()


def definition(fact: FactTable) -> str:
    """A hash of what a fact is: another statement is another fact."""
    return hashlib.sha256(f"{fact.select}\n{schema_of(fact.name)}".encode()).hexdigest()[:16]


def sources(fact: FactTable) -> frozenset[str]:
    """The tables a fact reads."""
    return frozenset(_TABLE.findall(fact.select))


def schema_of(fact: str) -> pa.Schema:
    """A fact's columns as Arrow has them."""
    return pa.schema([(name, _ARROW[kind]) for name, kind in FACTS[fact].items()])


def counted_facts() -> list[FactTable]:
    """The registered facts that measures are written over."""
    return [facts[name] for name in FACTS]


def _digested(fact: FactTable) -> str:
    """The fact's rows, each with a hash of all of it: PostgreSQL's own, column by column, which
    costs half of what hashing the row as a record does."""
    digest = "0"
    for name, kind in FACTS[fact.name].items():
        function, nothing = _HASHES[kind]
        digest = f"{function}(coalesce(f.{name}, {nothing}), {digest})"
    return f"SELECT f.*, {digest} AS {DIGEST} FROM ({fact.select}) f"


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches([batch]).select(schema.names).cast(schema)


def _write(writer: pq.ParquetWriter, batch: pa.RecordBatch, schema: pa.Schema) -> None:
    writer.write_table(_as(batch, schema))


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd")
