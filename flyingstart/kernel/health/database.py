"""The database: reachable, the right version, two logins with the right powers, tables made."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection

from flyingstart.kernel import clock
from flyingstart.kernel.embedded_postgres import MAJOR
from flyingstart.kernel.health.checks import Finding, broken, note, ok
from flyingstart.kernel.migrating import newer_migrations, pending_migrations

CLOCKS_APART_SECONDS = 5
HOW_TO = "see docs/how-to/run-on-a-server.md"
# Ownership would let the application switch off triggers and cut history short.
_OWNED = """
    SELECT count(*) FROM (
        SELECT relowner AS owner FROM pg_class
        UNION ALL SELECT proowner FROM pg_proc
        UNION ALL SELECT nspowner FROM pg_namespace
        UNION ALL SELECT datdba FROM pg_database WHERE datname = current_database()
    ) AS things
    WHERE pg_has_role(current_user, owner, 'MEMBER')
"""
_POWERS = """
    SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication
    FROM pg_roles WHERE rolname = current_user
"""
# Tells one database from another, whatever names they go by.
_IDENTITY = """
    SELECT pg_postmaster_start_time(), d.oid FROM pg_database AS d
    WHERE d.datname = current_database()
"""


def reachable() -> Iterator[Finding]:
    """Whether the application can sign in, and to what."""
    try:
        row = _one("SELECT current_user, current_setting('server_version_num')::int / 10000")
    except DatabaseError as fault:
        words = str(fault).strip().partition("\n")[0]
        mend = f"start the database or correct DATABASE_URL; {HOW_TO}"
        yield broken("database", f"cannot be reached: {words}", mend)
        return
    user, major = row
    if major != MAJOR:
        yield broken("database", f"is PostgreSQL {major}", f"PostgreSQL {MAJOR} is needed")
    else:
        yield ok("database", f"PostgreSQL {major} answers; the application signs in as {user}")


def embedded() -> Iterator[Finding]:
    """Whether families' data lie in the server that is made for laptops."""
    if settings.EMBEDDED and settings.PUBLIC:
        words = "is the embedded one, made for laptops and tests"
        yield broken("database", words, f"set DATABASE_URL and DATABASE_OWNER_URL; {HOW_TO}")


def clocks() -> Iterator[Finding]:
    """Whether this machine and the database agree what time it is."""
    [there] = _one("SELECT extract(epoch FROM clock_timestamp())::float8")
    apart = abs(clock.now().timestamp() - float(str(there)))
    if apart > CLOCKS_APART_SECONDS:
        words = f"is {apart:,.0f} seconds off that of the database"
        mend = "set both by a time server: sign-in codes and what came first depend on it"
        yield broken("clock", words, mend)
    else:
        yield ok("clock", "agrees with that of the database")


def logins() -> Iterator[Finding]:
    """The application owns nothing, the owner can sign in to the same database."""
    (owned,), (powerful,) = _one(_OWNED), _one(_POWERS)
    if owned or powerful:
        words = f"owns {owned} things" if owned else "has powers over the whole server"
        mend = f"let DATABASE_URL sign in with a role that owns nothing; {HOW_TO}"
        yield broken("application's role", words, mend)
    else:
        yield ok("application's role", "owns nothing and has no powers but over rows")
    yield _owner()


def migrations() -> Iterator[Finding]:
    """Whether all tables are as this release needs them."""
    if newer := newer_migrations():
        words = f"of a newer release: {', '.join(newer[:3])}"
        yield broken("tables", words, "start that release, or restore a backup made by this one")
    elif pending := pending_migrations():
        words = f"{pending} migrations are not applied"
        yield broken("tables", words, "run `flyingstart setup`")
    else:
        yield ok("tables", "as this release needs them")


def _owner() -> Finding:
    about, mend = "owner's role", f"correct DATABASE_OWNER_URL; {HOW_TO}"
    if not settings.DATABASE_OWNER_URL:
        return note(about, "not given here: this installation cannot migrate", mend)
    try:
        with psycopg.connect(settings.DATABASE_OWNER_URL, connect_timeout=10) as owner:
            identity = owner.execute(_IDENTITY).fetchone()
            user = owner.info.user
    except psycopg.Error as fault:
        words = str(fault).strip().partition("\n")[0]
        return broken(about, f"cannot sign in: {words}", mend)
    if identity != _one(_IDENTITY):
        return broken(about, "signs in to another database than the application", mend)
    if user == connection.settings_dict["USER"]:
        return broken(about, "is the application's own", mend)
    return ok(about, f"signs in as {user} to the same database")


def _one(query: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row: tuple[object, ...] = cursor.fetchone()
        return row
