"""Spark answers as DuckDB does: `make test-spark`, which brings Spark; Java must be there.

Not among the tests that every change runs (its name does not begin with `test_`): each question is
a job of Spark's, however small the world, and the package fills half a gigabyte.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from flyingstart.evidence.measures.measure import measures
from flyingstart.evidence.question import Source
from flyingstart.evidence.snapshot.store import Store
from tests.evidence.comparing import TIMES, asked, expected, figures_of
from tests.evidence.conftest import source_of
from tests.evidence.oracle import Oracle
from tests.evidence.records import put
from tests.evidence.worlds import World, make_world
from tests.processes import flyingstart

PERIODS = ["2020-Q1", "2019-03-01..2020-02-29", "2020-03-31..2020-04-10"]


@pytest.fixture(scope="module", autouse=True)
def quick_starts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hundreds of small jobs: compiling them well would take longer than running them."""
    folder = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text("spark.sql.codegen.wholeStage false\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


@contextmanager
def on_both(world: World, store: Store) -> Iterator[tuple[Source, Source]]:
    """A world in the database, as DuckDB and as Spark see its snapshot."""
    put(world)
    with source_of("duckdb", world, store) as files, source_of("spark", world, store) as pooled:
        yield files, pooled


@pytest.mark.usefixtures("fresh_db")
def test_every_measure_by_everything_it_allows(store: Store) -> None:
    with on_both(make_world(11, merges=True), store) as (files, pooled):
        for name in measures.names():
            for by in ((), *((dimension,) for dimension in measures[name].breakdowns)):
                rows = asked(files, name, "2020-Q1", by).rows

                assert (name, by, asked(pooled, name, "2020-Q1", by).rows) == (name, by, rows)


@pytest.mark.usefixtures("fresh_db")
def test_every_measure_by_two_dimensions(store: Store) -> None:
    with on_both(make_world(3), store) as (files, pooled):
        for name in measures.names():
            pairs = [
                pair
                for pair in itertools.permutations(measures[name].breakdowns, 2)
                if not (pair[0] in TIMES and pair[1] in TIMES)
            ]
            for by in random.Random(name).sample(pairs, 2):
                rows = asked(files, name, "2020", by).rows

                assert (name, by, asked(pooled, name, "2020", by).rows) == (name, by, rows)


@pytest.mark.usefixtures("fresh_db")
def test_every_measure_in_a_larger_world_equals_the_rules_read_aloud(store: Store) -> None:
    world = make_world(21, merges=True, families=40, sessions=120)
    oracle = Oracle(world)

    with on_both(world, store) as (_, pooled):
        for name in measures.names():
            for period in PERIODS:
                found = asked(pooled, name, period)

                assert (name, period, figures_of(found)) == (
                    name,
                    period,
                    expected(oracle, name, period),
                )


@pytest.mark.usefixtures("fresh_db")
def test_a_database_without_people(store: Store) -> None:
    with on_both(World(), store) as (files, pooled):
        for name in measures.names():
            by = ("ward",) if "ward" in measures[name].breakdowns else ()
            rows = asked(files, name, "2020-Q1", by).rows

            assert (name, asked(pooled, name, "2020-Q1", by).rows) == (name, rows)


@pytest.mark.usefixtures("fresh_db")
def test_the_command_answers_with_spark(store: Store) -> None:
    put(make_world(1))
    question = ["measure", "reached", "--by", "ward", "--period", "2020-Q1", "--format", "json"]

    said = [flyingstart(*question, "--engine", engine) for engine in ("duckdb", "spark")]

    assert [done.returncode for done in said] == [0, 0]
    files, pooled = (json.loads(done.stdout) for done in said)
    assert pooled["rows"] == files["rows"]
    assert len(files["rows"]) > 2
