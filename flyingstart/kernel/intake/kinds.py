"""What an app says about a kind of file that it takes in."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar

from flyingstart.kernel import clock
from flyingstart.kernel.actor import Actor
from flyingstart.kernel.registries import Registry
from flyingstart.kernel.tables.table import Column, Table
from flyingstart.kernel.tables.writer import csv_text

MEGABYTE = 1024 * 1024
Content = TypeVar("Content", Table, Path)


class ImportRefused(ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """The import or export cannot be done (exit 1); the message says why, in plain words."""


class ImportMisused(ValueError):  # noqa: N818 - likewise
    """It was asked for wrongly, such as an unknown area set (exit 2); the message says how."""


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What the operator says beside the file. Each kind takes what concerns it."""

    source: str = "default"
    as_of: dt.date | None = None
    area_set: str | None = None
    layout: str | None = None
    agreement: str | None = None
    file_name: str = ""

    @property
    def day(self) -> dt.date:
        """The day as of which the file holds: `as_of`, else today in London."""
        return self.as_of or clock.today()


@dataclass(frozen=True)
class Problem:
    """What is wrong or strange, where: `row` as the spreadsheet numbers it, `column` or ""."""

    row: int
    column: str
    message: str


@dataclass(kw_only=True)
class CheckedFile:
    """What an import would do. The five counts are rows of the file and add up to those read.

    `skipped` are rows that are not ours; `rejected` are rows with at least one error. `warnings`
    are outside the totals. `plan` is what `commit` needs; `extra` adds keys to the JSON.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    plan: Any = None

    @property
    def read(self) -> int:
        """Rows read: all but wholly blank ones."""
        return self.new + self.changed + self.unchanged + self.skipped + self.rejected


class ImportKind(ABC, Generic[Content]):
    """A kind of file: `class Registrations(ImportKind[Table])`, registered in `imports`.

    `reads = "table"` gets a `Table`, `"bytes"` the path of the original: `ImportKind[Path]`.
    `lock` names what may not be written by two imports at once; by itself, the kind. Files above
    `limit_bytes` are refused.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]] = ()
    limit_bytes: ClassVar[int] = 50 * MEGABYTE
    reads: ClassVar[Literal["table", "bytes"]] = "table"
    lock: ClassVar[str] = ""

    @abstractmethod
    def check(self, content: Content, options: ImportOptions) -> CheckedFile:
        """Say what a file would do. The transaction is read-only: nothing can be written.

        A fault of one row is a `Problem` in `errors`. Raises `ImportRefused` or `TableError`
        when the whole file cannot be taken, `ImportMisused` for options that cannot be.
        """

    @abstractmethod
    def commit(
        self, checked: CheckedFile, options: ImportOptions, *, by: Actor, at: dt.datetime
    ) -> None:
        """Write the plan set-wise, inside the framework's transaction, rejected rows left out."""

    def export(self) -> Iterable[Mapping[str, str]]:
        """What is held, as rows in the layout of the import. Raises `ImportRefused`."""
        raise ImportRefused(f"{self.name} cannot be exported")

    def template(self) -> str:
        """An empty file of this kind, which can be imported. Raises `ImportRefused`."""
        if self.reads == "bytes":
            raise ImportRefused(f"{self.name} files have no headings, so there is no template")
        return csv_text([column.name for column in self.columns], [])

    def columns_of(self, options: ImportOptions) -> tuple[Column, ...]:
        """The columns by which a sender's file is read. Raises `ImportMisused`."""
        if options.layout not in {None, "auto"}:
            raise ImportMisused(f"there is no layout {options.layout} for {self.name}")
        return self.columns


imports: Registry[ImportKind[Any]] = Registry("kind of import")

__all__ = [
    "CheckedFile",
    "Column",
    "ImportKind",
    "ImportMisused",
    "ImportOptions",
    "ImportRefused",
    "Problem",
    "Table",
    "imports",
]
