"""What a backup says of itself: who made it, what is in it, and the checksum of each part."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Self

from flyingstart.kernel.backup.errors import NotABackupError

PRODUCT, FORMAT = "flyingstart backup", 1
_FINGERPRINT = b"flyingstart.backup.secret"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A table: how many rows, and the sum of a digest of every row, as a decimal number."""

    rows: int
    checksum: str


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """All that a database holds: tables by `schema.table`, and where its counters stand."""

    tables: dict[str, Held]
    counters: dict[str, int]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(held.rows for held in self.tables.values())

    def differences(self, other: Portrait) -> list[str]:
        """Names of tables and counters that are not the same in both, ascending."""
        return sorted(
            name
            for mine, theirs in (
                (self.tables, other.tables),
                (self.counters, other.counters),
            )
            for name in {*mine, *theirs}
            if mine.get(name) != theirs.get(name)
        )


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file within the backup."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`migrations` are `app.name`; `secret` tells whether a key is the one in force then.

    `parts` are the backup's other files by their names in it; `made_at` is ISO 8601.
    """

    release: str
    made_at: str
    postgres: int
    owner: str
    app: str
    secret: str
    migrations: tuple[str, ...]
    portrait: Portrait
    parts: dict[str, Part]

    def as_bytes(self) -> bytes:
        """JSON; the same manifest is the same bytes."""
        whole = {"product": PRODUCT, "format": FORMAT, **dataclasses.asdict(self)}
        return json.dumps(whole, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """From its bytes. Raises `NotABackupError`."""
        try:
            held: dict[str, Any] = json.loads(content)
            product, form = held.pop("product"), held.pop("format")
            if product != PRODUCT:
                raise NotABackupError("this is no backup of Flying Start")
            if form != FORMAT:
                raise NotABackupError(
                    f"this backup is of format {form}, and this release reads {FORMAT}: use the "
                    "release that made it"
                )
            portrait = held["portrait"]
            held["portrait"] = Portrait(
                tables={name: Held(**table) for name, table in portrait["tables"].items()},
                counters=portrait["counters"],
            )
            held["parts"] = {name: Part(**part) for name, part in held["parts"].items()}
            held["migrations"] = tuple(held["migrations"])
            return cls(**held)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise NotABackupError("this is no backup of Flying Start") from None


def fingerprint(secret: str) -> str:
    """Tells one secret key from another, and nothing about it."""
    return hmac.new(secret.encode(), _FINGERPRINT, hashlib.sha256).hexdigest()[:16]
