"""Rows of one file that speak of the same thing: they agree, or none of them is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Agreeing(Generic[Key, Value]):
    """What rows say of things; `values` are those on which all rows agree."""

    def __init__(self) -> None:
        self._said: dict[Key, dict[Value, list[int]]] = defaultdict(lambda: defaultdict(list))

    def say(self, row: int, key: Key, value: Value) -> None:
        """A row says something."""
        self._said[key][value].append(row)

    @property
    def values(self) -> dict[Key, Value]:
        """What is said of each thing without contradiction."""
        return {key: next(iter(said)) for key, said in self._said.items() if len(said) == 1}

    @property
    def disputed(self) -> Mapping[Key, list[int]]:
        """The rows that contradict each other, by what they are about."""
        return {
            key: sorted(row for rows in said.values() for row in rows)
            for key, said in self._said.items()
            if len(said) > 1
        }
