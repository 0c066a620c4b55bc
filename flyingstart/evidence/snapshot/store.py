"""The folder of snapshots: immutable files, manifests, and the name of the current one.

    current             the id of the newest snapshot; replaced by one rename
    manifests/ID.json   what belongs to a snapshot
    files/              Parquet, named by fact and content; never changed, removed with age
    lock                held by whoever refreshes

Readers open one manifest and are then safe from everything that happens beside them.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from flyingstart.evidence.errors import SnapshotError
from flyingstart.evidence.snapshot.manifest import FactFile, Manifest, read_manifest

# Long enough for whoever opened a manifest, or asked for one by name, to be done with it.
KEPT = dt.timedelta(days=1)
FILE_NAME_HASH = 20
_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{16}", re.ASCII)
_BLOCK = 1 << 20


class Store:
    """The snapshots under one folder, which is ours alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "files"
        self.manifests = folder / "manifests"

    def make(self) -> None:
        """Make the folder if need be: what lies in it is personal data."""
        for folder in (self.folder, self.files, self.manifests):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until nobody else refreshes; nobody will until the end."""
        self.make()
        with (self.folder / "lock").open("w") as lock:
            os.fchmod(lock.fileno(), 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def current(self) -> Manifest | None:
        """The newest snapshot, or None before the first. Raises `SnapshotError`."""
        try:
            name = (self.folder / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return self.open(name)

    def open(self, name: str) -> Manifest:
        """A snapshot by its id. Raises `SnapshotError`."""
        if not _ID.fullmatch(name):
            raise SnapshotError(f"{name!r} is not the id of a snapshot")
        try:
            text = (self.manifests / f"{name}.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise SnapshotError(f"there is no snapshot {name}; it may have been removed") from None
        except UnicodeDecodeError:
            raise SnapshotError("the snapshot's manifest is damaged: it cannot be read") from None
        manifest = read_manifest(text)
        if manifest.id != name:
            raise SnapshotError(f"the manifest of {name} is that of another snapshot")
        return manifest

    def publish(self, manifest: Manifest) -> None:
        """Make a snapshot the current one. Its files must lie there already."""
        self._write(self.manifests / f"{manifest.id}.json", manifest.as_text())
        self._write(self.folder / "current", f"{manifest.id}\n")

    def take_in(self, draft: Path, fact: str, *, rows: int, **about: str | int | None) -> FactFile:
        """Give a finished file the name of its content."""
        sha256 = hash_file(draft)
        name = f"{fact}-{sha256[:FILE_NAME_HASH]}.parquet"
        size = draft.stat().st_size
        draft.chmod(0o600)
        draft.replace(self.files / name)
        return FactFile(name=name, sha256=sha256, size=size, rows=rows, **about)  # type: ignore[arg-type]

    @contextmanager
    def drafts(self) -> Iterator[Path]:
        """A folder for files that are being written; gone afterwards, whatever happens."""
        with tempfile.TemporaryDirectory(prefix="draft-", dir=self.folder) as folder:
            yield Path(folder)

    def check_sizes(self, files: Iterable[FactFile]) -> None:
        """Whether files are there and of their size: quick, and finds what is cut or gone.

        Raises `SnapshotError`.
        """
        for file in files:
            self._sized(file)

    def whole_paths(self, files: Iterable[FactFile]) -> list[str]:
        """The paths of files, each proved to hold what it held when it was made.

        Raises `SnapshotError` for one that is missing or was changed.
        """
        return [str(self._proved(file)) for file in files]

    def sweep(self, now: dt.datetime, *, signed: Collection[str] = ()) -> None:
        """Remove manifests of more than a day ago, except the current one and those on which a
        report was `signed`, and the files that no manifest lists any more. To be called with the
        lock."""
        current = self.current()
        kept: set[str] = set()
        for path in self.manifests.glob("*.json"):
            if current and path.stem == current.id:
                kept |= {file.name for file in current.files()}
            elif path.stem not in signed and _age(path, now) > KEPT:
                path.unlink()
            else:
                kept |= self._names_in(path)
        for path in self.files.iterdir():
            if path.name not in kept and _age(path, now) > KEPT:
                path.unlink()

    def forget(self) -> int:
        """Remove every snapshot but the current one, and all files that are not its own: those
        that are signed or of an hour ago too. To be called with the lock; how many went."""
        current = self.current()
        kept = {file.name for file in current.files()} if current else set()
        old = [
            path for path in self.manifests.glob("*.json") if not current or path.stem != current.id
        ]
        for path in (*old, *(one for one in self.files.iterdir() if one.name not in kept)):
            path.unlink()
        return len(old)

    @staticmethod
    def _names_in(path: Path) -> set[str]:
        try:
            return {file.name for file in read_manifest(path.read_text("utf-8")).files()}
        except (SnapshotError, UnicodeDecodeError):
            return set()

    def _proved(self, file: FactFile) -> Path:
        path, found = self._sized(file)
        known = _known_hash(str(path), found.st_ino, found.st_mtime_ns, found.st_size)
        if known != file.sha256:
            raise SnapshotError(f"the snapshot is damaged: {file.name} was changed")
        return path

    def _sized(self, file: FactFile) -> tuple[Path, os.stat_result]:
        path = self.files / file.name
        try:
            found = path.stat()
        except FileNotFoundError:
            raise SnapshotError(f"the snapshot is damaged: {file.name} is missing") from None
        if found.st_size != file.size:
            raise SnapshotError(f"the snapshot is damaged: {file.name} was changed")
        return path, found

    @staticmethod
    def _write(path: Path, text: str) -> None:
        """Write beside, then rename: readers see the old or the new, never a part."""
        descriptor, draft = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@lru_cache(maxsize=4096)
def _known_hash(path: str, _inode: int, _modified: int, _size: int) -> str:
    """The hash of a file, read once as long as the file is the same."""
    return hash_file(Path(path))


def _age(path: Path, now: dt.datetime) -> dt.timedelta:
    return now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
