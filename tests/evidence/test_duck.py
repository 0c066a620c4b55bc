"""One DuckDB serves a process; nobody sees what another one does in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import duckdb
import pytest

from flyingstart.evidence.engines import duck
from flyingstart.evidence.engines.duck import duckdb_connection
from flyingstart.evidence.snapshot.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "snapshots")


def databases(store: Store) -> list[tuple[str]]:
    engine = duck._engine(str(store.folder / "spill"))
    found: list[tuple[str]] = engine.execute(
        "SELECT database_name FROM duckdb_databases() WHERE NOT internal"
    ).fetchall()
    return found


def test_threads_at_once_work_apart_and_leave_nothing(store: Store) -> None:
    together = Barrier(4, timeout=60)

    def work(number: int) -> list[tuple[int]]:
        with duckdb_connection(store) as connection:
            connection.execute(f"CREATE TABLE piece AS SELECT {number} AS piece")
            together.wait()
            rows: list[tuple[int]] = connection.execute("SELECT piece FROM piece").fetchall()
            together.wait()
            return rows

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, range(4)))

    assert found == [[(0,)], [(1,)], [(2,)], [(3,)]]
    assert databases(store) == [("memory",)]


def test_what_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(duckdb.CatalogException), duckdb_connection(store) as connection:
        connection.execute("SELECT * FROM nowhere")

    assert databases(store) == [("memory",)]


def test_an_engine_that_answers_nothing_any_more_is_replaced(store: Store) -> None:
    duck._engine(str(store.folder / "spill")).close()

    with duckdb_connection(store) as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_what_does_not_fit_spills_beside_the_snapshots(store: Store) -> None:
    with duckdb_connection(store) as connection:
        (said,) = connection.execute("SELECT current_setting('temp_directory')").fetchall()

    assert said == (str(store.folder / "spill"),)
