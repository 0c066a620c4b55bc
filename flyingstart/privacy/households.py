"""People who are erased together: whoever shares a family, in any chain; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

H = TypeVar("H", bound=Hashable)


def groups(pairs: Iterable[tuple[H, H]]) -> list[set[H]]:
    """The sets of things that pairs bind together, directly or through others."""
    parent: dict[H, H] = {}

    def root(one: H) -> H:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for first, second in pairs:
        parent[root(first)] = root(second)
    found: dict[H, set[H]] = defaultdict(set)
    for one in parent:
        found[root(one)].add(one)
    return list(found.values())


def whole_groups(lists: Iterable[Sequence[H]], most: int) -> list[H]:
    """Members of lists, whole lists only, until there are `most`; the first list always."""
    taken: list[H] = []
    for members in lists:
        if taken and len(taken) + len(members) > most:
            break
        taken.extend(members)
    return taken
