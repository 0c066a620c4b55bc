"""The same reach at 1, 10 and 50 times the size: linear or better, and how much memory it takes."""

from __future__ import annotations

from collections.abc import Iterator

from bench.home import place
from bench.inside import measured
from bench.report import Claim
from bench.town import big_town

SIZES = (1, 10, 50)


def run() -> Iterator[Claim]:
    """Seconds for each hit must not grow with the size."""
    with place("bench_town", keep=True) as here:
        big_town(here)
        found = {times: measured(here, "growth", str(times)) for times in SIZES}
    one = found[1]
    for times in SIZES[1:]:
        grown = found[times]
        yield Claim(
            work=f"reach by ward by quarter, 10 years, {times} × the town",
            beside=f"{times} × the seconds at its own size",
            ours=grown["ours"],
            theirs=times * one["ours"],
            at_most=1,
            note=f"{grown['hits']:,.0f} hits; {grown['megabytes']:,.0f} MB at most, "
            f"{one['megabytes']:,.0f} MB at 1 ×",
        )
