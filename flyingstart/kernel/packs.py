"""An authority pack: a folder of plain files that holds all that is one council's and not software.

Each app reads its own files of the folder. It registers a `PackPart`; `load_pack` runs them in
order, in one transaction, so that a broken pack changes nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flyingstart.kernel.actor import Actor
from flyingstart.kernel.operations import operation
from flyingstart.kernel.registries import Registry

# Where the reader puts cells beyond the last heading.
TOO_MANY = "\0"


class PackError(ValueError):
    """A pack cannot be loaded; the message names the file, the row and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class PackPart:
    """What one app takes from a pack. `load` gets the folder, `by` and `at`; repeatable.

    `order` follows the layers: places 10, families 20, activities 30.
    """

    name: str
    order: int
    load: Callable[[Path, Actor, dt.datetime], None]


pack_parts: Registry[PackPart] = Registry("pack part")


@operation
def load_pack(*, folder: Path, by: Actor, at: dt.datetime) -> None:
    """Load everything a pack holds. Safe to repeat. Raises `PackError`."""
    if not (folder / "authority.yaml").is_file():
        raise PackError(f"{folder} is not an authority pack: it holds no authority.yaml")
    for part in sorted(pack_parts.values(), key=lambda part: part.order):
        part.load(folder, by, at)


def read_pack_table(path: Path, *, columns: set[str]) -> list[dict[str, str]]:
    """The rows of a pack's CSV file, or none if the file is absent. Raises `PackError`."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey=TOO_MANY, strict=True)
            if missing := columns - set(reader.fieldnames or ()):
                raise PackError(f"{path.name} lacks the columns {', '.join(sorted(missing))}")
            return [_cells(path, number, row) for number, row in enumerate(reader, start=2)]
    except UnicodeDecodeError:
        raise PackError(f"{path.name} is not written in UTF-8") from None
    except csv.Error as fault:
        raise PackError(f"{path.name} is not a CSV table: {fault}") from None


def _cells(path: Path, number: int, row: dict[str, Any]) -> dict[str, str]:
    if any(row.pop(TOO_MANY, [])):
        raise PackError(f"{path.name}, row {number}: more cells than columns")
    return {key: (value or "").strip() for key, value in row.items()}
