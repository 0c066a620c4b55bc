"""The files themselves: their checksum, and the kept originals."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from flyingstart.kernel.intake.bulk import copy_rows
from flyingstart.kernel.intake.kinds import ImportRefused
from flyingstart.kernel.models import ImportedFile, ImportedPiece

_CHUNK = 1 << 20
# gzip's own frame rather than bare deflate.
_GZIP = 16 + zlib.MAX_WBITS


def sha256_of(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_original(path: Path, sha256: str) -> ImportedFile:
    """Keep a file, compressed, unless it is kept already. Runs inside a transaction.

    Raises `ImportRefused` when the file is no longer the one that was checked.
    """
    file, is_new = ImportedFile.objects.get_or_create(
        sha256=sha256, defaults={"size_bytes": path.stat().st_size}
    )
    if is_new:
        copy_rows(
            ImportedPiece,
            ["file", "number", "content"],
            ((file.pk, number, content) for number, content in enumerate(_compressed(path))),
        )
    if sha256_of(path) != sha256:
        raise ImportRefused("the file was changed while it was read; import it again")
    return file


def original_pieces(file: ImportedFile) -> Iterator[bytes]:
    """The kept file as it came in, piece by piece."""
    unpack = zlib.decompressobj(wbits=_GZIP)
    for content in file.pieces.values_list("content", flat=True).iterator(chunk_size=8):
        yield unpack.decompress(content)
    yield unpack.flush()


def _compressed(path: Path) -> Iterator[bytes]:
    pack = zlib.compressobj(wbits=_GZIP)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if content := pack.compress(chunk):
                yield content
    yield pack.flush()
