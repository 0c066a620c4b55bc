"""Spark without Spark: its SQL, and the words that say what to install.

That it answers as DuckDB does is `make test-spark`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlglot

from flyingstart.evidence.api import EvidenceError, measure
from flyingstart.evidence.engines.spark import check_spark, question_tables
from flyingstart.evidence.measures.expressions import statement
from flyingstart.evidence.measures.measure import measures
from flyingstart.evidence.measures.tables import DERIVED, FACTS, QUESTION
from flyingstart.evidence.question import Piece, Question
from flyingstart.evidence.snapshot.store import Store


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
def test_without_spark_and_java_the_words_say_what_to_install(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flyingstart.evidence.engines.spark.find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(EvidenceError) as refused:
        measure("reached", period="2020-Q1", engine="spark")

    assert str(refused.value) == (
        "the engine spark needs what is not here: pyspark (make setup-spark); Java 17 or newer "
        "(on Debian: apt-get install openjdk-17-jre-headless)"
    )


def test_java_is_found_where_java_home_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.touch(mode=0o755)
    monkeypatch.setattr("flyingstart.evidence.engines.spark.find_spec", lambda name: name)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    check_spark()


QUESTION_OF_TWO = Question(
    measure=measures["reached"],
    by=(),
    pieces=(
        Piece("2020-01", "January 2020", dt.date(2020, 1, 1), dt.date(2020, 1, 31)),
        Piece("2020-02", "February 2020", dt.date(2020, 2, 1), dt.date(2020, 2, 29)),
    ),
    area_set="St John's \\ 'old'",
    neighbourhood_set=None,
    as_at=dt.datetime(2020, 6, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    today=dt.date(2020, 6, 1),
)


def test_a_question_is_literal_values() -> None:
    tables = question_tables(QUESTION_OF_TWO, frozenset({"piece", "piece_day", "mark"}))

    assert list(tables) == ["asked", "piece", "piece_day"]
    assert tables["asked"] == (
        "SELECT TIMESTAMP '2020-05-31T23:30:00+00:00' AS as_at, DATE '2020-06-01' AS today, "
        "'St John\\'s \\\\ \\'old\\'' AS area_set, CAST(NULL AS STRING) AS neighbourhood_set"
    )
    assert tables["piece"] == (
        "SELECT * FROM VALUES "
        "(0L, DATE '2020-01-01', DATE '2020-01-31', DATE '2019-02-01', DATE '2019-12-21'), "
        "(1L, DATE '2020-02-01', DATE '2020-02-29', DATE '2019-03-01', DATE '2020-01-19') "
        "AS t(piece, starts, ends, window_starts, unseen_from)"
    )


@pytest.mark.parametrize("name", ["piece_day", "window_day"])
def test_every_table_of_a_question_is_spark_sql(name: str) -> None:
    for select in question_tables(QUESTION_OF_TWO, frozenset({name})).values():
        assert sqlglot.parse_one(select, dialect="spark").find(sqlglot.exp.Select)
