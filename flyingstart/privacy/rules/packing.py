"""What of a row goes out, and what has to be decided first; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flyingstart.kernel.api import PersonalRecord
from flyingstart.privacy.enums import Decision


class RowLike(Protocol):
    """A row of a pack."""

    record: str
    values: Any
    words: Any
    looked_at: bool
    held_back: bool
    held_for: Any
    decision: str


@dataclass(kw_only=True, slots=True)
class KeptRow:
    """A row of a pack as it was gathered and decided; all that is needed to hand it over."""

    record: str
    values: dict[str, Any]
    words: dict[str, str]
    looked_at: bool
    held_back: bool
    held_for: list[str]
    decision: str


def written_in(record: PersonalRecord, values: Mapping[str, Any]) -> list[str]:
    """The columns of a row in which somebody wrote something, in their order."""
    return [name for name in values if name in record.written and str(values[name] or "").strip()]


def first_words(
    record: PersonalRecord, values: Mapping[str, Any], blanked: Callable[[str], str]
) -> dict[str, str]:
    """What is suggested in the place of free words: without anybody else."""
    return {name: blanked(str(values[name])) for name in written_in(record, values)}


def waits(row: RowLike) -> bool:
    """Whether nothing can be handed over before somebody decided about a row."""
    return not row.decision and (row.looked_at or row.held_back)


def alike(row: RowLike, other: RowLike) -> bool:
    """Whether two rows can be decided in one: of one record, waiting for the same reasons."""
    return (row.record, sorted(row.held_for), row.looked_at) == (
        other.record,
        sorted(other.held_for),
        other.looked_at,
    )


def goes_out(row: RowLike) -> bool:
    """Whether anything of a row is handed over."""
    if row.looked_at or row.held_back:
        return row.decision == Decision.RELEASE
    return row.decision != Decision.WITHHOLD


def handed_over(row: RowLike, record: PersonalRecord) -> dict[str, Any] | None:
    """What a person gets of a row; None: nothing of it.

    Columns about others are left out, and free words are those that were decided on.
    """
    if not goes_out(row):
        return None
    hidden, written = record.of_others, record.written
    values = {
        name: value
        for name, value in row.values.items()
        if name not in hidden and name not in written
    }
    if row.words:
        values |= {name: words for name, words in row.words.items() if words and name in row.values}
    return values


def undecided(rows: Iterable[RowLike]) -> int:
    """How many rows wait."""
    return sum(waits(row) for row in rows)
