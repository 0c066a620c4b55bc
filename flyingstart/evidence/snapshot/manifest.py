"""A manifest: the list of immutable files that together are one snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any

from flyingstart.evidence.errors import SnapshotError

FORMAT = 1
_ID_HASH = 16


@dataclass(frozen=True, kw_only=True)
class FactFile:
    """One Parquet file. Its name holds its hash. `month` and `digest` are of facts kept by month:
    the digest is that of the rows as PostgreSQL computes it."""

    name: str
    sha256: str
    size: int
    rows: int
    month: str | None = None
    digest: int | None = None


@dataclass(frozen=True, kw_only=True)
class StoredFact:
    """The files of one fact, and a hash of the statement that made them."""

    definition: str
    files: tuple[FactFile, ...]

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A snapshot.

    `database` says of which database; `seen` is PostgreSQL's own snapshot of which transactions
    it saw; `taken_at` is when the files were last compared with the database. At `stale_after`
    a session begins for which people are already marked, so what is derived must be made anew.
    """

    id: str
    as_at: dt.datetime
    taken_at: dt.datetime
    database: Mapping[str, str]
    seen: str
    stale_after: dt.datetime | None
    versions: Mapping[str, str]
    facts: Mapping[str, StoredFact] = field(repr=False)

    def files(self) -> Iterator[FactFile]:
        """All files of all facts."""
        for fact in self.facts.values():
            yield from fact.files

    def sealed(self) -> Manifest:
        """The same with the id that follows from its content."""
        moment = self.as_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        return replace(self, id=f"{moment}-{_hash(self)}")

    def as_text(self) -> str:
        """As it is kept."""
        return json.dumps({"format": FORMAT, **_plain(self)}, indent=1) + "\n"


@lru_cache(maxsize=8)
def read_manifest(text: str) -> Manifest:
    """A manifest from its text, which is proved once.

    Raises `SnapshotError` when it is damaged or of a later format.
    """
    try:
        plain = json.loads(text)
        made_as = plain.pop("format")
    except (ValueError, AttributeError, KeyError, TypeError):
        raise SnapshotError("the snapshot's manifest is damaged: it cannot be read") from None
    if made_as != FORMAT:
        raise SnapshotError(
            f"the snapshot has format {made_as}; this version of Flying Start reads format {FORMAT}"
        )
    try:
        manifest = _manifest(plain)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SnapshotError("the snapshot's manifest is damaged: parts of it are missing") from None
    if manifest.sealed().id != manifest.id:
        raise SnapshotError("the snapshot's manifest was changed: its content is not its own")
    return manifest


def _manifest(plain: dict[str, Any]) -> Manifest:
    stale_after = plain["stale_after"]
    return Manifest(
        id=plain["id"],
        as_at=dt.datetime.fromisoformat(plain["as_at"]),
        taken_at=dt.datetime.fromisoformat(plain["taken_at"]),
        database=plain["database"],
        seen=plain["seen"],
        stale_after=dt.datetime.fromisoformat(stale_after) if stale_after else None,
        versions=plain["versions"],
        facts={
            name: StoredFact(
                definition=fact["definition"],
                files=tuple(FactFile(**file) for file in fact["files"]),
            )
            for name, fact in plain["facts"].items()
        },
    )


def _plain(manifest: Manifest) -> dict[str, Any]:
    plain = asdict(manifest)
    for name in ("as_at", "taken_at", "stale_after"):
        moment = plain[name]
        plain[name] = moment.isoformat() if moment else None
    return plain


def _hash(manifest: Manifest) -> str:
    plain = _plain(manifest)
    del plain["id"]
    text = json.dumps(plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_HASH]
