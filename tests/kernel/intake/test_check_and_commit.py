"""Check and commit: what the one says, the other does, wholly or not at all."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.activities.models import Activity
from flyingstart.kernel.api import (
    CheckedFile,
    ImportMisused,
    ImportOptions,
    ImportRefused,
    Problem,
    Table,
    TableError,
)
from flyingstart.kernel.intake.api import commit_import, original_pieces
from flyingstart.kernel.intake.operations import TotalsError
from flyingstart.kernel.models import Import, ImportedFile, ImportedPiece
from tests.depth import worlds
from tests.history import history_of
from tests.kernel.intake.offers import (
    AT,
    OPERATOR,
    Offers,
    Papers,
    check,
    commit,
    held,
    write,
)

pytestmark = pytest.mark.django_db

GOOD = ("play,Stay and Play,60", "cafe,CAFÉ,")
BAD = "club,Club,soon"


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(
        answer[name] for name in ("read", "new", "changed", "unchanged", "skipped", "rejected")
    )


def test_a_check_says_what_would_happen_and_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "f", *GOOD, BAD, "x,elsewhere,", "")

    answer = check(path).as_json()

    assert answer == {
        "kind": "offers",
        "file_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "read": 4,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "skipped": 1,
        "rejected": 1,
        "committed": False,
        "errors": [{"row": 4, "column": "months", "message": "“soon” is not a whole number"}],
        "warnings": [{"row": 3, "column": "name", "message": "all in capitals"}],
    }
    assert (held(), Import.objects.count(), ImportedFile.objects.count()) == ({}, 0, 0)


def test_a_commit_writes_what_the_check_said(tmp_path: Path) -> None:
    path = write(tmp_path / "f", *GOOD)

    foreseen, done = check(path), commit(path)

    assert done.as_json() == {**foreseen.as_json(), "committed": True}
    assert held() == {"play": ("Stay and Play", 60), "cafe": ("CAFÉ", None)}


def test_one_rejected_row_holds_back_all(tmp_path: Path) -> None:
    report = commit(write(tmp_path / "f", *GOOD, BAD))

    assert (report.committed, counts(report.as_json())) == (False, (3, 2, 0, 0, 0, 1))
    assert (held(), Import.objects.count(), ImportedFile.objects.count()) == ({}, 0, 0)


def test_the_good_rows_are_written_when_asked_for(tmp_path: Path) -> None:
    report = commit(write(tmp_path / "f", *GOOD, BAD), skip_rejected=True)

    assert (report.committed, counts(report.as_json())) == (True, (3, 2, 0, 0, 0, 1))
    assert held().keys() == {"play", "cafe"}
    kept = Import.objects.get()
    assert (kept.rejected, kept.error_count, kept.options["skip_rejected"]) == (1, 1, True)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "f", *GOOD)
    commit(path)
    again = commit(path)

    assert counts(again.as_json()) == (2, 0, 0, 2, 0, 0)
    assert {a.version for a in Activity.objects.all()} == {1}
    # Both imports are on record, the file is kept once.
    assert (Import.objects.count(), ImportedFile.objects.count()) == (2, 1)


def test_a_changed_row_is_updated_and_its_history_names_the_actor(tmp_path: Path) -> None:
    commit(write(tmp_path / "f", *GOOD))
    report = commit(write(tmp_path / "g", "play,Stay and Play,48", GOOD[1]))

    assert counts(report.as_json()) == (2, 0, 1, 1, 0, 0)
    play, cafe = Activity.objects.get(code="play"), Activity.objects.get(code="cafe")
    assert (play.version, play.age_to_months, cafe.version) == (2, 48, 1)
    insert, update = history_of(play)
    assert (insert.pgh_label, update.pgh_label) == ("insert", "update")
    for event in (insert, update):
        assert event.pgh_context.metadata == {
            "operation": "kernel.intake.operations.import_file",
            "actor_kind": "command",
            "actor": None,
            "actor_name": "test",
            "at": AT.isoformat(),
        }


def test_what_was_imported_is_on_record(tmp_path: Path) -> None:
    path = write(tmp_path / "offers.csv", *GOOD, "x,elsewhere,")
    commit(path)

    kept = Import.objects.get()

    assert (kept.kind, kept.file_name, kept.read) == ("offers", "offers.csv", 3)
    assert (kept.new, kept.changed, kept.unchanged, kept.skipped, kept.rejected) == (2, 0, 0, 1, 0)
    assert (kept.actor_kind, kept.actor_name, kept.imported_at) == ("command", "test", AT)
    assert kept.options.keys() == {"source", "as_of", "skip_rejected"}
    assert (kept.errors, kept.error_count, kept.warning_count) == ([], 0, 1)
    assert kept.warnings == [{"row": 3, "column": "name", "message": "all in capitals"}]
    assert str(kept) == "offers 2026-01-02 03:04"


def test_the_original_is_kept_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    path = write(tmp_path / "f", *GOOD)
    commit(path)

    file = ImportedFile.objects.get()

    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert file.size_bytes == path.stat().st_size
    assert b"".join(original_pieces(file)) == path.read_bytes()


def test_a_large_original_is_kept_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "f"
    # Nothing that compresses: every chunk makes a piece.
    path.write_bytes(b"".join(hashlib.sha256(str(n).encode()).digest() for n in range(100_000)))
    report = commit_import(
        kind=Papers(), path=path, options=ImportOptions(), skip_rejected=False, by=OPERATOR, at=AT
    )

    file = ImportedFile.objects.get()

    assert report.as_json()["bytes"] == 3_200_000
    assert ImportedPiece.objects.count() > 3
    assert b"".join(original_pieces(file)) == path.read_bytes()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "f", *GOOD)

    class Meddler(Offers):
        def commit(self, *args: Any, **kwargs: Any) -> None:
            super().commit(*args, **kwargs)
            write(path, "other,Other,")

    with pytest.raises(ImportRefused, match="the file was changed while it was read"):
        commit(path, Meddler())

    assert (held(), Import.objects.count(), ImportedFile.objects.count()) == ({}, 0, 0)


def test_a_kind_cannot_write_while_it_checks(tmp_path: Path) -> None:
    class Hasty(Offers):
        def check(self, content: Table, options: ImportOptions) -> CheckedFile:
            Activity.objects.create(code="x", name="X", reaches="none", offer="universal")
            return super().check(content, options)

    path = write(tmp_path / "f", *GOOD)

    for run in (check, commit):
        with pytest.raises(ImportRefused, match="the database takes no writes at present"):
            run(path, Hasty())
    assert held() == {}


def test_settings_made_by_a_check_are_gone_after_it(tmp_path: Path) -> None:
    class Loud(Offers):
        def check(self, content: Table, options: ImportOptions) -> CheckedFile:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('flyingstart.test', 'loud', false)")
            return super().check(content, options)

    check(write(tmp_path / "f", *GOOD), Loud())

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('flyingstart.test', true)")
        assert cursor.fetchone() in {(None,), ("",)}


@pytest.mark.parametrize(
    ("field", "value"),
    [("new", 1), ("rejected", 1), ("errors", [Problem(2, "", "wrong")]), ("unchanged", -1)],
)
def test_books_that_do_not_balance_stop_the_import(
    tmp_path: Path, field: str, value: object
) -> None:
    class Careless(Offers):
        def check(self, content: Table, options: ImportOptions) -> CheckedFile:
            checked = super().check(content, options)
            setattr(checked, field, value)
            return checked

    with pytest.raises(TotalsError, match=r"offers accounts for \d of 2 rows"):
        commit(write(tmp_path / "f", *GOOD), Careless())

    assert held() == {}


def test_a_slipped_row_is_rejected_by_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "f", GOOD[0], "club,Club, with comma,12", BAD, GOOD[1])

    answer = check(path).as_json()

    assert counts(answer) == (4, 2, 0, 0, 0, 2)
    assert answer["errors"] == [
        {
            "row": 3,
            "column": "",
            "message": "column D has no heading, and this row has something in it; perhaps a cell "
            "holds a separator and is not in quotation marks",
        },
        {"row": 4, "column": "months", "message": "“soon” is not a whole number"},
    ]
    assert commit(path).committed is False
    assert commit(path, skip_rejected=True).committed is True
    assert held().keys() == {"play", "cafe"}


def test_synonyms_and_case_of_headings(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("TITLE;Months;CODE\nClub;12;club\n", encoding="utf-8")

    commit(path)

    assert held() == {"club": ("Club", 12)}


def test_a_heading_alone_is_an_import_of_nothing(tmp_path: Path) -> None:
    report = commit(write(tmp_path / "f"))

    assert (report.committed, counts(report.as_json())) == (True, (0, 0, 0, 0, 0, 0))
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "the file is no table but a PDF"),
        (b"name,months\nClub,12\n", "the file lacks the columns code"),
        (b'code,name\nclub,"Club\n', "row 2 cannot be read: its quotation marks do not pair"),
    ],
)
def test_what_is_no_table_is_refused_whole(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)

    for run in (check, commit):
        with pytest.raises(TableError, match=words):
            run(path)
    assert (held(), Import.objects.count()) == ({}, 0)


def test_a_kind_has_its_own_limit_of_size(tmp_path: Path) -> None:
    class Small(Offers):
        limit_bytes = 1024 * 1024

    path = write(tmp_path / "f", *["play,Stay and Play,60"] * 60_000)

    with pytest.raises(TableError, match=r"the file has 1\.\d MB, and at most 1 MB"):
        check(path, Small())


def test_an_unknown_layout_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(ImportMisused, match="there is no layout theirs for offers"):
        check(write(tmp_path / "f", *GOOD), layout="theirs")


def test_a_refusal_of_a_kind_leaves_nothing(tmp_path: Path) -> None:
    class Reluctant(Offers):
        def commit(self, *args: Any, **kwargs: Any) -> None:
            super().commit(*args, **kwargs)
            raise ImportRefused("not today")

    with pytest.raises(ImportRefused, match="not today"):
        commit(write(tmp_path / "f", *GOOD), Reluctant())

    assert (held(), Import.objects.count()) == ({}, 0)


def test_problems_kept_are_bounded_and_counted_in_full(tmp_path: Path) -> None:
    path = write(tmp_path / "f", *[f"c{n},Club {n},soon" for n in range(1_200)], GOOD[0])
    commit(path, skip_rejected=True)

    kept = Import.objects.get()

    assert (len(kept.errors), kept.error_count, kept.rejected) == (1_000, 1_200, 1_200)
    assert [kept.errors[0]["row"], kept.errors[-1]["row"]] == [2, 1_001]


def test_words_for_people_show_the_first_problems(tmp_path: Path) -> None:
    path = write(tmp_path / "f", *[f"c{n},Club,soon" for n in range(25)], *GOOD)

    lines = list(check(path).in_words())

    assert lines[0] == "27 rows read: 2 new, 25 rejected"
    assert lines[1] == "Rejected:"
    assert lines[2] == "  row 2, months: “soon” is not a whole number"
    assert lines[22:] == ["  and 5 more", "To look at:", "  row 28, name: all in capitals"]


codes = st.sampled_from(["a", "b", "c", "d", "e"])
lines = st.builds(
    lambda code, name, months: (code, f"{code},{name or code},{months}"),
    codes,
    st.sampled_from(["", "elsewhere"]),
    st.sampled_from(["", "12", "60", "soon", "-1"]),
)
files = st.lists(lines, max_size=6, unique_by=lambda line: line[0])


@settings(max_examples=worlds(20, many=40))
@given(history=st.lists(files, min_size=1, max_size=3))
def test_after_any_files_the_last_word_of_each_row_holds(
    tmp_path: Path, history: list[list[tuple[str, str]]]
) -> None:
    Activity.objects.filter(code__in=list("abcde")).delete()
    expected: dict[str, tuple[str, int | None]] = {}
    for rows in history:
        path = write(tmp_path / "f", *[line for _, line in rows])
        foreseen = check(path)
        report = commit(path, skip_rejected=True)
        for code, line in rows:
            _, name, months = line.split(",")
            if name != "elsewhere" and re.fullmatch(r"\d*", months):
                expected[code] = (name, int(months) if months else None)

        assert report.as_json() == {**foreseen.as_json(), "committed": True}
        assert report.checked.read == len(rows)
        assert held() == expected
