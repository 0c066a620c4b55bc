"""Reads a PDF as far as the tests need it: its text in order, and the kinds of its tags.

Streams by zlib, letters by each font's own table of characters (ToUnicode).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TAG = re.compile(rb"/S\s*/([A-Za-z0-9]+)")


@dataclass
class Pdf:
    """The objects of a file, those in packed streams included."""

    content: bytes
    objects: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, body in _OBJECT.findall(self.content):
            self.objects[int(number)] = body
        for body in list(self.objects.values()):
            if b"/ObjStm" in body:
                self._unpack(body)

    def _unpack(self, body: bytes) -> None:
        first = int(re.search(rb"/First (\d+)", body)[1])  # type: ignore[index]
        data = stream(body)
        numbers = [int(word) for word in data[:first].split()]
        places = list(zip(numbers[::2], numbers[1::2], strict=True))
        ends = [place for _, place in places[1:]] + [len(data) - first]
        for (number, place), end in zip(places, ends, strict=True):
            self.objects[number] = data[first + place : first + end]

    @property
    def tags(self) -> dict[str, int]:
        """How often each kind of tag occurs."""
        found: dict[str, int] = {}
        for body in self.objects.values():
            if b"/StructElem" in body or b"/P " in body:
                for tag in _TAG.findall(body):
                    found[tag.decode()] = found.get(tag.decode(), 0) + 1
        return found

    @property
    def text(self) -> str:
        """All words, page by page, spaces left out: lines break where the page wants."""
        pages = [body for body in self.objects.values() if re.search(rb"/Type\s*/Page\b", body)]
        return "".join(self._page(body) for body in pages)

    def _page(self, body: bytes) -> str:
        fonts = self._fonts(body)
        number = int(re.search(rb"/Contents (\d+)", body)[1])  # type: ignore[index]
        words, font = [], b""
        tokens = re.finditer(
            rb"/(\w+) [\d.]+ Tf|\[(.*?)\]\s*TJ|(<[0-9A-Fa-f]*>|\((?:\\.|[^()\\])*\))\s*Tj",
            stream(self.objects[number]),
            re.DOTALL,
        )
        for token in tokens:
            if token[1]:
                font = token[1]
                continue
            letters = fonts.get(font, {})
            words += [letters.get(code, "") for code in _codes(token[2] or token[3])]
        return "".join(words)

    def _fonts(self, page: bytes) -> dict[bytes, dict[int, str]]:
        resources = self._dictionary(page, b"Resources")
        listed = self._dictionary(resources, b"Font")
        found = {}
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", listed):
            table = re.search(rb"/ToUnicode (\d+)", self.objects[int(number)])
            found[name] = _characters(stream(self.objects[int(table[1])])) if table else {}
        return found

    def _dictionary(self, body: bytes, name: bytes) -> bytes:
        """A dictionary that stands under a name, or the object to which the name points."""
        pointed = re.search(rb"/" + name + rb" (\d+) 0 R", body)
        if pointed:
            return self.objects[int(pointed[1])]
        return body[body.index(b"/" + name) :]


def stream(body: bytes) -> bytes:
    """What an object's stream holds, unpacked."""
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _codes(shown: bytes) -> list[int]:
    """The codes of a shown text, two bytes each."""
    codes = []
    for part in re.findall(rb"<([0-9A-Fa-f]*)>|\(((?:\\.|[^()\\])*)\)", shown, re.DOTALL):
        raw = bytes.fromhex(part[0].decode()) if part[0] else _unescaped(part[1])
        codes += [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
    return codes


def _unescaped(raw: bytes) -> bytes:
    letters = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def letter(found: re.Match[bytes]) -> bytes:
        if found[1].isdigit():
            return bytes([int(found[1], 8)])
        return letters.get(found[1], found[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", letter, raw, flags=re.DOTALL)


def _characters(table: bytes) -> dict[int, str]:
    """From codes to letters, as a ToUnicode table says."""
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, text in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            first = int(text, 16)
            for step in range(int(high, 16) - int(low, 16) + 1):
                found[int(low, 16) + step] = chr(first + step)
    return found
