"""A store of snapshots for each test, and questions to a world in the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flyingstart.evidence.engines.duck import open_duckdb
from flyingstart.evidence.engines.postgres import open_postgres
from flyingstart.evidence.engines.spark import open_spark
from flyingstart.evidence.question import Source
from flyingstart.evidence.snapshot.refresh import refresh
from flyingstart.evidence.snapshot.store import Store
from tests.evidence.worlds import World


@pytest.fixture
def store(tmp_path: Path, settings: object) -> Store:
    """The store of this test, which the commands use too."""
    settings.SNAPSHOTS = tmp_path / "snapshots"  # type: ignore[attr-defined]
    return Store(tmp_path / "snapshots")


@contextmanager
def source_of(engine: str, world: World, store: Store) -> Iterator[Source]:
    """The database as an engine sees it at the moment of a world."""
    if engine == "postgres":
        with open_postgres(world.as_at) as live:
            yield live
        return
    manifest = refresh(store, world.as_at)
    opened = open_spark if engine == "spark" else open_duckdb
    with opened(store, manifest) as snapshot:
        yield snapshot
