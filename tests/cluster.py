"""The test cluster: PostgreSQL without fsync, one migrated template, quick clones of it."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import psycopg
from psycopg import sql
from pytest_django import DjangoDbBlocker

from flyingstart.kernel import embedded_postgres
from flyingstart.kernel.embedded_postgres import APP, Addresses, EmbeddedServer
from tests.emptying import Portrait, emptied

REPOSITORY = Path(__file__).resolve().parents[1]
TEMPLATES_KEPT = 4
# Packages that bring migrations.
MIGRATING = ("django", "procrastinate", "django-pghistory", "django-pgtrigger", "django-allauth")


class TestCluster(EmbeddedServer):
    """The server of the tests; outlives a run, so that the next finds its template."""

    __test__ = False

    def __init__(self) -> None:
        base = os.environ.get("FLYINGSTART_TEST_HOME") or REPOSITORY / ".flyingstart"
        home = Path(base).resolve() / "test-cluster"
        if not home.exists():
            home.mkdir(parents=True, exist_ok=True)
            for folder in (home.parent, home):
                folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        super().__init__(home, disposable=True)

    def clone(self, worker: str) -> Clone:
        """A database for one worker of one run."""
        return Clone(self, self.template(), f"run_{os.getpid()}_{worker}")

    def template(self) -> str:
        """The database that clones are copied from, made if today's migrations have none yet."""
        template = f"template_{migrations_digest()}"
        with self._one_at_a_time(), self.superuser() as connection:
            _drop_leftovers(connection)
            if not _exists(connection, template):
                self._make_template(connection, template)
        return template

    @contextmanager
    def superuser(self) -> Iterator[psycopg.Connection]:
        """A login that makes and drops databases."""
        with psycopg.connect(self.superuser_address(), autocommit=True) as connection:
            yield connection

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.home / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_template(self, connection: psycopg.Connection, name: str) -> None:
        draft = f"draft_{name}"
        _drop(connection, draft)
        embedded_postgres.make_database(connection, draft)
        addresses = self.addresses(draft)
        with psycopg.connect(addresses.owner) as owner:
            embedded_postgres.prepare_database(owner, APP)
        environment = {
            **os.environ,
            "DATABASE_URL": addresses.app,
            "DATABASE_OWNER_URL": addresses.owner,
            "DJANGO_SETTINGS_MODULE": "flyingstart.config.settings",
        }
        environment.pop("FLYINGSTART_EMBEDDED", None)
        command = [sys.executable, "-m", "flyingstart.config.cli", "migrate", "-v", "0"]
        subprocess.run(command, env=environment, check=True)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(draft), sql.Identifier(name)
            )
        )


class Clone:
    """One worker's database."""

    _current: ClassVar[Clone | None] = None
    _before: Portrait

    def __init__(self, cluster: TestCluster, template: str, name: str) -> None:
        self.cluster, self.template, self.name = cluster, template, name
        Clone._current = self

    @classmethod
    def current(cls) -> Clone:
        """The clone of this process."""
        assert cls._current is not None, "no test database was asked for"
        return cls._current

    @property
    def addresses(self) -> Addresses:
        """The application's and the owner's login."""
        return self.cluster.addresses(self.name)

    def make(self) -> None:
        """Copy the template."""
        with self.cluster.superuser() as connection:
            embedded_postgres.make_database(connection, self.name, self.template)
        with self._inside() as connection:
            self._before = Portrait.of(connection)

    def drop(self) -> None:
        """Drop it, whoever is still in it."""
        with self.cluster.superuser() as connection:
            _drop(connection, self.name)

    def renew(self) -> None:
        """Back to the template's state: emptied, or copied anew where that is not enough."""
        with self._inside() as connection:
            done = emptied(connection, self._before)
        if not done:
            self.drop()
            self.make()
        # Snapshots know their database by its number, which an emptied one keeps.
        shutil.rmtree(Path(os.environ["FLYINGSTART_HOME"]) / "snapshots", ignore_errors=True)

    @contextmanager
    def _inside(self) -> Iterator[psycopg.Connection]:
        """A superuser's login to it, one transaction."""
        with psycopg.connect(self.cluster.superuser_address(self.name)) as connection:
            yield connection

    def configure(self, settings: dict[str, Any]) -> None:
        """Point Django's connection settings here."""
        configure(settings, self.addresses.app)


@contextmanager
def committing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is made inside is committed, for one test or for all of a module or class, and gone
    afterwards: the clone is renewed."""
    from django.db import connections  # needs settings, which come after import

    with blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            Clone.current().renew()


@contextmanager
def connected_to(address: str) -> Iterator[None]:
    """For a while, Django with another database than the test's."""
    from django.db import connection  # needs settings, which come after import

    connection.close()
    before = dict(connection.settings_dict)
    configure(connection.settings_dict, address)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def configure(settings: dict[str, Any], address: str) -> None:
    """Point Django's connection settings to an address."""
    from flyingstart.config.environment import database

    settings.update(database(address))
    settings["CONN_MAX_AGE"] = 0


def migrations_digest() -> str:
    """What the tables follow from: our migrations, the packages' versions, the preparation."""
    digest = hashlib.sha256()
    files = sorted(REPOSITORY.glob("flyingstart/*/migrations/*.py"))
    for path in [*files, Path(embedded_postgres.__file__)]:
        digest.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes())
    for package in MIGRATING:
        digest.update(f"{package} {importlib.metadata.version(package)}".encode())
    return digest.hexdigest()[:16]


def _exists(connection: psycopg.Connection, name: str) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    return connection.execute(query, [name]).fetchone() is not None


def _drop(connection: psycopg.Connection, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(statement.format(sql.Identifier(name)))


def _drop_leftovers(connection: psycopg.Connection) -> None:
    """Clones of runs that were killed, and templates of migrations long gone."""
    rows = connection.execute("SELECT datname FROM pg_database ORDER BY oid DESC").fetchall()
    names = [name for (name,) in rows]
    for name in [name for name in names if name.startswith("template_")][TEMPLATES_KEPT:]:
        _drop(connection, name)
    for name in names:
        if name.startswith("run_") and not _alive(int(name.split("_")[1])):
            _drop(connection, name)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    # Made before tests start, no worker waits while another one makes it.
    with TestCluster() as cluster:
        cluster.template()
