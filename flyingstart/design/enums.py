"""The kinds of things that pages show."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What the values of a column, an axis or a map are; decides words, alignment and export."""

    TEXT = "text"
    NUMBER = "number"
    RATIO = "ratio"  # 0.452 is shown as 45.2%
    DATE = "date"
    MOMENT = "moment"

    @property
    def is_figure(self) -> bool:
        """Whether the values line up at their last digit."""
        return self in {Kind.NUMBER, Kind.RATIO}
