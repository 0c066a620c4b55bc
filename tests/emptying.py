"""A clone back to its template's state by taking rows out: ten times quicker than a new copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

# Where more than this lies, a new copy is as quick.
EMPTIED_UP_TO = 16 * 1024 * 1024
LEAVE_MILLISECONDS = 5000
# Where PostgreSQL writes down structure and rights; each row names the transaction it is of.
CATALOGS = {
    "pg_attrdef": "true",
    "pg_attribute": "true",
    "pg_class": "true",
    "pg_constraint": "true",
    "pg_database": "datname = current_database()",
    "pg_db_role_setting": "true",
    "pg_default_acl": "true",
    "pg_event_trigger": "true",
    "pg_extension": "true",
    "pg_index": "true",
    "pg_largeobject_metadata": "true",
    # The folders of temporary tables outlive these.
    "pg_namespace": "nspname !~ '^pg_(toast_)?temp_'",
    "pg_policy": "true",
    "pg_proc": "true",
    "pg_rewrite": "true",
    "pg_sequence": "true",
    "pg_trigger": "true",
    "pg_type": "true",
}
STRUCTURE = " UNION ALL ".join(
    f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name} WHERE {which}"
    for name, which in CATALOGS.items()
)
SIZES = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
ROWS = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
SET_COUNTERS = """
    SELECT setval(
        format('%%I.%%I', schemaname, sequencename)::regclass,
        coalesce((%(counters)s ->> sequencename)::bigint, start_value),
        %(counters)s ? sequencename
    )
    FROM pg_sequences WHERE last_value IS NOT NULL
"""
EVERYBODY_LEAVES = """
    SELECT coalesce(bool_and(pg_terminate_backend(pid, %s)), true) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Portrait:
    """What a database is like: structure and rights, the rows it holds, its counters."""

    structure: list[tuple[object, ...]]
    rows: dict[str, str]
    counters: dict[str, int]

    @classmethod
    def of(cls, connection: psycopg.Connection) -> Self:
        """Of the database of a connection."""
        return cls(
            connection.execute(STRUCTURE).fetchall(),
            {table: _rows(connection, table) for table in _sizes(connection)},
            dict(connection.execute(COUNTERS).fetchall()),
        )


def emptied(connection: psycopg.Connection, before: Portrait) -> bool:
    """Take out every row that a copy of the template had not, and set its counters back.

    False, and nothing is done, when more than rows has changed, when rows of the template have, or
    when there is much. Whoever else is in the database is thrown out. `connection`: a superuser's.
    """
    sizes = _sizes(connection)
    if (
        connection.execute(EVERYBODY_LEAVES, [LEAVE_MILLISECONDS]).fetchone() != (True,)
        or sum(sizes.values()) > EMPTIED_UP_TO
        or connection.execute(STRUCTURE).fetchall() != before.structure
        or any(_rows(connection, table) != rows for table, rows in before.rows.items())
    ):
        return False
    # No trigger fires and no key is checked: history may go, and in any order.
    connection.execute("SET session_replication_role = replica")
    for table in sizes.keys() - before.rows.keys():
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    connection.execute(SET_COUNTERS, {"counters": Jsonb(before.counters)})
    return True


def _sizes(connection: psycopg.Connection) -> dict[str, int]:
    """The bytes of each table in which something lies, or lay."""
    return dict(connection.execute(SIZES).fetchall())


def _rows(connection: psycopg.Connection, table: str) -> str:
    """A digest of a table's rows; of none, too."""
    found = connection.execute(sql.SQL(ROWS).format(sql.Identifier(table))).fetchone()
    return str(found)
