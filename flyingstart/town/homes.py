"""Postcodes, streets and house numbers of the made-up town."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from flyingstart.town.demo import Demo, Elsewhere, Patch

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""Of the second half of a postcode."""
MOST = 10 * len(LETTERS) ** 2
CHILDREN_A_POSTCODE = 6
FEWEST = 80
OUTSIDE = 120
FLATS = 0.14


@dataclass(frozen=True, slots=True)
class Ground:
    """A postcode of the town: its patch (by place in the pack's list) and its street."""

    text: str
    patch: int
    street: str


@dataclass(frozen=True, slots=True)
class OutsideGround:
    """A postcode of another district."""

    text: str
    elsewhere: Elsewhere
    street: str


@dataclass(frozen=True, slots=True)
class Home:
    """An address. `patch` is None outside the town."""

    line_1: str
    line_2: str
    town: str
    postcode: str
    patch: int | None


class Land:
    """All postcodes, and homes on them."""

    def __init__(self, demo: Demo, chance: random.Random, children: int) -> None:
        """Lay out as many postcodes as so many children need."""
        self._demo = demo
        wanted = max(FEWEST, min(children // CHILDREN_A_POSTCODE, MOST - len(demo.patches)))
        self.inside = _inside(demo, chance, wanted)
        self.outside = _outside(demo, chance)
        self._by_patch: list[list[Ground]] = [[] for _ in demo.patches]
        for ground in self.inside:
            self._by_patch[ground.patch].append(ground)

    def home(self, chance: random.Random, patch: int) -> Home:
        """A home somewhere in a patch."""
        ground = chance.choice(self._by_patch[patch])
        line_1, line_2 = _lines(chance, ground.street)
        return Home(line_1, line_2, self._demo.town, ground.text, patch)

    def outside_home(self, chance: random.Random) -> Home:
        """A home in another district."""
        ground = chance.choice(self.outside)
        line_1, line_2 = _lines(chance, ground.street)
        return Home(line_1, line_2, ground.elsewhere.town, ground.text, None)

    def unknown_postcode(self, chance: random.Random) -> str:
        """A postcode that is in no list: a slip of the pen."""
        digit = chance.randrange(10)
        letters = chance.choice(LETTERS) + chance.choice(LETTERS)
        return f"{self._demo.outward_never} {digit}{letters}"


def _inside(demo: Demo, chance: random.Random, wanted: int) -> list[Ground]:
    """Neighbouring postcodes for each patch, as many as it weighs, at least one."""
    total = sum(patch.weight for patch in demo.patches)
    counts = [_count(patch, wanted / total) for patch in demo.patches]
    texts = iter(_texts(demo.outward)[:: max(1, MOST // (sum(counts) + 1))])
    return [
        Ground(next(texts), number, chance.choice(demo.streets))
        for number, count in enumerate(counts)
        for _ in range(count)
    ]


def _count(patch: Patch, each: float) -> int:
    return max(1, int(patch.weight * each))


def _outside(demo: Demo, chance: random.Random) -> list[OutsideGround]:
    return [
        OutsideGround(text, demo.elsewhere.pick(chance), chance.choice(demo.streets))
        for text in _texts(demo.outward_outside)[:OUTSIDE]
    ]


def _texts(outward: str) -> Sequence[str]:
    return [
        f"{outward} {digit}{first}{second}"
        for digit in range(10)
        for first in LETTERS
        for second in LETTERS
    ]


def _lines(chance: random.Random, street: str) -> tuple[str, str]:
    number = int(chance.triangular(1, 160, 20))
    if chance.random() < FLATS:
        return f"Flat {chance.randint(1, 24)}", f"{number} {street}"
    return f"{number} {street}", ""
