"""What an import did, as JSON for programs and in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from flyingstart.kernel.intake.kinds import CheckedFile, Problem

SHOWN = 20
COUNTS = ("new", "changed", "unchanged", "skipped", "rejected")


@dataclass(frozen=True, kw_only=True)
class Report:
    """The outcome of a check or a commit."""

    kind: str
    file_sha256: str
    checked: CheckedFile
    committed: bool

    def as_json(self) -> dict[str, Any]:
        """The answer of `import --format json`, as the contract has it."""
        checked = self.checked
        return {
            "kind": self.kind,
            "file_sha256": self.file_sha256,
            "read": checked.read,
            **{name: getattr(checked, name) for name in COUNTS},
            "committed": self.committed,
            "errors": [asdict(problem) for problem in checked.errors],
            "warnings": [asdict(problem) for problem in checked.warnings],
            **checked.extra,
        }

    def in_words(self) -> Iterator[str]:
        """Lines for the person who runs it: the counts, then the first problems of each sort."""
        checked = self.checked
        counts = {
            "new": checked.new,
            "changed": checked.changed,
            "unchanged": checked.unchanged,
            "not ours": checked.skipped,
            "rejected": checked.rejected,
        }
        said = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        yield f"{checked.read:,} {_rows(checked.read)} read{': ' if said else ''}{said}"
        yield from _problems("Rejected", checked.errors)
        yield from _problems("To look at", checked.warnings)


def _problems(title: str, problems: list[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield f"{title}:"
    for problem in problems[:SHOWN]:
        where = f"row {problem.row}" + (f", {problem.column}" if problem.column else "")
        yield f"  {where}: {problem.message}"
    if len(problems) > SHOWN:
        yield f"  and {len(problems) - SHOWN:,} more"


def bounded(problems: Iterable[Problem], most: int) -> list[dict[str, Any]]:
    """The first problems as they are kept."""
    return [asdict(problem) for problem, _ in zip(problems, range(most), strict=False)]


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"
