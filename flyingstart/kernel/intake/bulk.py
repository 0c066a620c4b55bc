"""Writes of many rows at once: COPY, and UPDATE … FROM. Triggers fire, so history is complete.

Columns are named by model field; values are what the database takes: dates, aware datetimes,
numbers, text, lists for arrays, plain Python for JSON, None. Python defaults of the model are not
applied: leave a column out to get the database's default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql
from psycopg.types.json import Jsonb

Values = Sequence[Any]

_DRAFT = "intake_update"


class StaleRowsError(RuntimeError):
    """Rows to be updated are gone, or somebody changed them since they were read."""


def allocate_ids(model: type[models.Model], n: int) -> list[int]:
    """The next `n` ids of a model's sequence, ascending; gaps are possible."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', _column(model, "pk"), n],
        )
        return [number for (number,) in cursor.fetchall()]


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Values]) -> int:
    """Insert rows by COPY: `copy_rows(Person, ["id", "given_name"], [(1, "Ada")])`.

    Returns how many. Runs inside the current transaction.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _make_ready(cursor)
        return _copy(model._meta.db_table, _columns(model, columns), rows)


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Values]) -> int:
    """Update rows by id: `update_rows(Person, ["id", "given_name"], [(1, "Ada")])`.

    `id` is among the columns. If `version` is, it is not written but must be the one held: for
    rows that somebody may have changed since they were read. Returns how many. Raises
    `StaleRowsError`, and then keeps nothing, when a row is not found so or is named twice.
    """
    places = _columns(model, columns)
    matched = [name for name in places if name in {_column(model, "pk"), "version"}]
    written = [name for name in places if name not in matched]
    if _column(model, "pk") not in matched or not written:
        raise ValueError("update_rows needs the id and at least one other column")
    names = {
        "table": sql.Identifier(model._meta.db_table),
        "draft": sql.Identifier(_DRAFT),
        "columns": _joined(", ", [sql.Identifier(name) for name in places]),
        "changes": _joined(", ", [_pair("{0} = draft.{0}", name) for name in written]),
        "same": _joined(" AND ", [_pair("held.{0} = draft.{0}", name) for name in matched]),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        _make_ready(cursor)
        cursor.execute(
            _text("CREATE TEMP TABLE {draft} AS SELECT {columns} FROM {table} LIMIT 0", names)
        )
        given = _copy(_DRAFT, places, rows)
        cursor.execute(
            _text("UPDATE {table} AS held SET {changes} FROM {draft} AS draft WHERE {same}", names)
        )
        if cursor.rowcount != given:
            raise StaleRowsError(f"of {given} rows, {cursor.rowcount} are as they were read")
        cursor.execute(_text("DROP TABLE {draft}", names))
    return given


def _make_ready(cursor: CursorWrapper) -> None:
    """What many rows need before them.

    History learns who acts from what precedes a statement, and COPY can have nothing before it:
    the first statement brings the word. Both spare each row's trigger a savepoint that fails, at
    which PostgreSQL would look through every foreign key that waits for the transaction's end:
    20,000 rows took ten times as long.
    """
    cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _copy(table: str, columns: Mapping[str, bool], rows: Iterable[Values]) -> int:
    """COPY into a table; returns how many rows."""
    names = {
        "table": sql.Identifier(table),
        "columns": _joined(", ", [sql.Identifier(name) for name in columns]),
    }
    count = 0
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(_text("COPY {table} ({columns}) FROM STDIN", names)) as copy,
    ):
        for row in _adapted(list(columns.values()), rows):
            copy.write_row(row)
            count += 1
    return count


def _adapted(is_json: Sequence[bool], rows: Iterable[Values]) -> Iterable[Values]:
    """Rows of the right width, JSON marked as such: a list could be an array as well."""
    for row in rows:
        if len(row) != len(is_json):
            raise ValueError(f"a row has {len(row)} values for {len(is_json)} columns")
        if any(is_json):
            yield [
                Jsonb(value) if json and value is not None else value
                for json, value in zip(is_json, row, strict=True)
            ]
        else:
            yield row


def _columns(model: type[models.Model], names: Sequence[str]) -> dict[str, bool]:
    """The database's columns of fields (`family` or `family_id`), and whether each holds JSON."""
    fields = [model._meta.get_field(name) for name in names]
    return {
        _column(model, name): isinstance(field, models.JSONField)
        for name, field in zip(names, fields, strict=True)
    }


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    column: str | None = getattr(field, "column", None)
    if column is None:
        raise ValueError(f"{model.__name__}.{name} is no column")
    return column


def _joined(between: LiteralString, parts: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(between).join(parts)


def _pair(form: LiteralString, name: str) -> sql.Composed:
    return sql.SQL(form).format(sql.Identifier(name))


def _text(statement: LiteralString, names: Mapping[str, sql.Composable]) -> str:
    """Plain text: history reads the beginnings of statements."""
    return sql.SQL(statement).format(**names).as_string()
