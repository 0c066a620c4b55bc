"""What a kind finds of the rows of a file, one by one: for kinds that judge rows in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from flyingstart.kernel.intake.kinds import CheckedFile, Problem
from flyingstart.kernel.tables.table import Column, Table

R = TypeVar("R")
Planned = TypeVar("Planned")

LONGEST_QUOTE = 60


class Outcome(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Remark(NamedTuple):
    """Something about a cell."""

    column: str
    words: str


@dataclass(kw_only=True)
class Verdict(Generic[Planned]):
    """An outcome for each row, in their order; what is to be written; and what to say."""

    outcomes: list[Outcome]
    plan: list[Planned] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def checked(self) -> CheckedFile:
        """The same as the framework wants it; problems in the order of the rows."""
        count = self.outcomes.count
        return CheckedFile(
            new=count(Outcome.NEW),
            changed=count(Outcome.CHANGED),
            unchanged=count(Outcome.UNCHANGED),
            rejected=count(Outcome.REJECTED),
            errors=sorted(self.errors, key=lambda problem: problem.row),
            warnings=sorted(self.warnings, key=lambda problem: problem.row),
            plan=self.plan,
        )


def problems(row: int, remarks: Iterable[Remark]) -> list[Problem]:
    """Remarks about the cells of a row."""
    return [Problem(row, remark.column, remark.words) for remark in remarks]


def quoted(text: str) -> str:
    """What was written, for a message; not all of it when it is long."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"“{short}”"


def rows_of(table: Table, columns: Sequence[Column], make: Callable[..., R]) -> list[R]:
    """All rows, each made of its number and its cells in the order of the columns.

    Texts that many rows share are held once.
    """
    names = [column.name for column in columns]
    texts: dict[str, str] = {}
    rows = []
    for row in table.rows:
        cells = (row[name] for name in names)
        rows.append(make(row.number, *(texts.setdefault(cell, cell) for cell in cells)))
    return rows
