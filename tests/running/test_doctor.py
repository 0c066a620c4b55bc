"""`flyingstart doctor` on a real database: what is well, and each thing there is to mend."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from flyingstart.kernel import clock
from flyingstart.kernel.backup.memory import remember
from flyingstart.kernel.health import backups, database, installation, queue
from flyingstart.kernel.health.checks import Finding, Need, State, health_checks
from tests.cluster import connected_to
from tests.processes import flyingstart, flyingstart_here

KEY = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
Check = Callable[[], Iterable[Finding]]
SOON, LONG_AGO = "now()", "now() - interval '2 days'"


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    settings.HOME = folder
    return folder


def one(check: Check) -> Finding:
    (finding,) = check()
    return finding


def job(status: str, event: str, *, at: str, scheduled: str = "NULL", worker: str = "NULL") -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "INSERT INTO procrastinate_jobs "
            "(queue_name, task_name, status, scheduled_at, worker_id) "
            f"VALUES ('default', 'tests.some', '{status}', {scheduled}, {worker}) RETURNING id"
        ).fetchone()
        assert row is not None
        connection.execute("DELETE FROM procrastinate_events")
        connection.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) "
            f"VALUES ({row[0]}, '{event}', {at})"
        )


def worker(heartbeat: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO procrastinate_workers (id, last_heartbeat) "
            f"OVERRIDING SYSTEM VALUE VALUES (7, {heartbeat})"
        )


# --- the command ------------------------------------------------------------------------------


def test_all_is_well_where_it_is(fresh_db: None, tmp_path: Path) -> None:
    changes = {"FLYINGSTART_HOME": str(tmp_path / "home"), "SECRET_KEY": "x" * 50}
    assert flyingstart("setup", changes=changes).returncode == 0

    done = flyingstart("doctor", "--format", "json", changes=changes)

    findings: list[dict[str, Any]] = json.loads(done.stdout)
    assert (done.returncode, done.stderr.strip()) == (0, "All is well.")
    assert [f for f in findings if f["state"] == "mend"] == []
    assert {
        "database",
        "application's role",
        "owner's role",
        "tables",
        "pack",
        "worker",
        "jobs",
        "snapshot",
    } < {f["about"] for f in findings}


def test_one_thing_to_mend_is_exit_1_and_says_what_to_do(
    fresh_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    job("failed", "failed", at=SOON)

    with pytest.raises(CommandError, match=r"To mend: .*jobs: the log of") as refused:
        call_command("doctor")

    assert refused.value.returncode == 1
    assert "MEND  jobs: 1 failed in the last day: tests.some\n      → " in capsys.readouterr().out


def test_a_database_out_of_reach_is_said_and_what_needs_it_is_left_out(tmp_path: Path) -> None:
    address = "postgresql://nobody:wrong@127.0.0.1:1/none"

    done = flyingstart(
        "doctor", changes={"DATABASE_URL": address, "FLYINGSTART_HOME": str(tmp_path / "home")}
    )

    assert "cannot be reached: connection failed" in done.stdout
    assert_out_of_reach(done)


def test_a_wrong_password_is_said(
    fresh_db: None, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        host, user = connection.info.host, connection.info.user

    with connected_to(f"postgresql://{user}:wrong@/flyingstart?host={host}"):
        done = flyingstart_here(capfd, "doctor")

    assert "password authentication failed" in done.stdout
    assert_out_of_reach(done)


def assert_out_of_reach(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1
    assert "start the database or correct DATABASE_URL" in done.stderr
    assert "tables" not in done.stdout
    assert "storage" in done.stdout


def test_an_address_that_cannot_be_read_is_refused_in_words() -> None:
    done = flyingstart("doctor", changes={"DATABASE_URL": "mysql://somewhere/else"})

    assert (done.returncode, done.stdout) == (1, "")
    assert "a database address begins with postgresql://" in done.stderr


def test_every_check_has_a_place_of_its_own() -> None:
    orders = [check.order for check in health_checks.values()]

    assert len(set(orders)) == len(orders)
    assert health_checks["database"].needs is Need.NOTHING


# --- the database -----------------------------------------------------------------------------


def test_the_two_logins_are_told_apart(db: None, settings: Settings) -> None:
    settings.DATABASE_OWNER_URL = os.environ["DATABASE_OWNER_URL"]

    states = [(finding.about, finding.state) for finding in database.logins()]

    assert states == [("application's role", State.OK), ("owner's role", State.OK)]


def test_tables_of_a_newer_release_are_told_and_used_by_no_command(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DATABASE_OWNER_URL = os.environ["DATABASE_OWNER_URL"]
    applied = MigrationRecorder.applied_migrations
    # Packages may take old migrations of theirs away.
    more = {("families", "9999_later"): None, ("procrastinate", "0001_squashed"): None}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda it: applied(it) | more)

    (found,) = database.migrations()

    assert (found.state, found.words) == (State.MEND, "of a newer release: families.9999_later")
    for command in ("serve", "setup"):
        with pytest.raises(CommandError, match=r"of a newer release, with families\.9999_later"):
            call_command(command)


def test_an_application_that_owns_the_tables_is_to_mend(
    fresh_db: None, home: Path, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.DATABASE_OWNER_URL = os.environ["DATABASE_OWNER_URL"]

    with connected_to(settings.DATABASE_OWNER_URL):
        done = flyingstart_here(capfd, "doctor")

    assert done.returncode == 1
    assert "let DATABASE_URL sign in with a role that owns nothing" in done.stderr
    assert "is the application's own" in done.stdout


def test_an_owner_of_another_database_is_to_mend(db: None, settings: Settings) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        here = str(owner.info.dbname)
    settings.DATABASE_OWNER_URL = os.environ["DATABASE_OWNER_URL"].replace(here, "flyingstart")

    finding = list(database.logins())[1]

    assert (finding.state, finding.words) == (
        State.MEND,
        "signs in to another database than the application",
    )


def test_without_an_owner_it_is_noted(db: None, settings: Settings) -> None:
    settings.DATABASE_OWNER_URL = ""

    assert list(database.logins())[1].state is State.NOTE


def test_missing_migrations_are_counted(fresh_db: None) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'kernel'")

    finding = one(database.migrations)

    assert (finding.state, finding.mend) == (State.MEND, "run `flyingstart setup`")


def test_the_server_for_laptops_is_to_mend_on_a_public_site(settings: Settings) -> None:
    settings.EMBEDDED = True
    here = list(database.embedded())
    settings.PUBLIC = True

    assert here == []
    assert (one(database.embedded).state, one(database.embedded).about) == (State.MEND, "database")


@pytest.mark.parametrize(("ahead", "state"), [(0, State.OK), (60, State.MEND), (-60, State.MEND)])
def test_a_clock_that_is_off_is_to_mend(
    db: None, monkeypatch: pytest.MonkeyPatch, ahead: int, state: State
) -> None:
    now = clock.now() + dt.timedelta(seconds=ahead)
    monkeypatch.setattr(clock, "now", lambda: now)

    assert one(database.clocks).state is state


# --- the queue --------------------------------------------------------------------------------


def test_a_worker_is_alive_by_its_heartbeat(fresh_db: None) -> None:
    before = one(queue.worker)
    worker(SOON)

    after = one(queue.worker)

    assert (before.state, before.words) == (State.NOTE, "none runs just now")
    assert (after.state, after.words) == (State.OK, "1 is alive")


@pytest.mark.parametrize(
    ("at", "scheduled", "state"),
    [
        (LONG_AGO, "NULL", State.MEND),
        (LONG_AGO, "now() - interval '1 hour'", State.MEND),
        (LONG_AGO, "now() + interval '1 hour'", State.NOTE),
        (SOON, "NULL", State.NOTE),
    ],
)
def test_jobs_that_nobody_does_are_to_mend(
    fresh_db: None, at: str, scheduled: str, state: State
) -> None:
    job("todo", "deferred", at=at, scheduled=scheduled)

    assert one(queue.worker).state is state


@pytest.mark.parametrize(("at", "state"), [(SOON, State.MEND), (LONG_AGO, State.OK)])
def test_failures_of_the_last_day_are_to_mend(fresh_db: None, at: str, state: State) -> None:
    job("failed", "failed", at=at)

    assert one(queue.jobs).state is state


@pytest.mark.parametrize(
    ("heartbeat", "state"), [(None, State.NOTE), (LONG_AGO, State.NOTE), (SOON, State.OK)]
)
def test_jobs_left_by_a_killed_worker_are_noted(
    fresh_db: None, heartbeat: str | None, state: State
) -> None:
    if heartbeat:
        worker(heartbeat)
    job("doing", "started", at=SOON, worker="7" if heartbeat else "NULL")

    assert one(queue.jobs).state is state


# --- the installation -------------------------------------------------------------------------


def test_a_folder_that_is_ours_alone_is_well(home: Path) -> None:
    assert one(installation.storage).state is State.OK


def test_a_folder_open_to_others_is_to_mend(home: Path) -> None:
    home.chmod(stat.S_IRWXU | stat.S_IRGRP)

    finding = one(installation.storage)

    assert (finding.state, finding.mend) == (State.MEND, f"chmod go-rw {home}")


def test_a_folder_that_cannot_be_written_is_to_mend(home: Path) -> None:
    home.rmdir()

    finding = one(installation.storage)

    assert (finding.state, finding.words) == (
        State.MEND,
        f"{home} cannot be written: No such file or directory",
    )


def test_too_little_room_is_to_mend(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "ENOUGH_BYTES", 1 << 62)

    assert one(installation.storage).state is State.MEND


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.OK),
        ({"DEBUG": True}, State.NOTE),
        ({"PUBLIC": True, "DEBUG": True}, State.MEND),
        ({"PUBLIC": True, "DEMO": True}, State.MEND),
        ({"SECRET_KEY": "short"}, State.MEND),
        ({"ALLOWED_HOSTS": ["*"]}, State.MEND),
        ({"PUBLIC": True}, State.MEND),
        ({"PUBLIC": True, "SECRET_KEY": "django-insecure-" + KEY}, State.MEND),
        ({"PUBLIC": True, "SECRET_KEY": KEY}, State.OK),
    ],
)
def test_settings(settings: Settings, changes: dict[str, Any], state: State) -> None:
    settings.SECRET_KEY = "x" * 50
    for name, value in changes.items():
        setattr(settings, name, value)

    assert one(installation.settings_in_order).state is state


def test_a_front_end_that_was_never_built_is_noted(settings: Settings) -> None:
    settings.STATICFILES_DIRS = []

    assert one(installation.front_end).state is State.NOTE


# --- backups ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "public", "state"),
    [
        (None, False, State.NOTE),
        (None, True, State.MEND),
        (25, False, State.OK),
        (25, True, State.OK),
        (27, False, State.NOTE),
        (27, True, State.MEND),
    ],
)
def test_no_backup_for_a_day_is_to_mend_where_people_are_real(
    home: Path, settings: Settings, hours: int | None, public: bool, state: State
) -> None:
    settings.PUBLIC = public
    if hours is not None:
        at = clock.now() - dt.timedelta(hours=hours)
        remember(home, Path("/carried/away.tar"), at=at)

    assert one(backups.backups).state is state


def test_a_backup_on_the_disk_that_it_is_to_replace_is_noted(
    home: Path, settings: Settings
) -> None:
    settings.PUBLIC = True
    file = home / "backup.tar"
    file.touch()
    remember(home, file, at=clock.now())

    assert one(backups.backups).state is State.NOTE


def test_a_memory_that_cannot_be_read_is_no_backup(home: Path) -> None:
    (home / "last-backup.json").write_text("[]")

    assert one(backups.backups).words == "none was made yet"
