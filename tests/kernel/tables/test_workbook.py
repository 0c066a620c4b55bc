"""XLSX workbooks: what a sheet shows comes as text; what is no workbook is refused in words."""

from __future__ import annotations

import contextlib
import datetime as dt
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from flyingstart.kernel.tables.api import (
    Column,
    TableError,
    read_date,
    read_moment,
    read_table,
    read_yes_no,
)
from tests.kernel.tables.files import cells_of, change_part, contents, write_xlsx, write_zip

SHEET = "xl/worksheets/sheet1.xml"
CODE = Column(name="code", explained="the code", required=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Zoë 👶 علي", "Zoë 👶 علي"),
        (12, "12"),
        (12.0, "12"),
        (9990000018.0, "9990000018"),
        (-0.4135, "-0.4135"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.date(2019, 3, 4), "2019-03-04"),
        (dt.datetime(2019, 3, 4), "2019-03-04"),  # noqa: DTZ001 - a sheet knows no zones
        (dt.datetime(2019, 3, 4, 9, 30), "2019-03-04T09:30:00"),  # noqa: DTZ001 - likewise
        (dt.datetime(2019, 3, 4, 10, 20, 59), "2019-03-04T10:20:59"),  # noqa: DTZ001 - likewise
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=26, minutes=5), "26:05:00"),
        (None, ""),
        ("two\nlines", "two\nlines"),
        ("_x000D_line", "line"),
        ("_x0041__x005F_x000D_", "A_x000D_"),
        ("_x0000__xD800_b", "b"),
    ],
)
def test_a_value_is_the_text_that_the_sheet_shows(tmp_path: Path, value: object, text: str) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code", "value"], ["A", value]]})

    assert contents(read_table(path)) == [(2, {"code": "A", "value": text})]


def test_dates_and_ticks_are_understood_by_cells(tmp_path: Path) -> None:
    row = [dt.date(2019, 7, 1), dt.datetime(2019, 7, 1, 9, 30), True]  # noqa: DTZ001 - a sheet's
    path = write_xlsx(tmp_path / "f", {"A": [["day", "moment", "tick"], row]})

    (read,) = read_table(path).rows

    assert read_date(read["day"]) == dt.date(2019, 7, 1)
    assert read_moment(read["moment"]) == dt.datetime(2019, 7, 1, 8, 30, tzinfo=dt.UTC)
    assert read_yes_no(read["tick"])


def test_dates_of_a_macintosh_workbook(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.worksheets[0].append(["day"])
    workbook.worksheets[0].append([dt.date(2019, 3, 4)])
    workbook.save(tmp_path / "f")

    assert cells_of(read_table(tmp_path / "f")) == [["day"], ["2019-03-04"]]


def test_a_date_outside_the_calendar_is_no_silent_blank(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["day"], [dt.date(2019, 3, 4)]]})
    change_part(path, SHEET, "<v>43528</v>", "<v>99999999</v>")

    assert cells_of(read_table(path)) == [["day"], ["#VALUE!"]]


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [
        [],
        ["code", "name"],
        ["A", "Ada"],
        [None, " "],
        [],
        ["B"],
        [None, None, None, None],
    ]
    path = write_xlsx(tmp_path / "f", {"A": rows})

    assert contents(read_table(path)) == [
        (3, {"code": "A", "name": "Ada"}),
        (6, {"code": "B", "name": ""}),
    ]


def test_notes_beside_the_table_are_not_read(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [
        ["code"],
        ["A", None, "note to self"],
        [None, None, "another"],
        ["B"],
    ]
    table = read_table(write_xlsx(tmp_path / "f", {"A": rows}))

    assert contents(table) == [(2, {"code": "A"}), (4, {"code": "B"})]
    assert table.slipped == {}


def test_the_sheet_with_the_columns_is_read_else_the_first_that_has_any(tmp_path: Path) -> None:
    sheets: dict[str, list[list[str]]] = {
        "Empty": [],
        "Notes": [["Read me"]],
        "Data": [["Code"], ["A"]],
        "Old": [["code"]],
    }
    path = write_xlsx(tmp_path / "f", sheets)

    assert cells_of(read_table(path, [CODE])) == [["code"], ["A"]]
    assert cells_of(read_table(path)) == [["Read me"]]


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["code"])
    workbook.create_sheet("Shown").append(["code", "name"])
    workbook.worksheets[0].sheet_state = "hidden"
    workbook.save(tmp_path / "f")

    assert read_table(tmp_path / "f", [CODE]).headings == ["code", "name"]


def test_formulas_give_what_excel_last_saw(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "f", {"A": [["code", "sum"], ["A", "=1+1"], ["B", "=C1"]]}, formulas=True
    )
    change_part(path, SHEET, "<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    change_part(path, SHEET, 'r="B3"><f>C1</f><v />', 'r="B3" t="str"><f>C1</f><v></v>')

    assert cells_of(read_table(path)) == [["code", "sum"], ["A", "2"], ["B", ""]]


def test_a_formula_never_worked_out_is_its_own_text_and_no_silent_blank(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "f", {"A": [["code", "sum", "x"], ["A", "=1+1", None]]}, formulas=True
    )

    assert contents(read_table(path)) == [(2, {"code": "A", "sum": "=1+1", "x": ""})]


def test_an_array_formula_is_its_own_text(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["code"])
    workbook.worksheets[0]["A2"] = ArrayFormula("A2:A2", "=SUM(B1:B2)")
    workbook.save(tmp_path / "f")

    assert cells_of(read_table(tmp_path / "f")) == [["code"], ["=SUM(B1:B2)"]]


def test_a_wrong_statement_of_size_hides_no_rows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code", "name"], ["A", "Ada"], ["B", "Bob"]]})
    change_part(path, SHEET, 'ref="A1:B3"', 'ref="A1:A2"')

    assert cells_of(read_table(path)) == [["code", "name"], ["A", "Ada"], ["B", "Bob"]]


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="the workbook is empty"):
        read_table(write_xlsx(tmp_path / "f", {"A": [], "B": [[None, " "]]}))


def test_the_name_of_the_file_says_nothing(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.csv", {"A": [["code"], ["A"]]})

    assert cells_of(read_table(path)) == [["code"], ["A"]]


# --- files that are no workbook, or a damaged one --------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED = "the file is protected by a password; save it without one"


def test_an_old_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(OLE + bytes(1024) + "Workbook".encode("utf-16-le"))

    with pytest.raises(TableError, match=r"of an old Office program \(\.xls\); save it as XLSX"):
        read_table(tmp_path / "f")


@pytest.mark.parametrize("before", [504, (1 << 20) - 20])
def test_a_protected_workbook_is_refused(tmp_path: Path, before: int) -> None:
    content = OLE + bytes(before) + "EncryptedPackage".encode("utf-16-le") + bytes(64)
    (tmp_path / "f").write_bytes(content)

    with pytest.raises(TableError) as fault:
        read_table(tmp_path / "f")
    assert str(fault.value) == PROTECTED


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code"]]})
    content = bytearray(path.read_bytes())
    # The flag of every part, in the list of contents.
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    path.write_bytes(content)

    with pytest.raises(TableError) as fault:
        read_table(path)
    assert str(fault.value) == PROTECTED


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/workbook.bin": ""}, "the file is a binary workbook (.xlsb)"),
        ({"mimetype": "x", "content.xml": ""}, "the file is an OpenDocument file"),
        ({"word/document.xml": ""}, "the file is no table but a text document"),
        ({"photo.jpg": ""}, "the file is no table but a compressed file; unpack it first"),
        ({}, "the file is no table but a compressed file; unpack it first"),
        ({"xl/workbook.xml": "<x"}, "the workbook is damaged and cannot be read"),
        ({"xl/workbook.xml": "<x/>"}, "the workbook is damaged and cannot be read"),
    ],
)
def test_other_archives_are_refused(tmp_path: Path, parts: dict[str, str], words: str) -> None:
    with pytest.raises(TableError) as fault:
        read_table(write_zip(tmp_path / "f", parts))
    assert str(fault.value).startswith(words)


def test_damage_anywhere_is_a_table_error(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code", "name"], ["A", "Ada"], ["B", "Bob"]]})
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()

    for cut in range(0, len(whole), 97):
        path.write_bytes(whole[:cut])
        _demand_table_or_error(path)
    for place in range(0, len(whole), 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        _demand_table_or_error(path)
    for name in names:
        path.write_bytes(whole)
        with zipfile.ZipFile(path) as archive:
            parts = {part: archive.read(part) for part in names}
        _demand_table_or_error(write_zip(path, {**parts, name: parts[name][:-9]}))


def _demand_table_or_error(path: Path) -> None:
    with contextlib.suppress(TableError):
        list(read_table(path, [CODE]).rows)


def test_an_unpacked_size_beyond_reason_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code"]]})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _ in range(61):
            part.write(bytes(1 << 20))
    opened: list[object] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *asked, **_: opened.append(asked))

    with pytest.raises(TableError, match="unpacks to 61 MB, and at most 60 MB are taken at once"):
        read_table(path, limit_bytes=5 << 20)

    assert opened == []


def test_an_archive_that_lies_about_its_size_is_read_no_further(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[SHEET] += b" " * (64 << 20)
    write_zip(path, parts)
    content = path.read_bytes()
    claimed = struct.pack("<L", len(parts[SHEET]))
    path.write_bytes(content.replace(claimed, struct.pack("<L", 1000)))

    with pytest.raises(TableError, match="damaged"):
        list(read_table(path).rows)


def test_entities_within_entities_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code"], ["A"]]})
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    change_part(path, SHEET, "<worksheet", f'<!DOCTYPE x [<!ENTITY e0 "lol">{levels}]><worksheet')
    change_part(path, SHEET, "<t>A</t>", "<t>&e9;</t>")

    with pytest.raises(TableError, match="damaged"):
        list(read_table(path).rows)


def test_a_row_that_no_sheet_has_is_refused_quickly(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code"], ["A"]]})
    change_part(path, SHEET, '<row r="2"', '<row r="900000000"')
    change_part(path, SHEET, ' r="A2"', "")
    started = time.process_time()

    with pytest.raises(TableError, match="more rows or cells than a sheet can have"):
        list(read_table(path).rows)

    assert time.process_time() - started < 10


def test_a_column_that_no_sheet_has_costs_nothing(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code"], ["A"], ["B"]]})
    change_part(path, SHEET, 'r="A2"', 'r="XFE2"')

    assert contents(read_table(path)) == [(3, {"code": "B"})]


def test_noise_after_the_signature_of_an_archive(tmp_path: Path) -> None:
    for content in (b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + b"\xff" * 5000):
        (tmp_path / "f").write_bytes(content)
        with pytest.raises(TableError):
            read_table(tmp_path / "f")


def test_reading_leaves_no_file_open(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f", {"A": [["code"], *[["A"]] * 5000]})
    before = open_files()

    rows = read_table(path).rows
    next(rows)
    during = open_files()
    del rows

    assert (open_files(), during) == (before, before + 1)


def open_files() -> int:
    """How many files this process has open."""
    return len(list(Path("/dev/fd").iterdir()))
