"""Drawing by weight, the same from the same seed in every process."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Chooser(Generic[T]):
    """Things with weights, one of which is drawn at a time."""

    __slots__ = ("_bounds", "items")

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        """Take each thing with its weight; what weighs nothing is never drawn."""
        kept = [(item, weight) for item, weight in weighted if weight > 0]
        self.items: Sequence[T] = [item for item, _ in kept]
        self._bounds = list(accumulate(weight for _, weight in kept))

    def __bool__(self) -> bool:
        return bool(self.items)

    def pick(self, chance: random.Random) -> T:
        """Draw one."""
        return self.items[bisect(self._bounds, chance.random() * self._bounds[-1])]


def stream(seed: int, name: str) -> random.Random:
    """A source of chance of its own for each part of the town, so that parts stay apart."""
    # Text seeds are hashed with SHA-512, which no process's own hash seed touches.
    return random.Random(f"{seed} {name}")  # noqa: S311 - a made-up town needs no secrecy
