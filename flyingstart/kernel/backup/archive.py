"""One file that holds others, as `tar` reads it; each part's checksum is taken on the way."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from flyingstart.kernel.backup.errors import DamagedBackupError, NotABackupError
from flyingstart.kernel.backup.manifest import Manifest, Part

DATABASE, FILES, MANIFEST, SEAL = "database.dump", "files/", "manifest.json", "manifest.sha256"
CHUNK = 1 << 20
_BLOCK = tarfile.BLOCKSIZE
# Larger manifests than this there are none: thousands of tables would not fill it.
_LARGEST_MANIFEST = 64 << 20


class Writer:
    """A new archive. The length of a part need not be known beforehand."""

    def __init__(self, file: IO[bytes], at: float) -> None:
        self._file = file
        self._at = int(at)
        self.parts: dict[str, Part] = {}

    def add(self, name: str, content: Iterable[bytes]) -> None:
        """Write a part as it comes."""
        begins = self._file.tell()
        self._file.write(self._heading(name, 0))
        digest, size = hashlib.sha256(), 0
        for chunk in content:
            digest.update(chunk)
            size += len(chunk)
            self._file.write(chunk)
        self._file.write(bytes(-size % _BLOCK))
        self._file.seek(begins)
        self._file.write(self._heading(name, size))
        self._file.seek(0, os.SEEK_END)
        self.parts[name] = Part(size=size, sha256=digest.hexdigest())

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and its own checksum: a file without them is no backup."""
        content = manifest.as_bytes()
        self.add(MANIFEST, [content])
        self.add(SEAL, [hashlib.sha256(content).hexdigest().encode()])
        self._file.write(bytes(2 * _BLOCK))

    def _heading(self, name: str, size: int) -> bytes:
        heading = tarfile.TarInfo(name)
        heading.size, heading.mtime, heading.mode = size, self._at, 0o600
        return heading.tobuf(tarfile.GNU_FORMAT)


class Reader:
    """An archive that was written; use it in a `with`, as `opened`."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.manifest = self._manifest()

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """Raises `NotABackupError`, `DamagedBackupError` and `OSError`."""
        try:
            with tarfile.open(path, "r:") as tar:
                yield cls(tar)
        except tarfile.TarError:
            raise NotABackupError(
                f"{path.name} is no backup of Flying Start, or was cut short"
            ) from None

    def extract(self, name: str, to: Path) -> None:
        """Write a part to a new file that only we can read. Raises `DamagedBackupError`."""
        expected = self.manifest.parts[name]
        digest, size = hashlib.sha256(), 0
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with private_file(to) as file:
            for chunk in chunks_of(self._open(name)):
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        if Part(size=size, sha256=digest.hexdigest()) != expected:
            raise DamagedBackupError(f"{name} in it is damaged: its checksum is another one")

    def _manifest(self) -> Manifest:
        content = self._open(MANIFEST).read(_LARGEST_MANIFEST)
        seal = self._open(SEAL).read(_BLOCK).decode(errors="replace")
        if hashlib.sha256(content).hexdigest() != seal:
            raise DamagedBackupError("its manifest is damaged: its checksum is another one")
        return Manifest.read(content)

    def _open(self, name: str) -> IO[bytes]:
        try:
            found = self._tar.extractfile(name)
        except KeyError:
            found = None
        if found is None:
            raise DamagedBackupError(f"it lacks {name}: it was cut short, or is no backup")
        return found


def private_file(path: Path) -> io.BufferedWriter:
    """A new file for us alone. Raises `FileExistsError`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb")


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file's content, piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk
