"""Spark: every measure compiles to its SQL; without Spark or Java the words say what to install."""

from __future__ import annotations

import importlib.util
import shutil

import pytest
import sqlglot

from flyingstart.evidence.api import EvidenceError, measure
from flyingstart.evidence.engines.spark import check_spark
from flyingstart.evidence.measures.expressions import statement
from flyingstart.evidence.measures.measure import measures
from flyingstart.evidence.measures.tables import DERIVED, FACTS, QUESTION
from flyingstart.evidence.snapshot.store import Store
from tests.evidence.comparing import asked
from tests.evidence.conftest import source_of
from tests.evidence.records import put
from tests.evidence.worlds import make_world

HERE = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None


@pytest.mark.parametrize("name", measures.names())
def test_every_measure_by_everything_compiles_to_spark_sql(name: str) -> None:
    for by in [(), *((dimension,) for dimension in measures[name].breakdowns)]:
        made = statement(name, by, "spark", derived=True)

        parsed = sqlglot.parse_one(made.sql, dialect="spark")
        steps = {step.alias for step in parsed.find_all(sqlglot.exp.CTE)}
        read = {table.name for table in parsed.find_all(sqlglot.exp.Table)}
        assert read - steps == made.tables
        assert made.tables <= {*FACTS, *DERIVED, *QUESTION}


@pytest.mark.usefixtures("fresh_db")
def test_without_spark_the_words_say_what_to_install(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(EvidenceError, match=r"Java 17 or newer"):
        measure("reached", period="2020-Q1", engine="spark")


@pytest.mark.usefixtures("fresh_db")
def test_spark_agrees_where_it_is_installed(store: Store) -> None:
    world = make_world(1)
    put(world)
    if not HERE:
        with pytest.raises(EvidenceError, match="the engine spark needs what is not here"):
            check_spark()
        return

    with (
        source_of("duckdb", world, store) as files,
        source_of("spark", world, store) as pooled,
    ):
        for name in measures.names():
            by = ("ward",) if "ward" in measures[name].breakdowns else ()
            rows = asked(files, name, "2020-Q1", by).rows

            assert (name, asked(pooled, name, "2020-Q1", by).rows) == (name, rows)
