"""Arrow to Parquet: facts as files, all of one moment."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from flyingstart.evidence.measures.tables import FACTS
from flyingstart.evidence.snapshot.manifest import FactFile, StoredFact
from flyingstart.evidence.snapshot.reading import STREAMS, Reading
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import FactTable, facts

DIGEST = "digest"
# Few enough that a month is written while the others still come in.
ROWS_A_GROUP = 16_384
# With more of the months changed than this, everything is read again: one pass instead of two.
FEW_MONTHS = 0.5
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
    """Writes facts to files, all as of the moment of one reading of the database."""

    def __init__(self, reading: Reading, store: Store, drafts: Path) -> None:
        self._reading, self._store, self._drafts = reading, store, drafts

    def export(
        self, wanted: Sequence[FactTable], before: Mapping[str, StoredFact]
    ) -> dict[str, StoredFact]:
        """The files of facts, made anew; of those kept by month only the months that changed."""
        by_month = [fact for fact in wanted if fact.month_column is not None]
        whole = [fact for fact in wanted if fact.month_column is None]
        made = {fact.name: self._by_month(fact, before.get(fact.name)) for fact in by_month}
        with ThreadPoolExecutor(STREAMS) as pool:
            written = pool.map(self._whole, whole)
            made |= {fact.name: stored for fact, stored in zip(whole, written, strict=True)}
        return made

    def _whole(self, fact: FactTable) -> StoredFact:
        schema = schema_of(fact.name)
        draft = self._drafts / fact.name
        rows = 0
        with _writer(draft, schema) as writer:
            for batch in self._reading.batches(fact.select):
                writer.write_table(_as(batch, schema))
                rows += batch.num_rows
        file = self._store.take_in(draft, fact.name, rows=rows)
        return StoredFact(definition=definition(fact), files=(file,))

    def _by_month(self, fact: FactTable, before: StoredFact | None) -> StoredFact:
        unchanged: dict[str, FactFile] = {}
        if before and before.definition == definition(fact):
            unchanged = self._unchanged_months(fact, before)
            if len(unchanged) < FEW_MONTHS * len(before.files):
                unchanged = {}
        made = self._months(fact, unchanged)
        files = sorted([*unchanged.values(), *made], key=lambda file: file.month or "")
        return StoredFact(definition=definition(fact), files=tuple(files))

    def _unchanged_months(self, fact: FactTable, before: StoredFact) -> dict[str, FactFile]:
        """Files of months whose rows are, to the last bit, what they were."""
        rows = self._reading.rows(
            f"SELECT to_char({fact.month_column}, 'YYYY-MM') AS month, count(*) AS rows,"
            f" bit_xor({DIGEST}) AS digest FROM ({_digested(fact)}) f GROUP BY 1"
        )
        now = {row["month"]: (row["rows"], row["digest"]) for row in rows}
        return {
            file.month: file
            for file in before.files
            if file.month and now.get(file.month) == (file.rows, file.digest)
        }

    def _months(self, fact: FactTable, unchanged: Mapping[str, FactFile]) -> list[FactFile]:
        writers = _MonthWriters(fact, self._drafts)
        try:
            for batch in self._reading.together(_parts(fact, unchanged)):
                writers.write(batch)
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
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            batch, keys = batch.take(order), keys[order]
        values, starts = np.unique(keys, return_index=True)
        ends = np.append(starts[1:], len(keys))
        for value, start, end in zip(values, starts, ends, strict=True):
            month = str(np.datetime64(int(value), "M"))
            self._add(month, batch.slice(int(start), int(end - start)))

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


def _parts(fact: FactTable, unchanged: Mapping[str, FactFile]) -> list[str]:
    """The fact's rows in as many SELECTs as there are connections, dealt out by its first column;
    without the months that stay as they are."""
    first = next(iter(FACTS[fact.name]))
    months = ", ".join(f"'{month}'" for month in sorted(unchanged))
    others = f"to_char({fact.month_column}, 'YYYY-MM') NOT IN ({months})" if months else "true"
    return [
        f"SELECT * FROM ({_digested(fact)}) f WHERE {first} % {STREAMS} = {part} AND {others}"
        for part in range(STREAMS)
    ]


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches([batch]).select(schema.names).cast(schema)


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd")
