"""Imports in processes beside the test's own, and a server that may be killed."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from pytest_django import DjangoDbBlocker

from flyingstart.kernel.api import ImportKind
from flyingstart.kernel.embedded_postgres import DATABASE, EmbeddedServer, binaries
from tests.cluster import Clone, connected_to
from tests.kernel.intake.offers import outcome
from tests.processes import start_module

# What an import writes to.
TABLES = (
    "activities_activity",
    "activities_activityevent",
    "kernel_import",
    "kernel_importedfile",
    "kernel_importedpiece",
)


class Process:
    """An import in a process of its own, see `halfway`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def backend(self) -> int:
        """Wait until it is half-way; the process of the server that works for it."""
        assert self._process.stdout
        word, backend = self._process.stdout.readline().split()
        assert word == "half"
        return int(backend)

    def end(self) -> str:
        """Let it go on; what came of it."""
        return self._process.communicate("\n", timeout=60)[0]

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()


@contextmanager
def halfway(path: Path, changes: Mapping[str, str] | None = None) -> Iterator[Process]:
    """Start an import of offers that stops half-way."""
    with start_module("tests.kernel.intake.halfway", str(path), changes=changes) as process:
        try:
            yield Process(process)
        finally:
            process.kill()


class Database:
    """A server that may be killed, set as in production, with the tables of the clone."""

    def __init__(self, home: Path, clone: Clone, blocker: DjangoDbBlocker) -> None:
        self._home, self._blocker = home, blocker
        self._server = EmbeddedServer(home)
        self._server.acquire()
        source = clone.cluster.superuser_address(clone.name)
        dump = subprocess.run([binaries() / "pg_dump", source], capture_output=True, check=True)
        target = self._server.superuser_address(DATABASE)
        restore = [str(binaries() / "psql"), "-qX", "-v", "ON_ERROR_STOP=1", target]
        subprocess.run(restore, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)

    @property
    def changes(self) -> dict[str, str]:
        """The environment of a process that uses it."""
        addresses = self._server.addresses()
        return {"DATABASE_URL": addresses.app, "DATABASE_OWNER_URL": addresses.owner}

    def outcome(self, path: Path, kind: ImportKind[Any] | None = None) -> str:
        """Take a file into it, without a process beside; what came of it."""
        with self._blocker.unblock(), connected_to(self._server.addresses().app):
            return outcome(path, kind)

    def counts(self) -> dict[str, int]:
        """How many rows there are of what an import writes."""
        counts = {}
        with psycopg.connect(self._server.superuser_address(DATABASE)) as connection:
            for table in TABLES:
                query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                (counts[table],) = connection.execute(query).fetchall()[0]
        return counts

    def kill(self, *backends: int) -> None:
        """SIGKILL to the server itself, and to processes of it: by themselves they end only when
        they notice, and may answer once more before that."""
        pid = int((self._server.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        for backend in backends:
            with suppress(ProcessLookupError):
                os.kill(backend, signal.SIGKILL)

    def wait(self) -> None:
        """Until it has recovered by itself."""
        end = time.monotonic() + 60
        while True:
            try:
                self.counts()
            except psycopg.OperationalError:
                assert time.monotonic() < end, "the server does not come back"
                time.sleep(0.05)
            else:
                return

    def restart(self) -> None:
        """Start it again, as the next process that needs it does."""
        self.stop()
        self._server = EmbeddedServer(self._home)
        self._server.acquire()

    def stop(self) -> None:
        """Stop it."""
        self._server.release()

    @contextmanager
    def small_disk(self, largest: int) -> Iterator[None]:
        """For a while, a server that can make no file longer than so many bytes."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        # It inherits our limit; we take ours back at once.
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
        try:
            self.restart()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        try:
            yield
        finally:
            self.restart()
