"""In which encoding a file of text is, and what a file is that holds no text.

UTF-8 and UTF-16 with or without a mark, else Windows-1252: what Excel writes. The whole file is
looked through before a row is read, so that no name is spoilt in row 100,000.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from flyingstart.kernel.tables.table import TableError

CHUNK = 1 << 20
_HEAD = 4096

ZIP, EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Marks of encodings; the longer first, for one begins with the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How files begin that people send by mistake.
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
    (b"{\\rtf", "a text document"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
_MARKUP = re.compile(rb"\s*(<!doctype|<html|<\?xml|<table|<script)", re.IGNORECASE)
_JSON = re.compile(rb"\s*(\{\s*[\"}]|\[\s*[\"{\[\]])")
# No text holds these; Windows-1252 would take nearly any file for text.
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


def looks_like_workbook(path: Path) -> bool:
    """Whether the file is a workbook of some kind, ours or not, rather than text."""
    with path.open("rb") as file:
        return file.read(len(OLE)).startswith((ZIP, EMPTY_ZIP, OLE))


def encoding_of(path: Path) -> str:
    """The codec by which the whole file can be read. Raises `TableError`."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise TableError("the file is empty")
    _refuse_other_files(head)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            _demand(path, codec)
            return codec
    if unmarked := _unmarked_utf16(head):
        _demand(path, unmarked)
        return unmarked
    if b"\0" in head:
        raise TableError("the file is not text: it holds zero bytes")
    if _readable(path, "utf-8"):
        return "utf-8"
    _refuse_mixtures(path)
    if any(_CONTROLS.search(chunk) for chunk in _chunks(path)):
        raise TableError("the file is not text: it holds control characters")
    if _readable(path, "cp1252"):
        return "cp1252"
    raise TableError(
        "the text is neither UTF-8, UTF-16 nor Windows-1252; save the file as “CSV UTF-8”"
    )


def _refuse_other_files(head: bytes) -> None:
    for start, what in _OTHERS:
        if head.startswith(start):
            raise TableError(f"the file is no table but {what}")
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise TableError(
            "the file is no table but a web page or XML, whatever its name says; open it in a "
            "spreadsheet program and save it as XLSX or CSV"
        )
    if _JSON.match(head.removeprefix(codecs.BOM_UTF8)):
        raise TableError("the file is no table but JSON")


def _unmarked_utf16(head: bytes) -> str | None:
    """Headings are mostly plain letters: in UTF-16 every other byte of them is zero."""
    start = head[:64]
    low, high = start[::2].count(0), start[1::2].count(0)
    if high > len(start) // 4 and low == 0:
        return "utf-16-le"
    if low > len(start) // 4 and high == 0:
        return "utf-16-be"
    return None


def _demand(path: Path, codec: str) -> None:
    if not _readable(path, codec):
        name = codec.upper().removesuffix("-SIG")
        raise TableError(f"the file says it is {name}, but holds something else; save it again")


def _readable(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for chunk in _chunks(path):
            if "\0" in decoder.decode(chunk):
                raise TableError("the file is not text: it holds zero bytes")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_mixtures(path: Path) -> None:
    """Two encodings in one file, as when lists are pasted together: every reading spoils names."""
    letters = others = 0
    for chunk in _chunks(path):
        letters += len(_UTF8_LETTER.findall(chunk))
        others += len(_HIGH_BYTE.findall(_UTF8_LETTER.sub(b"", chunk)))
    if letters > others:
        raise TableError(
            "the file mixes UTF-8 and another encoding, so that some names would be spoilt; save "
            "all of it as “CSV UTF-8”"
        )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
