"""Derived facts, worked out whole with DuckDB from the files of the others."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from flyingstart.evidence.engines.duck import duckdb_connection, make_asked, make_view
from flyingstart.evidence.measures.expressions import DERIVE, Statement, compile_for
from flyingstart.evidence.measures.tables import FACTS, Facts
from flyingstart.evidence.snapshot.manifest import StoredFact
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import clock

# Sessions and contacts yet to begin that already bear on what is derived.
_STALE_AFTER = """
    SELECT epoch_us(min(starts_at)) FROM (
        SELECT starts_at FROM session WHERE session IN (SELECT session FROM mark)
        UNION ALL SELECT starts_at FROM contact
    ) WHERE starts_at > (SELECT as_at FROM asked)
"""


@cache
def derivation(name: str) -> Statement:
    """How a derived fact follows from the others."""
    return compile_for("duckdb", DERIVE[name](Facts()))


def definition(name: str) -> str:
    """A hash of that."""
    return hashlib.sha256(derivation(name).sql.encode()).hexdigest()[:16]


def inputs(name: str) -> frozenset[str]:
    """The facts it follows from."""
    return derivation(name).tables & FACTS.keys()


def derive(
    name: str, *, facts: Mapping[str, StoredFact], as_at: dt.datetime, store: Store, drafts: Path
) -> tuple[StoredFact, dt.datetime | None]:
    """A derived fact's file, and the moment from which it no longer holds."""
    draft = drafts / name
    with duckdb_connection(store) as connection:
        make_asked(connection, as_at, clock.london_day(as_at))
        for needed in inputs(name) | {"session", "contact", "mark"}:
            make_view(connection, needed, store.whole_paths(facts[needed].files))
        connection.execute(
            f"COPY (SELECT * FROM ({derivation(name).sql}) ORDER BY day) "
            f"TO '{str(draft).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
        )
        (stale_after,) = connection.execute(_STALE_AFTER).fetchone() or (None,)
    file = store.take_in(draft, name, rows=pq.read_metadata(draft).num_rows)
    return StoredFact(definition=definition(name), files=(file,)), _moment(stale_after)


def _moment(microseconds: int | None) -> dt.datetime | None:
    if microseconds is None:
        return None
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=microseconds)
