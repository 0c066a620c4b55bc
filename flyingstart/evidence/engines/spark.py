"""Counting on a snapshot with Spark, for facts of many authorities pooled."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.measures.tables import DERIVED, FACTS
from flyingstart.evidence.question import Question, Values
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store

_DAYS = {"piece_day": "starts", "window_day": "window_starts"}
_ASKED = "as_at timestamp, today date, area_set string, neighbourhood_set string"
_PIECE = "piece bigint, starts date, ends date, window_starts date"


class SparkMissingError(EvidenceError):
    """Spark or Java is not installed here."""


def check_spark() -> None:
    """Raises `SparkMissingError`, with what to install."""
    missing = []
    if importlib.util.find_spec("pyspark") is None:
        missing.append("pyspark 4.1 or newer (pip install pyspark)")
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
        self.snapshot = manifest.id
        self.as_at = manifest.as_at

    def fact(self, name: str) -> list[Values]:
        """All rows of a fact."""
        self._view([name])
        return self._rows(f"SELECT * FROM {name}")

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
        asked = [(question.as_at, question.today, question.area_set, question.neighbourhood_set)]
        pieces = [
            (number, piece.starts, piece.ends, piece.window_starts)
            for number, piece in enumerate(question.pieces)
        ]
        self._session.createDataFrame(asked, _ASKED).createOrReplaceTempView("asked")
        self._session.createDataFrame(pieces, _PIECE).createOrReplaceTempView("piece")
        for name in names & _DAYS.keys():
            start = _DAYS[name]
            self._session.sql(
                f"SELECT piece, explode(sequence({start}, least(ends, today))) AS day "
                f"FROM piece CROSS JOIN asked WHERE {start} <= today"
            ).createOrReplaceTempView(name)

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
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate()
    )
    try:
        yield SparkSource(session, store, manifest)
    finally:
        session.stop()


def _spark_type(kind: str) -> str:
    if kind.startswith("timestamp"):
        return "timestamp"
    return {"int64": "bigint", "int32": "int"}.get(kind, kind)
