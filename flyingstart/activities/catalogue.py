"""Finding an activity by the name people write: case and spacing are ignored."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

NEAR_ENOUGH = 0.6
LONGEST_NAME = 200
"""Longer texts are no misspelt names, and comparing them letter by letter is slow."""


# Quotation marks and dashes as word processors write them.
ONE_WAY = str.maketrans("’‘`–—\u2010\u2011", "'''----")


def folded(text: str) -> str:
    """The form in which names are compared: no case, no spaces, one way of writing each letter."""
    plain = unicodedata.normalize("NFKC", text).translate(ONE_WAY)
    return "".join(plain.casefold().split())


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownActivity:
    """What an import needs to know of an activity; ages in whole months, `age_to` is too old."""

    id: int
    name: str
    age_from_months: int | None = None
    age_to_months: int | None = None

    def is_for(self, months: int) -> bool:
        """Whether a child of so many whole months is of its ages."""
        youngest, oldest = self.age_from_months, self.age_to_months
        return (youngest is None or months >= youngest) and (oldest is None or months < oldest)


class ActivityIndex:
    """The catalogue by name, alias and code."""

    def __init__(self, entries: Iterable[tuple[KnownActivity, Iterable[str]]]) -> None:
        """Take each activity with its other names."""
        self._by_name: dict[str, KnownActivity] = {}
        self.by_id: dict[int, KnownActivity] = {}
        for activity, others in entries:
            self.by_id[activity.id] = activity
            for name in (activity.name, *others):
                self._by_name.setdefault(folded(name), activity)

    def find(self, name: str) -> KnownActivity | None:
        """The activity of that name or alias."""
        return self._by_name.get(folded(name))

    def nearest(self, name: str) -> str | None:
        """The name of the activity that was probably meant, or None when nothing is near."""
        if len(name) > LONGEST_NAME:
            return None
        near = difflib.get_close_matches(folded(name), self._by_name, n=1, cutoff=NEAR_ENOUGH)
        return self._by_name[near[0]].name if near else None
