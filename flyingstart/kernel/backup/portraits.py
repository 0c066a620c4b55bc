"""What a database holds, table by table: counts, and checksums over every row."""

from __future__ import annotations

import psycopg
from psycopg import sql

from flyingstart.kernel.backup.errors import BackupError
from flyingstart.kernel.backup.manifest import Held, Portrait

# A row is read as text: these decide how it is written, and must be the same on both sides.
_AS_TEXT = """
    SET LOCAL timezone TO 'UTC'; SET LOCAL datestyle TO 'ISO, YMD';
    SET LOCAL intervalstyle TO 'postgres'; SET LOCAL extra_float_digits TO 1;
    SET LOCAL bytea_output TO 'hex'; SET LOCAL search_path TO pg_catalog
"""
_OURS = """
    n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname !~ '^pg_(toast|temp)'
    AND NOT EXISTS (
        SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    )
"""
# Their hash is made of nothing but the value. That of an enum, say, is made of its number in this
# very database: the same row would not be the same after it was restored.
_PLAIN = [
    *("bool", "int2", "int4", "int8", "numeric", "float8", "uuid", "bytea", "jsonb"),
    *("text", "varchar", "bpchar", "date", "time", "timestamp", "timestamptz"),
    *("_text", "_varchar", "_int4", "_int8", "_uuid"),
]
_TABLES = f"""
    SELECT n.nspname, c.relname, NOT EXISTS (
        SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND (t.typname <> ALL (%s) OR t.typnamespace <> 'pg_catalog'::regnamespace)
    )
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND {_OURS} ORDER BY pg_relation_size(c.oid) DESC
"""  # noqa: S608 - our own words
_COUNTERS = """
    SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences
    WHERE last_value IS NOT NULL ORDER BY 1
"""
# The order of rows is nobody's business: their digests are added up. PostgreSQL keeps this function
# as it is, since rows of hash partitions are found by it, and it takes a fifth of the time of md5.
_BY_HASH = "SELECT count(*), coalesce(sum(hash_record_extended(t.*, 0)), 0)::text FROM {} t"
# For tables with columns of other types.
_BY_TEXT = """
    SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text
    FROM {} t
"""
# Tables whose policies would leave rows out without a word.
_HALF_SEEN = f"""
    SELECT n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relrowsecurity AND {_OURS}
      AND NOT EXISTS (
          SELECT FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
      )
      AND (c.relforcerowsecurity OR NOT pg_has_role(c.relowner, 'USAGE'))
      AND (
          NOT EXISTS (
              SELECT FROM pg_policy p
              WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                AND pg_get_expr(p.polqual, p.polrelid) = 'true'
                AND (p.polroles = '{{0}}' OR current_user::regrole = ANY (p.polroles))
          )
          OR EXISTS (
              SELECT FROM pg_policy p
              WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd IN ('*', 'r')
                AND pg_get_expr(p.polqual, p.polrelid) IS DISTINCT FROM 'true'
          )
      )
    ORDER BY 1
"""  # noqa: S608 - our own words


def check_sight(connection: psycopg.Connection) -> None:
    """Refuse a login from which row-level security hides rows: they would be lost in silence.

    Raises `BackupError`, naming the tables.
    """
    hidden = [name for (name,) in connection.execute(_HALF_SEEN)]
    if hidden:
        raise BackupError(
            f"row-level security hides rows of {', '.join(hidden)} from the owner: a backup would "
            "lack them. Each such table needs a policy that shows the owner all of it"
        )


def portrait_of(connection: psycopg.Connection) -> Portrait:
    """All tables and counters, as the transaction of this connection sees them."""
    tables = connection.execute(_TABLES, [_PLAIN]).fetchall()
    connection.execute(_AS_TEXT)
    held = {
        f"{schema}.{name}": _held(connection, sql.Identifier(schema, name), plain=plain)
        for schema, name, plain in tables
    }
    return Portrait(
        tables=dict(sorted(held.items())), counters=dict(connection.execute(_COUNTERS).fetchall())
    )


def tables_of(connection: psycopg.Connection) -> list[str]:
    """The name of every table that is not an extension's, as `schema.table`; the largest first."""
    rows = connection.execute(_TABLES, [_PLAIN]).fetchall()
    return [f"{schema}.{name}" for schema, name, _plain in rows]


def _held(connection: psycopg.Connection, table: sql.Identifier, *, plain: bool) -> Held:
    query = sql.SQL(_BY_HASH if plain else _BY_TEXT).format(table)
    [(rows, checksum)] = connection.execute(query).fetchall()
    return Held(rows=rows, checksum=checksum)
