"""What the macros of `design/components/` are called with, where it is more than words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """A question, its answer in words, and where the answer can be changed.

    `value` is None or empty where nothing was given; several lines are a sequence. `change_what`
    completes "Change" for those who hear the link alone.
    """

    key: str
    value: str | Sequence[str] | None
    change_href: str = ""
    change_what: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines of the answer; none where nothing was given."""
        lines = [self.value] if isinstance(self.value, str) else list(self.value or ())
        return [part for line in lines for part in (line.splitlines() or [line]) if part]
