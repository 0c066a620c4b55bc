"""The small table beside a picture: the same figures, nothing to press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PlainTable:
    """Headings, then rows of words; all but the first column are figures."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
