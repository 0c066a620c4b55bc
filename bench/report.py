"""What a benchmark says: our work beside its limit, measured in one run."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Seconds of our work and of what it is held against.

    With `at_most`, ours may take that many times theirs; with `at_least`, theirs must take that
    many times ours.
    """

    work: str
    beside: str
    ours: float
    theirs: float
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours over theirs for `at_most`, theirs over ours for `at_least`."""
        return self.theirs / self.ours if self.at_least is not None else self.ours / self.theirs

    @property
    def holds(self) -> bool:
        """Whether the bar is reached."""
        if self.at_least is not None:
            return self.ratio >= self.at_least
        return self.at_most is None or self.ratio <= self.at_most

    def __str__(self) -> str:
        bar = f"at least {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"
        verdict = "reached" if self.holds else "MISSED"
        return (
            f"{self.work}\n    {self.ours:.3f} s beside {self.theirs:.3f} s ({self.beside}): "
            f"ratio {self.ratio:.2f}, bar {bar}: {verdict}{f'; {self.note}' if self.note else ''}"
        )


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A figure of our work that may not pass a limit, such as bytes or queries."""

    work: str
    figure: float
    limit: float
    unit: str
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is reached."""
        return self.figure <= self.limit

    def __str__(self) -> str:
        verdict = "reached" if self.holds else "MISSED"
        return (
            f"{self.work}\n    {self.figure:.4g} {self.unit}, at most {self.limit:g}: {verdict}"
            f"{f'; {self.note}' if self.note else ''}"
        )


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest of some runs: what the work costs when nothing disturbs it."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def in_turn(
    times: int, ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[float, float]:
    """Best seconds of each, run alternately so that a noisy moment hits both alike."""
    pairs = [(best_of(1, ours), best_of(1, theirs)) for _ in range(times)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


def peak_megabytes() -> float:
    """The most memory this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
