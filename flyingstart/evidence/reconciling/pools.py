"""What may have moved our figures, one thing at a time, and how much of a difference it explains.

A thing that happened once explains one, once: what was told at one ward is not told again at the
next of the same measure and period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Areas = frozenset[str]
ANYWHERE: Areas = frozenset()


@dataclass(kw_only=True)
class Cause:
    """Things of one kind, each of which moves our figure by one: `effect` is 1 up or -1 down.

    `things`: of each the areas in one of which the old system may have counted it, or in which we
    did; none where it may be any.
    """

    name: str
    effect: int
    things: list[Areas] = field(default_factory=list)

    def held(self, area: str | None) -> int:
        """How many fit an area; all of them, without one."""
        return sum(_fits(areas, area) for areas in self.things)

    def take(self, area: str | None, most: int, *, certain: bool) -> int:
        """Use up to so many that fit an area, first those that fit few others; how many.

        `certain`: none of those that may be anywhere, which may be needed elsewhere.
        """
        if area is None:
            # The whole and its areas are told apart, each of everything.
            return 0 if certain else min(most, len(self.things))
        fitting = sorted(
            (
                place
                for place, areas in enumerate(self.things)
                if _fits(areas, area) and (areas or not certain)
            ),
            key=lambda place: (not self.things[place], len(self.things[place])),
        )
        taken = set(fitting[:most])
        self.things = [areas for place, areas in enumerate(self.things) if place not in taken]
        return len(taken)


def _fits(areas: Areas, area: str | None) -> bool:
    return area is None or not areas or area in areas


@dataclass(frozen=True, kw_only=True)
class Part:
    """A cause: how many it was counted for, and how much of the difference that explains."""

    cause: str
    held: int
    explains: int


def explained(
    difference: int, causes: Iterable[Cause], area: str | None
) -> tuple[tuple[Part, ...], int]:
    """The parts that causes explain of a difference, in their order, and what is left of it.

    What is known to fit the area goes before what may be anywhere.
    """
    fitting = [cause for cause in causes if cause.effect * difference > 0]
    held = [cause.held(area) for cause in fitting]
    shares, rest = [0] * len(fitting), difference
    for certain in (True, False):
        for place, cause in enumerate(fitting):
            share = cause.take(area, abs(rest), certain=certain) * cause.effect
            shares[place] += share
            rest -= share
    parts = tuple(
        Part(cause=cause.name, held=count, explains=share)
        for cause, count, share in zip(fitting, held, shares, strict=True)
        if share
    )
    return parts, rest
