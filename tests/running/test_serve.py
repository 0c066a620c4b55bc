"""`flyingstart serve` for real: answers, ends in order, leaves nothing behind, refuses in words."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from psycopg import sql
from psycopg_pool import PoolTimeout
from pytest_django import DjangoDbBlocker, Settings

from flyingstart.config import children
from flyingstart.kernel import embedded_postgres
from flyingstart.kernel import serving as serving_module
from flyingstart.kernel.commands import Command
from flyingstart.kernel.embedded_postgres import APP
from flyingstart.kernel.serving import COMES_BACK
from tests.cluster import Clone, committing, connected_to
from tests.processes import flyingstart, flyingstart_here, run_module
from tests.running.site import alive, descendants, eventually, free_port, serving

KEY = "0199aa00-0000-7000-8000-000000000001"
SLOW = {"DJANGO_SETTINGS_MODULE": "tests.running.settings_slow"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("home")
    return {"FLYINGSTART_HOME": str(folder), "SECRET_KEY": "only-for-tests"}


def test_it_prints_the_address_answers_and_ends_with_nothing_left(
    fresh_db: None, home: dict[str, str], tmp_path: Path
) -> None:
    with serving(tmp_path / "log", changes={**home, "PORT": (port := str(free_port()))}) as site:
        family = site.family()
        pages = [site.get("healthz"), site.get("")]
        files = re.findall(r'(?:href|src)="/(static/[^"]+\.(?:css|js))"', pages[1][1])
        statuses = [site.get(file)[0] for file in files]
        # Before anybody asked for a chart.
        drawn = drawing(family)

        site.process.send_signal(signal.SIGTERM)
        code = site.wait()

        assert site.address == f"http://localhost:{port}/"
        assert pages[0] == (200, "ok\n")
        assert pages[1][0] == 200
        # Named by content, so that a browser may keep them for ever.
        assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", file) for file in files)
        assert statuses == [200] * len(files) != []
        assert len(drawn) == 1
        assert code == 0
        assert len(family) >= 4
        assert alive(family) == set()


def test_ctrl_c_lets_the_job_in_hand_finish(
    fresh_db: None, home: dict[str, str], tmp_path: Path
) -> None:
    with serving(tmp_path / "log", "--port", "0", changes={**home, **SLOW}) as site:
        queue_slow_job(tmp_path, seconds=2)
        assert eventually((tmp_path / "started").exists)

        site.press_ctrl_c()
        code = site.wait()

    assert code == 0
    assert (tmp_path / "finished").exists()
    assert job_states() == []


@dataclass(frozen=True)
class Stopped:
    """What a site answered and left that was told twice to end, its log written for machines."""

    statuses: list[int]
    code: int
    left: set[int]
    jobs: list[str]
    log: str


@pytest.fixture(scope="module")
def stopped(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    home: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Stopped:
    """A site with a job in hand that was asked for pages, lost a process and was stopped at once.

    It has no time to start another process, which would take longer than all else here.
    """
    folder = tmp_path_factory.mktemp("stopped")
    changes = {**home, **SLOW, "LOG_FORMAT": "json"}
    with (
        committing(django_db_blocker),
        serving(folder / "log", "--port", "0", changes=changes) as site,
    ):
        queue_slow_job(folder, seconds=600)
        statuses = [
            site.get(path)[0]
            for path in ("healthz", "zofia/?q=Zofia", f"staff/families/{KEY}/?q=Zofia")
        ]
        sent(site.address, b"GET /zofia HTTP/9.9\r\n\r\n")
        sent(site.address, b"GET /zofia HTTP/1.1\r\nHost: zofia\r\n\r\n")
        assert eventually((folder / "started").exists)
        family = site.family()
        web = {pid for pid in family if "children web" in command_of(pid)}
        [process] = web & {child for pid in web for child in descendants(pid)}
        os.kill(process, signal.SIGKILL)
        assert eventually(lambda: "SIGKILL" in site.log.read_text())

        site.press_ctrl_c()
        assert eventually(lambda: "what is in hand" in site.log.read_text())
        family |= site.family()
        site.press_ctrl_c()
        code = site.wait()
        left, jobs = alive(family), job_states()
    return Stopped(statuses, code, left, jobs, site.log.read_text())


def test_ctrl_c_twice_stops_at_once_and_the_job_is_left_for_the_next_worker(
    stopped: Stopped,
) -> None:
    assert stopped.code == 0
    assert stopped.left == set()
    assert stopped.jobs == ["doing"]


def test_for_machines_every_line_is_an_object_that_tells_of_nobody(stopped: Stopped) -> None:
    """Nothing personal in logs: what the web server says by itself, too."""
    told = [json.loads(line) for line in stopped.log.splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*map(set, told))
    loggers = {line["logger"] for line in told}
    assert {"flyingstart.requests", "flyingstart.serve", "gunicorn.error"} <= loggers
    assert "Invalid request" in {line["message"] for line in told}
    answered = [line for line in told if line["logger"] == "flyingstart.requests"]
    assert stopped.statuses == [200, 404, 200]
    words = ("zofia", "Zofia", KEY, "127.0.0.1", "?q")
    assert [word for word in words if word in stopped.log] == []
    # Who is not signed in is sent to do so before any page is looked for.
    assert {(line["route"], line["status"]) for line in answered} >= {
        *(("", 404), ("", 400), ("", 302)),
    }


def test_a_worker_that_is_told_to_end_before_it_listens_ends(
    fresh_db: None, home: dict[str, str]
) -> None:
    done = run_module("tests.running.told_early", changes=home)

    assert (done.returncode, done.stderr) == (0, "")


def test_killing_the_parent_leaves_nothing(
    fresh_db: None, home: dict[str, str], tmp_path: Path
) -> None:
    with serving(tmp_path / "log", "--port", "0", changes=home) as site:
        family = site.family()

        site.process.kill()

        assert len(family) >= 4
        assert eventually(lambda: alive(family) == set())


def test_a_child_that_falls_ends_all_with_exit_1(
    fresh_db: None, home: dict[str, str], tmp_path: Path
) -> None:
    with serving(tmp_path / "log", "--port", "0", changes=home) as site:
        family = site.family()
        worker = next(pid for pid in family if "worker" in command_of(pid))

        os.kill(worker, signal.SIGKILL)
        code = site.wait()

        assert code == 1
        assert "The worker ended by itself; stopping." in site.log.read_text()
        assert alive(family) == set()


def test_only_a_child_that_lost_the_database_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that restarts at night must not take the site down till somebody is up."""
    monkeypatch.setattr(serving_module, "AGAIN_SECONDS", 0.0)
    script = tmp_path / "falls.sh"
    script.write_text(
        "echo >> begun; case $(wc -l < begun) in *1) exit 75;; *2) exit;; *) exit 1;; esac"
    )
    said: list[str] = []
    tree = serving_module.ProcessTree(said.append)

    monkeypatch.chdir(tmp_path)
    tree.start("worker", ["sh", str(script)], comes_back=True)
    as_asked = tree.watch()

    again = "The worker lost the database; it is started again."
    assert said == [again, again, "The worker ended by itself; stopping."]
    assert as_asked is False


def test_a_child_that_does_not_come_back_ends_all() -> None:
    said: list[str] = []
    tree = serving_module.ProcessTree(said.append)

    tree.start("web server", ["sh", "-c", "exit 75"])

    assert (tree.watch(), said) == (False, ["The web server ended by itself; stopping."])


@pytest.mark.parametrize("fault", [ConnectorException("away"), PoolTimeout("away")])
def test_a_worker_that_finds_no_database_ends_as_one_that_is_started_again(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise fault

    monkeypatch.setattr(app, "run_worker", fail)
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    with pytest.raises(SystemExit) as ended:
        children.work()

    assert ended.value.code in COMES_BACK


def test_a_port_in_use_is_refused(db: None, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        done = flyingstart_here(capfd, "serve", "--port", str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert f"port {port} is in use; choose another with --port or PORT" in done.stderr


@pytest.mark.parametrize("port", [65536, -1])
def test_an_impossible_port_is_wrong_usage(port: int) -> None:
    with pytest.raises(CommandError, match="a port is a number from 0 to 65535") as refused:
        call_command("serve", port=port)

    assert refused.value.returncode == 2


def test_a_database_without_tables_is_refused(fresh_db: None, home: dict[str, str]) -> None:
    with empty_database() as addresses:
        done = flyingstart("serve", "--port", "0", changes={**home, **addresses})

    assert (done.returncode, done.stdout) == (1, "")
    assert "the database is not up to date; run `flyingstart setup` first" in done.stderr


def test_before_setup_a_command_says_what_comes_first(
    fresh_db: None, capfd: pytest.CaptureFixture[str]
) -> None:
    with empty_database() as addresses, connected_to(addresses["DATABASE_URL"]):
        done = flyingstart_here(capfd, "export", "registrations")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("Refused: the database is not set up; run `flyingstart setup` first\n")


def test_every_command_but_these_needs_what_setup_makes() -> None:
    ours = {name: app for name, app in get_commands().items() if app.startswith("flyingstart.")}
    commands = {name: load_command_class(app, name) for name, app in ours.items()}

    free = {name for name, one in commands.items() if not cast("Command", one).needs_tables}

    assert free == {"doctor", "measures", "restore", "serve", "setup", "template"}
    # Nobody goes round the check, which `execute` makes.
    assert {type(command).execute for command in commands.values()} == {Command.execute}


@contextmanager
def empty_database() -> Iterator[dict[str, str]]:
    cluster, name = Clone.current().cluster, f"{Clone.current().name}_empty"
    with cluster.superuser() as connection:
        embedded_postgres.make_database(connection, name)
        addresses = cluster.addresses(name)
        with psycopg.connect(addresses.owner) as owner:
            embedded_postgres.prepare_database(owner, APP)
        try:
            yield {"DATABASE_URL": addresses.app, "DATABASE_OWNER_URL": addresses.owner}
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def queue_slow_job(folder: Path, *, seconds: float) -> None:
    task = app.configure_task("tests.slow", allow_unknown=True)
    task.defer(folder=str(folder), seconds=seconds)


def job_states() -> list[str]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        query = "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'tests.slow'"
        return [state for (state,) in connection.execute(query)]


def sent(address: str, request: bytes) -> bytes:
    """What a site answers to bytes, right or wrong."""
    there = urlsplit(address)
    with socket.create_connection((there.hostname, there.port), timeout=60) as line:
        line.sendall(request)
        return line.recv(1 << 16)


def command_of(pid: int) -> str:
    return " ".join(psutil.Process(pid).cmdline())


def drawing(pids: set[int]) -> set[int]:
    """Those that hold the library that draws, where the system tells."""
    if not sys.platform.startswith("linux"):
        return {0}
    return {pid for pid in pids if "vl_convert" in Path(f"/proc/{pid}/maps").read_text()}


def test_a_demo_is_not_served_to_the_world(db: None) -> None:
    done = flyingstart(
        *("serve", "--port", "0"),
        changes={"FLYINGSTART_DEMO": "1", "ALLOWED_HOSTS": "families.example"},
    )

    assert done.returncode == 1
    assert "FLYINGSTART_DEMO is on though ALLOWED_HOSTS names the site to the world" in done.stderr


def test_a_demo_listens_to_this_machine_only(settings: Settings) -> None:
    settings.DEMO, settings.PUBLIC = True, False
    words = "FLYINGSTART_DEMO is on though the site listens on 0.0.0.0"

    with pytest.raises(CommandError, match=words) as refused:
        call_command("serve", port=0, bind="0.0.0.0")

    assert refused.value.returncode == 1
