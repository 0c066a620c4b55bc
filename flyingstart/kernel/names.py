"""Finding a thing by the name people write: case and spacing are ignored."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")

NEAR_ENOUGH = 0.6
LONGEST_NAME = 200
"""Longer texts are no misspelt names, and comparing them letter by letter is slow."""

# Quotation marks and dashes as word processors write them.
ONE_WAY = str.maketrans("’‘`–—\u2010\u2011", "'''----")


def folded(text: str) -> str:
    """The form in which names are compared: no case, no spaces, one way of writing each letter."""
    plain = unicodedata.normalize("NFKC", text).translate(ONE_WAY)
    return "".join(plain.casefold().split())


class NameIndex(Generic[T]):
    """Things by name and by other names they go by; `things` are all, in the order given."""

    def __init__(self, entries: Iterable[tuple[T, str, Iterable[str]]]) -> None:
        """Take each thing with its name and its other names; of two with one name, the first."""
        self.things: list[T] = []
        self._by_name: dict[str, tuple[T, str]] = {}
        for thing, name, others in entries:
            self.things.append(thing)
            for text in (name, *others):
                self._by_name.setdefault(folded(text), (thing, name))

    def find(self, name: str) -> T | None:
        """The thing of that name or alias."""
        found = self._by_name.get(folded(name))
        return found[0] if found else None

    def nearest(self, name: str) -> str | None:
        """The name of the thing that was probably meant, or None when nothing is near."""
        return None if len(name) > LONGEST_NAME else self._likest(name, NEAR_ENOUGH)

    def nearest_of_all(self, name: str) -> str | None:
        """The name that is most like it, however little that is; None when there are no things."""
        return self._likest(name[:LONGEST_NAME], 0)

    def _likest(self, name: str, at_least: float) -> str | None:
        near = difflib.get_close_matches(folded(name), self._by_name, n=1, cutoff=at_least)
        return self._by_name[near[0]][1] if near else None
