"""Cells that a spreadsheet would run: none leaves awake, and each comes back as it was."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.kernel.tables.api import csv_pieces, csv_text, neutralised, read_table, restored

# What starts a formula in Excel, LibreOffice or Google Sheets.
STARTS = "=+-@\t\r"
# Cells that look like formulas, or like formulas put to sleep.
tricky = st.text(alphabet="=+-@'\t\r\n 10.a,;\"é", max_size=8)
cells = st.one_of(tricky, st.text(max_size=20))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+44 7700 900123", "'+44 7700 900123"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        # Already asleep: one more, so that waking gives it back.
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'\t", "''\t"),
        # Nothing that runs.
        ("", ""),
        ("-0.4135", "-0.4135"),
        ("-12", "-12"),
        ("'Abd", "'Abd"),
        ("O'Brien", "O'Brien"),
        ("a=b", "a=b"),
        ("’=", "’="),
    ],
)
def test_a_formula_gets_an_apostrophe(cell: str, written: str) -> None:
    assert neutralised(cell) == written
    assert restored(written) == cell


@given(cells)
def test_every_cell_comes_back(cell: str) -> None:
    assert restored(neutralised(cell)) == cell


@given(cells)
def test_nothing_leaves_that_runs(cell: str) -> None:
    written = neutralised(cell)

    awake = written.lstrip(" ").startswith(tuple(STARTS))
    assert not awake or re.fullmatch(r"-[0-9]+(\.[0-9]+)?", written)


@given(cells)
def test_what_was_never_put_to_sleep_is_not_woken_twice(cell: str) -> None:
    once = restored(cell)

    assert once in {cell, cell[1:]}
    assert neutralised(once) == cell or once == cell


# Line ends inside a cell are kept as a spreadsheet keeps them: any of the three.
plain_rows = st.lists(
    st.lists(st.text(alphabet="=+-@' 10.a,;\"é\n👶ع", max_size=8), min_size=2, max_size=2),
    max_size=5,
)


@given(rows=plain_rows, separator=st.sampled_from([",", ";", "\t"]), mark=st.booleans())
def test_a_file_we_write_is_read_back_unchanged(
    tmp_path: Path, rows: list[list[str]], separator: str, mark: bool
) -> None:
    path = tmp_path / "f"
    # newline: the file is written as it is.
    path.write_text(
        csv_text(
            ["code", "name", "note"], [["x", *row] for row in rows], mark=mark, separator=separator
        ),
        encoding="utf-8",
        newline="",
    )

    read = [[row["code"], row["name"], row["note"]] for row in read_table(path).rows]

    assert read == [["x", *(cell.strip() for cell in row)] for row in rows]


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_any_program_that_reads_csv_gets_sleeping_cells(rows: list[list[str]]) -> None:
    text = csv_text(["a", "b"], rows)

    read = list(csv.reader(io.StringIO(text, newline="")))

    assert read == [["a", "b"], *([neutralised(cell) for cell in row] for row in rows)]


def test_rows_go_by_heading_or_by_place() -> None:
    by_heading = csv_text(["a", "b"], [{"b": "2", "a": "1", "c": "3"}, {"b": "4"}])

    assert by_heading == csv_text(["a", "b"], [["1", "2"], ["", "4"]]) == "a,b\r\n1,2\r\n,4\r\n"


def test_headings_are_put_to_sleep_too_and_woken() -> None:
    assert csv_text(["=a"], []) == "'=a\r\n"


def test_the_mark_comes_first_when_asked_for() -> None:
    assert csv_text(["a"], [], mark=True) == "\ufeffa\r\n"


def test_a_long_file_comes_in_pieces() -> None:
    pieces = list(csv_pieces(["n"], ([str(n)] for n in range(2_500))))

    assert len(pieces) == 3
    assert "".join(pieces).split() == ["n", *map(str, range(2_500))]
