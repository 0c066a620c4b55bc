"""Counting on the live database: facts are its SELECTs, the question is literal values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from flyingstart.evidence.engines.database import DatabaseUnreachableError, address
from flyingstart.evidence.question import Piece, Question, Values
from flyingstart.kernel.api import facts

_DAYS = {
    "piece_day": "starts",
    "window_day": "window_starts",
}


class PostgresSource:
    """One transaction of the live database; everything asked of it is of one moment."""

    engine = "postgres"
    snapshot = None

    def __init__(self, connection: psycopg.Connection, as_at: dt.datetime) -> None:
        self._connection = connection
        self.as_at = as_at

    def fact(self, name: str) -> list[Values]:
        """All rows of a fact."""
        return self._rows(_text(facts[name].select))

    def ask(self, question: Question) -> list[Values]:
        """Count on the database."""
        asked = question.statement(self.engine, derived=False)
        given = {"asked", "piece", *(asked.tables & _DAYS.keys())}
        tables = [*question_tables(question, given), *self._facts(asked.tables - given)]
        query = sql.SQL("WITH {} SELECT * FROM ({}) AS answer").format(
            sql.SQL(", ").join(tables), _text(asked.sql)
        )
        return self._rows(query)

    @staticmethod
    def _facts(names: frozenset[str]) -> list[sql.Composable]:
        return [
            sql.SQL("{} AS ({})").format(sql.Identifier(name), _text(facts[name].select))
            for name in sorted(names)
        ]

    def _rows(self, query: sql.SQL | sql.Composed) -> list[Values]:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            rows: list[Values] = cursor.execute(query).fetchall()
            return rows


@contextmanager
def open_postgres(as_at: dt.datetime) -> Iterator[PostgresSource]:
    """A source over the live database. Raises `DatabaseUnreachableError`."""
    try:
        connection = psycopg.connect(address())
    except psycopg.OperationalError as fault:
        raise DatabaseUnreachableError(f"the database does not answer: {fault}") from fault
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection:
        # Compiling so many small steps takes longer than running them.
        connection.execute("SET jit = off")
        yield PostgresSource(connection, as_at)


def question_tables(question: Question, names: set[str]) -> list[sql.Composable]:
    """The tables of a question, each `name AS (…)`, in an order in which they can be read."""
    asked = sql.SQL(
        "asked AS (SELECT {}::timestamptz AS as_at, {}::date AS today, "
        "{}::text AS area_set, {}::text AS neighbourhood_set)"
    ).format(question.as_at, question.today, question.area_set, question.neighbourhood_set)
    rows = sql.SQL(", ").join(
        _piece(n, piece, question.today) for n, piece in enumerate(question.pieces)
    )
    pieces = sql.SQL(
        "piece (piece, starts, ends, window_starts, unseen_from) AS (VALUES {})"
    ).format(rows)
    days = [
        sql.SQL(
            "{} AS (SELECT p.piece, d::date AS day FROM piece p CROSS JOIN asked a CROSS JOIN "
            "LATERAL generate_series(p.{}, least(p.ends, a.today), interval '1 day') d)"
        ).format(sql.Identifier(name), sql.Identifier(_DAYS[name]))
        for name in sorted(names & _DAYS.keys())
    ]
    return [asked, pieces, *days]


def _piece(number: int, piece: Piece, today: dt.date) -> sql.Composable:
    return sql.SQL("({}::bigint, {}::date, {}::date, {}::date, {}::date)").format(
        number, piece.starts, piece.ends, piece.window_starts, piece.unseen_from(today)
    )


def _text(statement: str) -> sql.SQL:
    """Text of our own as SQL: facts of the registry, compiled expressions."""
    return sql.SQL(statement)
