"""How a reader narrows a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from django.db.models import QuerySet

from flyingstart.design.tables.columns import Row, fold

Narrow = Callable[["QuerySet[Any]", str], "QuerySet[Any]"]


@dataclass(frozen=True, kw_only=True)
class ChoiceFilter(Generic[Row]):
    """One of a few choices, as (value, words). Any other value in the address is not heeded.

    `keep` says whether a row in memory belongs to the choice; `narrow` does it for a QuerySet.
    """

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    keep: Callable[[Row, str], bool] | None = None
    narrow: Narrow | None = None

    def accepts(self, value: str) -> bool:
        """Whether the value is one of ours."""
        return value in dict(self.choices)


@dataclass(frozen=True, kw_only=True)
class SearchFilter(Generic[Row]):
    """Words looked for, in any order and case, in `text` of a row or by `narrow` in a QuerySet."""

    key: str
    label: str
    text: Callable[[Row], str] | None = None
    narrow: Narrow | None = None

    def accepts(self, value: str) -> bool:
        """Whether there is anything to look for. No text holds a NUL, and no database takes one."""
        return bool(value.strip()) and "\0" not in value

    @property
    def keep(self) -> Callable[[Row, str], bool] | None:
        """The test for a row in memory."""
        text = self.text
        if text is None:
            return None
        return lambda row, value: all(word in fold(text(row)) for word in fold(value).split())


Filter = ChoiceFilter[Row] | SearchFilter[Row]
