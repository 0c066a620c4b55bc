"""Two imports of one kind at once, in two processes (one is this): they take turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection

from flyingstart.kernel.models import Import
from tests.kernel.intake.beside import halfway
from tests.kernel.intake.offers import Papers, commit, held, outcome, write
from tests.waiting import until_somebody_waits


def of_a_thread(path: Path) -> str:
    """Take a file in, on a connection that ends with it; what came of it."""
    try:
        return outcome(path)
    finally:
        connection.close()


def test_the_second_waits_and_sees_what_the_first_wrote(fresh_db: None, tmp_path: Path) -> None:
    one = write(tmp_path / "f", "a,One,", "b,Two,")
    two = write(tmp_path / "g", "b,Zwei,", "c,Three,")

    with ThreadPoolExecutor(1) as pool, halfway(one) as first:
        first.backend()
        second = pool.submit(of_a_thread, two)
        until_somebody_waits()
        before = held()
        told = first.end(), second.result()

    assert before == {}
    assert told == ("committed 2 0 0\n", "committed 1 1 0")
    assert held() == {"a": ("One", None), "b": ("Zwei", None), "c": ("Three", None)}
    assert list(Import.objects.order_by("id").values_list("new", "changed")) == [(2, 0), (1, 1)]


def test_the_same_file_twice_at_once_is_taken_in_once(fresh_db: None, tmp_path: Path) -> None:
    path = write(tmp_path / "f", "a,One,")

    with ThreadPoolExecutor(1) as pool, halfway(path) as first:
        first.backend()
        second = pool.submit(of_a_thread, path)
        until_somebody_waits()
        told = first.end(), second.result()

    assert told == ("committed 1 0 0\n", "committed 0 0 1")


def test_another_kind_waits_for_nobody(fresh_db: None, tmp_path: Path) -> None:
    with halfway(write(tmp_path / "f", "a,One,")) as first:
        first.backend()
        report = commit(write(tmp_path / "g", "any"), Papers())
        told = first.end()

    assert report.committed
    assert told == "committed 1 0 0\n"
