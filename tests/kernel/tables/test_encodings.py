"""Every encoding Excel writes is read; whatever is no text is refused with the reason."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

import pytest

from flyingstart.kernel.tables.api import TableError
from tests.kernel.tables.files import ENCODINGS, SEPARATORS, cells_of, csv_bytes, read_bytes

NAMES = [["given_name", "family_name"], ["Zoë", "O’Brien"], ["François", "Müller – Weiß €"]]
SCRIPTS = [
    ["given_name", "family_name"],
    ["محمد", "خان"],
    ["ਗੁਰਪ੍ਰੀਤ", "ਸਿੰਘ"],
    ["আয়েশা", "বেগম"],
    ["Żółć", "Ščípaná"],
    ["👶🏽", "\u202bعلي\u202c"],
    ["한별", "Nguyễn"],
]
UNICODE = [name for name in ENCODINGS if name != "Windows-1252"]


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS.keys())
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_western_names_come_through_unspoilt(tmp_path: Path, encoding: str, separator: str) -> None:
    content = csv_bytes(NAMES, encoding=encoding, separator=separator)

    assert cells_of(read_bytes(tmp_path / "f", content)) == NAMES


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS.keys())
@pytest.mark.parametrize("encoding", UNICODE)
def test_every_script_comes_through_unspoilt(tmp_path: Path, encoding: str, separator: str) -> None:
    content = csv_bytes(SCRIPTS, encoding=encoding, separator=separator)

    assert cells_of(read_bytes(tmp_path / "f", content)) == SCRIPTS


def test_a_letter_far_down_decides_as_well_as_one_at_the_top(tmp_path: Path) -> None:
    rows = [["name"], *[["Ada"]] * 300_000, ["Zoë"]]

    western = read_bytes(tmp_path / "f", csv_bytes(rows, encoding="Windows-1252"))
    unicode = read_bytes(tmp_path / "g", csv_bytes(rows, encoding="UTF-8"))

    assert [row["name"] for row in western.rows][-1] == "Zoë"
    assert [row["name"] for row in unicode.rows][-1] == "Zoë"


def test_a_letter_cut_by_the_reading_of_pieces_is_whole(tmp_path: Path) -> None:
    for shift in range(4):
        text = "name\r\n" + "x" * shift + "👶" * 300_000
        table = read_bytes(tmp_path / "f", text[:120_000].encode())
        assert {row["name"].strip("👶") for row in table.rows} == {"x" * shift}


def test_a_mixture_is_refused_rather_than_half_spoilt(tmp_path: Path) -> None:
    content = csv_bytes([["name"], ["Zoë"], ["Müller"], ["Żółć"]]) + "Ren\xe9e\r\n".encode("cp1252")

    with pytest.raises(TableError, match="the file mixes UTF-8 and another encoding"):
        read_bytes(tmp_path / "f", content)


def test_windows_text_that_looks_a_little_like_utf8_is_windows_text(tmp_path: Path) -> None:
    # “Ã©” is one letter of UTF-8, but the other three bytes are none.
    content = "name\r\nÃ©\r\né\r\nü\r\nö\r\n".encode("cp1252")

    table = read_bytes(tmp_path / "f", content)

    assert [row["name"] for row in table.rows] == ["Ã©", "é", "ü", "ö"]


def test_a_mark_that_lies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="says it is UTF-8, but holds something else"):
        read_bytes(tmp_path / "f", b"\xef\xbb\xbfname\r\nZo\xeb\r\n")
    with pytest.raises(TableError, match="says it is UTF-16, but holds something else"):
        read_bytes(tmp_path / "f", b"\xff\xfe" + "name\r\nAda".encode("utf-16-le") + b"\x00")


def test_utf16_cut_in_the_middle_of_a_letter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="says it is UTF-16-LE, but holds something else"):
        read_bytes(tmp_path / "f", "name\r\nAda Lovelace".encode("utf-16-le")[:-1])


def test_utf32_with_its_mark_is_read(tmp_path: Path) -> None:
    content = "name\r\nZoë\r\n".encode("utf-32")

    assert cells_of(read_bytes(tmp_path / "f", content)) == [["name"], ["Zoë"]]


@pytest.mark.parametrize("content", [b"", b" ", b"\r\n\r\n", b"\xef\xbb\xbf", b",,,\r\n,,\r\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableError, match="the file is empty"):
        read_bytes(tmp_path / "f", content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "the file is no table but a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "the file is no table but a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "the file is no table but a picture"),
        (b"GIF89a\x01\0\x01\0", "the file is no table but a picture"),
        (gzip.compress(b"a,b", mtime=0), "the file is no table but a compressed file; unpack it"),
        (b"{\\rtf1\\ansi hello}", "the file is no table but a text document"),
        (b"SQLite format 3\0", "the file is no table but a database"),
        (b"PAR1\x15\x04", "the file is no table but a Parquet file"),
        (b"  <!DOCTYPE html><table>", "the file is no table but a web page or XML"),
        (b"\xef\xbb\xbf<html><table>", "the file is no table but a web page or XML"),
        (b"<?xml version='1.0'?>", "the file is no table but a web page or XML"),
        (b'{"type": "FeatureCollection"}', "the file is no table but JSON"),
        (b'[{"name": "Ada"}]', "the file is no table but JSON"),
        (b"name\r\nAda\0Lovelace\r\n", "the file is not text: it holds zero bytes"),
        (b"name\r\n" + b"Ada\r\n" * 5000 + b"\0", "the file is not text: it holds zero bytes"),
        (b"name\r\n\xe9\x01\x02\r\n", "the file is not text: it holds control characters"),
        (b"name\r\n\x81\x8d\xe9\r\n", "the text is neither UTF-8, UTF-16 nor Windows-1252"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(TableError) as fault:
        read_bytes(tmp_path / "f", content)
    assert str(fault.value).startswith(words)


def test_noise_is_refused_or_read_but_never_an_error_of_ours(tmp_path: Path) -> None:
    noise = random.Random(1)
    for length in [1, 2, 3, 5, 20, 500, 5000]:
        for _ in range(40):
            content = noise.randbytes(length)
            try:
                table = read_bytes(tmp_path / "f", content)
                list(table.rows)
            except TableError:
                continue


def test_a_heading_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        content = csv_bytes([["given_name", "family_name"]], encoding=encoding)
        table = read_bytes(tmp_path / "f", content)
        assert (table.headings, list(table.rows)) == (["given_name", "family_name"], [])


def test_quoted_everything_is_read(tmp_path: Path) -> None:
    content = csv_bytes(SCRIPTS, encoding="UTF-16 big-endian", quoting=csv.QUOTE_ALL)

    assert cells_of(read_bytes(tmp_path / "f", content)) == SCRIPTS
