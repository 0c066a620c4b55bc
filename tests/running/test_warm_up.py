"""What a process of the site does before its first reader: its threads are at the database."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection

from flyingstart.config.children import THREADS, open_lines, warm_up


@pytest.fixture
def threads(fresh_db: None) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as threads:
        yield threads


def in_each(threads: ThreadPoolExecutor) -> set[int | None]:
    """The process of the database at the other end of each thread's line; it is closed then."""
    met = threading.Barrier(THREADS)

    def its() -> int | None:
        met.wait(10)
        line = connection.connection
        process = None if line is None else line.info.backend_pid
        connection.close()
        return process

    return {asked.result(10) for asked in [threads.submit(its) for _ in range(THREADS)]}


@pytest.fixture
def switching() -> Iterator[None]:
    """How often threads take turns, put back afterwards."""
    interval = sys.getswitchinterval()
    yield
    sys.setswitchinterval(interval)


def test_each_thread_has_a_line_of_its_own(threads: ThreadPoolExecutor, switching: None) -> None:
    before = in_each(threads)

    warm_up(SimpleNamespace(tpool=threads))

    after = in_each(threads)
    assert before == {None}
    assert None not in after
    assert len(after) == THREADS


def test_without_a_database_the_threads_are_there_all_the_same(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    open_lines(threads)

    assert in_each(threads) == {None}
