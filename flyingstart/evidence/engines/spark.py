"""Counting on a snapshot with Spark, for facts of many authorities pooled."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.measures.tables import DERIVED, FACTS
from flyingstart.evidence.question import Question, Values
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store

_DAYS = {"piece_day": "starts", "window_day": "window_starts"}
# Faults only: how a job goes on is of no use to who asked for a figure.
_LOGGING = Path(__file__).with_name("spark_logging.properties")


class SparkMissingError(EvidenceError):
    """Spark or Java is not installed here."""


def check_spark() -> None:
    """Raises `SparkMissingError`, with what to install."""
    missing = []
    if find_spec("pyspark") is None:
        missing.append("pyspark (make setup-spark)")
    java_home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (java_home and shutil.which(f"{java_home}/bin/java"))):
        missing.append("Java 17 or newer (on Debian: apt-get install openjdk-17-jre-headless)")
    if missing:
        raise SparkMissingError(f"the engine spark needs what is not here: {'; '.join(missing)}")


class SparkSource:
    """A snapshot, opened in a local Spark session."""

    engine = "spark"

    def __init__(self, session: Any, store: Store, manifest: Manifest) -> None:
        self._session, self._store, self._manifest = session, store, manifest
        self._seen: set[str] = set()
        self._read: dict[str, list[Values]] = {}
        self.snapshot = manifest.id
        self.as_at = manifest.as_at

    def fact(self, name: str) -> list[Values]:
        """All rows of a fact."""
        if name not in self._read:
            self._view([name])
            self._read[name] = self._rows(f"SELECT * FROM {name}")
        return self._read[name]

    def ask(self, question: Question) -> list[Values]:
        """Count on the snapshot."""
        asked = question.statement(self.engine, derived=True)
        self._question(question, asked.tables)
        self._view(asked.tables & (FACTS.keys() | DERIVED.keys()))
        return self._rows(asked.sql)

    def _view(self, names: Iterable[str]) -> None:
        for name in sorted(set(names) - self._seen):
            paths = self._store.whole_paths(self._manifest.facts[name].files)
            if paths:
                self._session.read.parquet(*paths).createOrReplaceTempView(name)
            else:
                shape = ", ".join(
                    f"{column} {_spark_type(kind)}"
                    for column, kind in {**FACTS, **DERIVED}[name].items()
                )
                self._session.createDataFrame([], shape).createOrReplaceTempView(name)
            self._seen.add(name)

    def _question(self, question: Question, names: frozenset[str]) -> None:
        """The tables of a question, as literal values: Spark then knows how small they are."""
        for name, select in question_tables(question, names).items():
            self._session.sql(select).createOrReplaceTempView(name)

    def _rows(self, sql: str) -> list[Values]:
        return [row.asDict() for row in self._session.sql(sql).collect()]


@contextmanager
def open_spark(store: Store, manifest: Manifest) -> Iterator[SparkSource]:
    """A source over a snapshot."""
    from pyspark.sql import SparkSession  # only where Spark is asked for

    session = (
        SparkSession.builder.master("local[*]")
        .appName("flyingstart")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}")
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate()
    )
    try:
        yield SparkSource(session, store, manifest)
    finally:
        session.stop()


def question_tables(question: Question, names: frozenset[str]) -> dict[str, str]:
    """The SELECTs of a question's tables, in an order in which they can be read."""
    asked = (
        f"SELECT {_literal(question.as_at)} AS as_at, {_literal(question.today)} AS today, "
        f"{_literal(question.area_set)} AS area_set, "
        f"{_literal(question.neighbourhood_set)} AS neighbourhood_set"
    )
    rows = ", ".join(
        f"({number}L, {_literal(piece.starts)}, {_literal(piece.ends)}, "
        f"{_literal(piece.window_starts)}, {_literal(piece.unseen_from(question.today))})"
        for number, piece in enumerate(question.pieces)
    )
    pieces = f"SELECT * FROM VALUES {rows} AS t(piece, starts, ends, window_starts, unseen_from)"
    days = {
        name: f"SELECT piece, explode(sequence({_DAYS[name]}, least(ends, today))) AS day "
        f"FROM piece CROSS JOIN asked WHERE {_DAYS[name]} <= today"
        for name in sorted(names & _DAYS.keys())
    }
    return {"asked": asked, "piece": pieces, **days}


def _literal(value: dt.datetime | dt.date | str | None) -> str:
    if value is None:
        return "CAST(NULL AS STRING)"
    if isinstance(value, dt.datetime):
        return f"TIMESTAMP '{value.astimezone(dt.UTC).isoformat()}'"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _spark_type(kind: str) -> str:
    if kind.startswith("timestamp"):
        return "timestamp"
    return {"int64": "bigint", "int32": "int"}.get(kind, kind)
