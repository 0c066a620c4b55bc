"""What an import needs to know of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownActivity:
    """An activity that is offered; ages in whole months, `age_to` is too old."""

    id: int
    name: str
    age_from_months: int | None = None
    age_to_months: int | None = None

    def is_for(self, months: int) -> bool:
        """Whether a child of so many whole months is of its ages."""
        youngest, oldest = self.age_from_months, self.age_to_months
        return (youngest is None or months >= youngest) and (oldest is None or months < oldest)
