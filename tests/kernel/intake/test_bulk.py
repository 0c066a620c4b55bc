"""Many rows at once: COPY and UPDATE … FROM, triggers and history included."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.models import Activity
from flyingstart.kernel.api import Actor, StaleRowsError, allocate_ids, copy_rows, update_rows
from flyingstart.kernel.models import Import, ImportedFile, ImportedPiece
from flyingstart.kernel.operations import operation
from tests.history import history_of

pytestmark = pytest.mark.django_db

COLUMNS = ["code", "name", "aliases", "reaches", "offer", "reference"]
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
OPERATOR = Actor.command("test")


def row(code: str, name: str = "", aliases: tuple[str, ...] = ()) -> tuple[Any, ...]:
    return (code, name or code.title(), list(aliases), "family", "universal", "")


def names() -> dict[str, str]:
    return dict(Activity.objects.values_list("code", "name"))


def test_rows_are_copied_with_the_databases_defaults() -> None:
    assert copy_rows(Activity, COLUMNS, [row("play", aliases=("SnP", "S, P")), row("café")]) == 2

    play = Activity.objects.get(code="play")
    assert (play.name, play.aliases, play.version, play.age_to_months) == (
        "Play",
        ["SnP", "S, P"],
        1,
        None,
    )
    assert (play.public_id.version, play.created_at) == (7, play.updated_at)


@pytest.mark.parametrize("name", ["tab\there", "two\nlines", "back\\slash", "\\N", "علي 👶", "'"])
def test_every_text_is_copied_as_it_is(name: str) -> None:
    copy_rows(Activity, COLUMNS, [row("play", name)])

    assert names() == {"play": name}


def test_nothing_is_nothing() -> None:
    assert copy_rows(Activity, COLUMNS, []) == 0
    assert update_rows(Activity, ["id", "name"], []) == 0


def test_json_is_told_from_arrays() -> None:
    file = ImportedFile.objects.create(sha256="0" * 64, size_bytes=1)
    columns = ["kind", "file", "file_name", "options", "errors", "warnings"]
    columns += ["new", "changed", "unchanged", "skipped", "rejected"]
    columns += ["error_count", "warning_count", "actor_kind", "actor_name", "imported_at"]
    values = [*[0] * 7, "command", "test", AT]

    copy_rows(Import, columns, [("x", file.pk, "", {"a": [1]}, [{"row": 2}], [], *values)])

    kept = Import.objects.get()
    assert (kept.options, kept.errors, kept.warnings) == ({"a": [1]}, [{"row": 2}], [])


def test_ids_are_given_before_rows_are() -> None:
    first, second = allocate_ids(Activity, 2)
    copy_rows(Activity, ["id", *COLUMNS], [(second, *row("b")), (first, *row("a"))])

    third = Activity.objects.create(code="c", name="C", reaches="none", offer="universal")
    assert first < second < third.pk
    assert allocate_ids(Activity, 0) == []


def test_rows_are_updated_by_id_and_counted_up() -> None:
    a, b = allocate_ids(Activity, 2)
    copy_rows(Activity, ["id", *COLUMNS], [(a, *row("a")), (b, *row("b"))])

    assert update_rows(Activity, ["id", "name", "aliases"], [(b, "Bee", ["B"])]) == 1

    assert names() == {"a": "A", "b": "Bee"}
    assert list(Activity.objects.order_by("code").values_list("version", flat=True)) == [1, 2]


def test_a_foreign_key_goes_by_field_or_column() -> None:
    file = ImportedFile.objects.create(sha256="1" * 64, size_bytes=1)
    copy_rows(ImportedPiece, ["file", "number", "content"], [(file.pk, 0, b"\x00\xff")])
    copy_rows(ImportedPiece, ["file_id", "number", "content"], [(file.pk, 1, b"")])

    assert [bytes(piece.content) for piece in file.pieces.all()] == [b"\x00\xff", b""]


def test_history_of_both_names_the_operation() -> None:
    @operation
    def copy_and_change(*, by: Actor, at: dt.datetime) -> None:
        (pk,) = allocate_ids(Activity, 1)
        copy_rows(Activity, ["id", *COLUMNS], [(pk, *row("play"))])
        update_rows(Activity, ["id", "name"], [(pk, "Play Time")])

    copy_and_change(by=OPERATOR, at=AT)

    events = history_of(Activity.objects.get())
    assert [(e.pgh_label, e.name) for e in events] == [("insert", "Play"), ("update", "Play Time")]
    assert {e.pgh_context.metadata["actor_name"] for e in events} == {"test"}


def test_a_row_that_somebody_changed_meanwhile_is_stale_and_nothing_is_kept() -> None:
    a, b = allocate_ids(Activity, 2)
    copy_rows(Activity, ["id", *COLUMNS], [(a, *row("a")), (b, *row("b"))])
    Activity.objects.filter(pk=b).update(name="Changed")

    with pytest.raises(StaleRowsError, match="of 2 rows, 1 are as they were read"):
        update_rows(Activity, ["id", "version", "name"], [(a, 1, "Aye"), (b, 1, "Bee")])

    assert names() == {"a": "A", "b": "Changed"}


@pytest.mark.parametrize("twice", [[(-1, "Gone")], [(0, "One"), (0, "Two")]])
def test_a_row_that_is_gone_or_named_twice_is_stale(twice: list[tuple[int, str]]) -> None:
    (pk,) = allocate_ids(Activity, 1)
    copy_rows(Activity, ["id", *COLUMNS], [(pk, *row("a"))])

    with pytest.raises(StaleRowsError):
        update_rows(Activity, ["id", "name"], [(number or pk, name) for number, name in twice])

    assert names() == {"a": "A"}


def test_updates_can_follow_each_other_and_a_failed_one() -> None:
    (pk,) = allocate_ids(Activity, 1)
    copy_rows(Activity, ["id", *COLUMNS], [(pk, *row("a"))])

    update_rows(Activity, ["id", "name"], [(pk, "B")])
    with pytest.raises(StaleRowsError):
        update_rows(Activity, ["id", "name"], [(-1, "C")])
    update_rows(Activity, ["id", "name"], [(pk, "D")])

    assert names() == {"a": "D"}


def test_what_the_database_refuses_is_its_own_error_and_nothing_is_kept() -> None:
    with pytest.raises(IntegrityError, match="activities_activity_name"), transaction.atomic():
        copy_rows(Activity, COLUMNS, [row("a", "Same"), row("b", "Same")])
    with pytest.raises(DataError, match="too long"), transaction.atomic():
        copy_rows(Activity, COLUMNS, [row("a"), row("b", "x" * 201)])

    assert names() == {}


@pytest.mark.parametrize("columns", [["name"], ["id"], ["id", "version"]])
def test_an_update_needs_the_id_and_something_to_write(columns: list[str]) -> None:
    with pytest.raises(ValueError, match="needs the id and at least one other column"):
        update_rows(Activity, columns, [])


def test_a_row_of_another_width_is_refused() -> None:
    with (
        pytest.raises(ValueError, match="a row has 2 values for 6 columns"),
        transaction.atomic(),
    ):
        copy_rows(Activity, COLUMNS, [row("a"), ("b", "B")])
    assert names() == {}


def test_what_is_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Activity\.sessions is no column"):
        copy_rows(Activity, ["sessions"], [])


@pytest.mark.parametrize("many", [1, 3])
def test_the_number_of_statements_does_not_depend_on_the_rows(many: int) -> None:
    ids = allocate_ids(Activity, many)
    with CaptureQueriesContext(connection) as queries:
        copy_rows(Activity, ["id", *COLUMNS], [(pk, *row(f"c{pk}")) for pk in ids])
        update_rows(Activity, ["id", "reference"], [(pk, "x") for pk in ids])

    # Two savepoints and their ends; twice what makes ready; two COPYs; a draft, an update, its end.
    assert len(queries) == 13
