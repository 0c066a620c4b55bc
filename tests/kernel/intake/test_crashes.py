"""Imports cut short: the server killed, its disk full, the importing process killed.

Whatever happens, an import is saved wholly or not at all, and can be run again.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.cluster import Clone
from tests.kernel.intake.beside import Database, halfway
from tests.kernel.intake.offers import Papers, held, outcome, write

LOST = (
    "refused: the connection to the database was lost. Either all was saved or nothing: run it "
    "again, and what was saved will be unchanged\n"
)
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def database(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("home"), Clone.current(), django_db_blocker)
    try:
        yield database
    finally:
        database.stop()


def test_a_killed_server_has_saved_nothing_of_the_import(
    database: Database, tmp_path: Path
) -> None:
    path = write(tmp_path / "f", "k1,One,", "k2,Two,")
    before = database.counts()

    with halfway(path, changes=database.changes) as process:
        database.kill(process.backend())
        told = process.end()
    database.restart()

    assert told == LOST
    assert database.counts() == before
    assert database.outcome(path) == "committed 2 0 0"


def test_a_killed_process_of_the_server_has_saved_nothing(
    database: Database, tmp_path: Path
) -> None:
    path = write(tmp_path / "f", "b1,Bee,", "b2,Bees,")
    before = database.counts()

    with halfway(path, changes=database.changes) as process:
        os.kill(process.backend(), signal.SIGKILL)
        told = process.end()
    database.wait()

    assert told == LOST
    assert database.counts() == before
    assert database.outcome(path) == "committed 2 0 0"


def test_what_was_committed_before_a_kill_is_there_after_it(
    database: Database, tmp_path: Path
) -> None:
    path = write(tmp_path / "f", "c1,Kept,")
    assert database.outcome(path) == "committed 1 0 0"
    after = database.counts()

    database.kill()
    database.restart()

    assert database.counts() == after
    assert database.outcome(path) == "committed 0 0 1"


def test_a_full_disk_saves_nothing_and_says_so(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(random.Random(1).randbytes(24 * MEGABYTE))
    before = database.counts()

    # Above 16 MB, the length of the server's own log files.
    with database.small_disk(20 * MEGABYTE):
        told = database.outcome(path, Papers())
        during = database.counts()

    assert told == "refused: the disk of the database is full (nothing was saved)"
    assert during == before
    assert database.outcome(path, Papers()) == "committed 1 0 0"


def test_a_killed_import_saves_nothing_and_blocks_nobody(fresh_db: None, tmp_path: Path) -> None:
    path = write(tmp_path / "f", "a,One,", "b,Two,")

    with halfway(path) as process:
        process.backend()
        process.kill()

    assert held() == {}
    assert outcome(path) == "committed 2 0 0"
    assert held() == {"a": ("One", None), "b": ("Two", None)}
