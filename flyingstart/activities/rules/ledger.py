"""Who said what of which thing, in order; and how it ends against what is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from flyingstart.kernel.intake.api import Outcome

K = TypeVar("K")
V = TypeVar("V")


class Ledger(Generic[K, V]):
    """Values by key as rows set them, over those that are held."""

    def __init__(self, held: Callable[[K], V | None]) -> None:
        """Take how to look up what is held; None: nothing."""
        self._held = held
        self._standing: dict[K, V] = {}
        self._rows: dict[K, list[int]] = defaultdict(list)

    def standing(self, key: K) -> V | None:
        """What holds at this row: as the last row before it said, else as held."""
        return self._standing[key] if key in self._standing else self._held(key)

    def put(self, row: int, key: K, value: V) -> Outcome:
        """Let a row set a value; returns what that is against what stood."""
        before = self.standing(key)
        self._standing[key] = value
        self._rows[key].append(row)
        if before is None:
            return Outcome.NEW
        return Outcome.UNCHANGED if before == value else Outcome.CHANGED

    def idle_rows(self) -> Iterable[int]:
        """Rows whose key ends as it is held, whatever they said on the way."""
        for key, rows in self._rows.items():
            if self._standing[key] == self._held(key):
                yield from rows

    def differing(self) -> dict[K, V]:
        """What is to be written."""
        return {key: value for key, value in self._standing.items() if value != self._held(key)}
