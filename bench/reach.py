"""Reach by ward by quarter over ten years: beside the bare query, and beside live PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from bench.home import place
from bench.inside import measured
from bench.report import Claim
from bench.town import big_town


def run() -> Iterator[Claim]:
    """Within 1.3 of the bare query; at least 5 times as fast as the live database."""
    with place("bench_town", keep=True) as here:
        size = big_town(here)
        found = measured(here, "reach")
    work = f"reach by ward by quarter, 10 years, {size}"
    yield Claim(
        work=work,
        beside="the bare DuckDB query on the same files",
        ours=found["ours"],
        theirs=found["bare"],
        at_most=1.3,
        note=f"{found['rows']:,.0f} figures, all equal",
    )
    yield Claim(
        work=work,
        beside="the same measure on live PostgreSQL",
        ours=found["ours_in_turn"],
        theirs=found["live"],
        at_least=5,
        note="all equal",
    )
