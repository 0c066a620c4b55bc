"""CSV: separators, quotation marks, line ends, ragged rows, and the row a spreadsheet shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from flyingstart.kernel.tables.api import Column, TableError, read_table
from tests.kernel.tables.files import cells_of, contents, read_bytes

CODE = Column(name="code", explained="the code", required=True)
NAME = Column(name="name", explained="the name")


@pytest.mark.parametrize(
    "text",
    [
        # Decimals with a comma, where the separator is a semicolon.
        "code;name;share\r\nA;Ada;1,5\r\nB;Bob;2,5\r\n",
        # Commas in most cells.
        "code;name;share\r\nA;Ada, Countess;1\r\nB;Bob, Baron;2\r\n",
        "code\tname\tshare\r\nA\tAda; and, more\t1\r\nB\tBob, b; c\t2\r\n",
        'code,name,share\r\nA,"a;b;c;d",1\r\nB,"e;f\tg;h",2\r\n',
        # As many of the one as of the other in the heading.
        "code;name, first;share\r\nA;Ada;1\r\nB;Bob;2\r\n",
    ],
)
def test_the_separator_is_the_one_that_makes_columns(tmp_path: Path, text: str) -> None:
    (_, first), (_, second) = contents(read_bytes(tmp_path / "f", text.encode()))

    assert (len(first), first["code"], second["code"]) == (3, "A", "B")


def test_known_headings_decide_when_rows_do_not(tmp_path: Path) -> None:
    text = b"code;name,x\r\n"

    plain, known = read_bytes(tmp_path / "f", text), read_bytes(tmp_path / "f", text, [CODE])

    assert (plain.headings, known.headings) == (["code;name", "x"], ["code", "name,x"])


@pytest.mark.parametrize("cell", ["a,b", "a;b", "a,b;c"])
def test_one_column_may_hold_separators_in_quotation_marks(tmp_path: Path, cell: str) -> None:
    table = read_bytes(tmp_path / "f", f'name\r\n"{cell}"\r\nx\r\n'.encode())

    assert cells_of(table) == [["name"], [cell], ["x"]]


@pytest.mark.parametrize(("line", "separator"), [("sep=;", ";"), ("SEP=,", ","), ("sep=\t", "\t")])
def test_excels_own_first_line_names_the_separator_and_is_no_row(
    tmp_path: Path, line: str, separator: str
) -> None:
    text = f"{line}\r\ncode{separator}name\r\nA{separator}Ada\r\n"

    table = read_bytes(tmp_path / "f", text.encode("utf-8-sig"))

    assert contents(table) == [(2, {"code": "A", "name": "Ada"})]


def test_a_strange_separator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"“\|” is none of comma, semicolon and tab"):
        read_bytes(tmp_path / "f", b"sep=|\r\ncode|name\r\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(tmp_path: Path, end: str) -> None:
    text = end.join(["code,name", "A,Ada", 'B,"two', 'lines"', "C,Cy"])

    table = read_bytes(tmp_path / "f", text.encode())

    assert contents(table) == [
        (2, {"code": "A", "name": "Ada"}),
        (3, {"code": "B", "name": f"two{end}lines"}),
        (4, {"code": "C", "name": "Cy"}),
    ]


def test_blank_rows_are_not_read_but_counted(tmp_path: Path) -> None:
    text = "code,name\r\n\r\nA,Ada\r\n,\r\n  , \r\n\r\nB,\r\n\r\n"

    table = read_bytes(tmp_path / "f", text.encode())

    assert contents(table) == [
        (3, {"code": "A", "name": "Ada"}),
        (7, {"code": "B", "name": ""}),
    ]


def test_a_heading_below_blank_rows_keeps_its_row(tmp_path: Path) -> None:
    table = read_bytes(tmp_path / "f", b",\r\n\r\ncode,name\r\nA,Ada\r\n")

    assert contents(table) == [(4, {"code": "A", "name": "Ada"})]


def test_short_rows_end_in_blanks(tmp_path: Path) -> None:
    table = read_bytes(tmp_path / "f", b"code,name,share\r\nA\r\nB,Bob\r\n")

    assert contents(table) == [
        (2, {"code": "A", "name": "", "share": ""}),
        (3, {"code": "B", "name": "Bob", "share": ""}),
    ]


def test_surplus_blanks_are_no_surplus(tmp_path: Path) -> None:
    table = read_bytes(tmp_path / "f", b"code,name,,\r\nA,Ada,,,,\r\nB,Bob, ,\r\n")

    assert cells_of(table) == [["code", "name"], ["A", "Ada"], ["B", "Bob"]]


@pytest.mark.parametrize("heading", ["code,name", "code,name,,"])
def test_a_cell_beyond_the_headings_means_slipped_cells(tmp_path: Path, heading: str) -> None:
    text = f"{heading}\r\nA,Ada\r\nB,1 High Street, Flat 2\r\n"
    table = read_bytes(tmp_path / "f", text.encode())

    assert contents(table) == [(2, {"code": "A", "name": "Ada"})]
    assert table.slipped == {3: "C"}


def test_a_column_without_heading_before_others_is_left_out(tmp_path: Path) -> None:
    table = read_bytes(tmp_path / "f", b",code,,name\r\n0,A,x,Ada\r\n1,B,y,Bob\r\n")

    assert cells_of(table) == [["code", "name"], ["A", "Ada"], ["B", "Bob"]]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('code,name\r\nA,Ada\r\nB,"Bob\r\nC,Cy\r\n', 3),
        ('code,name\r\nA,Ada\r\nB,"Bob" Baker\r\n', 3),
        ('code,name\r\n"A,Ada\r\n' + "B,Bob\r\n" * 40_000, 2),
    ],
)
def test_quotation_marks_that_do_not_pair_swallow_nothing(
    tmp_path: Path, text: str, row: int
) -> None:
    with pytest.raises(TableError, match=f"row {row} cannot be read: its quotation marks"):
        list(read_bytes(tmp_path / "f", text.encode()).rows)


def test_quotation_marks_inside_are_kept(tmp_path: Path) -> None:
    text = 'code,name\r\nA,"Ada ""the first"""\r\nB,O"Brien\r\nC, "with, space"\r\n'

    table = read_bytes(tmp_path / "f", text.encode())

    assert [row["name"] for row in table.rows] == ['Ada "the first"', 'O"Brien', "with, space"]


def test_cells_come_without_spaces_round_them(tmp_path: Path) -> None:
    text = "code , name\r\n A\u00a0,\t Ada  Lovelace \r\n"

    table = read_bytes(tmp_path / "f", text.encode())

    assert contents(table) == [(2, {"code": "A", "name": "Ada  Lovelace"})]


def test_a_column_that_is_not_there_is_blank(tmp_path: Path) -> None:
    table = read_bytes(tmp_path / "f", b"code\r\nA\r\n", [CODE, NAME])
    (row,) = table.rows

    assert (table.has("code"), table.has("name"), row["name"]) == (True, False, "")


def test_rows_can_be_read_again_and_left_unfinished(tmp_path: Path) -> None:
    table = read_bytes(tmp_path / "f", b"code\r\nA\r\nB\r\nC\r\n")

    first = next(table.rows)
    everything = [row["code"] for row in table.rows]

    assert (first["code"], everything) == ("A", ["A", "B", "C"])


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    name = "Maximiliana " * 10_000

    table = read_bytes(tmp_path / "f", f"code,name\r\nA,{name}\r\n".encode())

    assert [row["name"] for row in table.rows] == [name.strip()]


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as file:
        file.write(b"code\r\n")
        file.truncate(50 * 1024 * 1024 + 1)

    with pytest.raises(TableError, match=r"the file has 50\.0 MB, and at most 50 MB are taken"):
        read_table(path)


def test_a_limit_can_be_raised_and_lowered(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"code\r\n" + b"A\r\n" * 400_000)

    assert read_table(path, limit_bytes=2 << 20).headings == ["code"]
    with pytest.raises(TableError, match=r"the file has 1\.1 MB, and at most 1 MB"):
        read_table(path, limit_bytes=1 << 20)


@pytest.mark.parametrize("name", ["", "absent.csv"])
def test_a_folder_or_nothing_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError, match="there is no file"):
        read_table(tmp_path / name)
