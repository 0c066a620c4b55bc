"""What the database says, in words: for the operator, and without anybody's data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from flyingstart.activities.models import Activity
from flyingstart.kernel.api import ImportRefused, StaleRowsError, copy_rows
from flyingstart.kernel.intake.faults import faults_in_words, reason_of
from tests.kernel.intake.offers import Offers, commit, held, write

pytestmark = pytest.mark.django_db

SECRET = "Zofia Kowalska"


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def copy(*names: str, reaches: str = "family") -> None:
    columns = ["code", "name", "aliases", "reaches", "offer", "reference"]
    rows: list[tuple[Any, ...]]
    rows = [(f"c{n}", name, [], reaches, "universal", "") for n, name in enumerate(names)]
    copy_rows(Activity, columns, rows)


def raised(sqlstate: str) -> Callable[[], None]:
    """The database's own error of that state, its words quoting somebody."""
    return lambda: run(
        f"DO $$ BEGIN RAISE EXCEPTION 'for {SECRET}' USING ERRCODE = '{sqlstate}',"
        f" DETAIL = '{SECRET}'; END $$"
    )


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            lambda: copy(SECRET, SECRET),
            (
                "the database refused a row of activities_activity by a rule "
                "(activities_activity_name_key), and nothing was saved"
            ),
        ),
        (
            lambda: copy(SECRET, reaches="nobody"),
            (
                "the database refused a row of activities_activity by a rule "
                "(activity_reaches_is_known), and nothing was saved"
            ),
        ),
        (
            lambda: copy(SECRET * 20),
            "a value does not fit its place in the database (nothing was saved)",
        ),
        (
            lambda: copy(SECRET + "\0"),
            "a value is nothing that a database can hold (nothing was saved)",
        ),
        (
            lambda: run("TRUNCATE activities_activity CASCADE"),
            "the application's role may not write here; see flyingstart doctor (nothing was saved)",
        ),
        (raised("53100"), "the disk of the database is full (nothing was saved)"),
        (
            raised("53200"),
            "the database has no room or no connection left (nothing was saved)",
        ),
        (
            raised("54000"),
            "the file asks more of the database than it can do (nothing was saved)",
        ),
        (
            raised("40001"),
            "somebody else wrote to the same records; run it again (nothing was saved)",
        ),
        (
            raised("55P03"),
            "somebody else is writing to the same records; run it again (nothing was saved)",
        ),
        (
            raised("57P01"),
            (
                "the connection to the database was lost. Either all was saved or nothing: run it "
                "again, and what was saved will be unchanged"
            ),
        ),
        (raised("P0001"), "the database refused (SQLSTATE P0001), and nothing was saved"),
    ],
)
def test_a_fault_is_told_in_words_without_anybodys_data(
    fault: Callable[[], None], words: str
) -> None:
    with pytest.raises(ImportRefused) as told, transaction.atomic(), faults_in_words():
        fault()

    assert str(told.value) == words
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_stale_rows_are_told_in_words() -> None:
    with pytest.raises(ImportRefused) as told, faults_in_words():
        raise StaleRowsError("of 2 rows, 1 are as they were read")

    assert str(told.value) == (
        "somebody changed the same records meanwhile, and nothing was saved; run it again"
    )


def test_a_lost_connection_is_no_promise() -> None:
    assert reason_of(psycopg.OperationalError("server closed the connection")).startswith(
        "the connection to the database was lost. Either all was saved or nothing"
    )


def test_a_fault_of_the_driver_alone_is_told_too() -> None:
    assert reason_of(RuntimeError("x")) == "the database could not be used, and nothing was saved"


def test_an_import_refused_by_a_rule_shows_no_names_and_keeps_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path / "f", f"a,{SECRET},", f"b,{SECRET},")

    with pytest.raises(ImportRefused) as told:
        commit(path)

    assert "activities_activity_name_key" in str(told.value)
    assert SECRET not in str(told.value) + caplog.text
    assert held() == {}


def test_a_row_changed_between_check_and_write_stops_the_import(tmp_path: Path) -> None:
    commit(write(tmp_path / "f", "a,First,", "b,Second,"))

    class Slow(Offers):
        def commit(self, *args: Any, **kwargs: Any) -> None:
            Activity.objects.filter(code="a").update(reference="somebody was here")
            super().commit(*args, **kwargs)

    with pytest.raises(ImportRefused, match="somebody changed the same records meanwhile"):
        commit(write(tmp_path / "g", "a,Other,", "b,Another,"), Slow())

    assert held() == {"a": ("First", None), "b": ("Second", None)}
    assert Activity.objects.get(code="a").reference == ""


def test_words_survive_json(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as told:
        commit(write(tmp_path / "f", "a,Same,", "b,Same,"))
    assert json.loads(json.dumps(str(told.value))) == str(told.value)
