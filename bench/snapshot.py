"""A whole snapshot, derived facts and proofs included, beside the bare export of the same rows."""

from __future__ import annotations

from collections.abc import Iterator

from bench.home import place
from bench.inside import measured
from bench.report import Claim
from bench.town import big_town


def run() -> Iterator[Claim]:
    """Within 1.5 of the bare export; what changes nothing costs next to nothing."""
    with place("bench_town", keep=True) as here:
        size = big_town(here)
        found = measured(here, "snapshot")
    yield Claim(
        work=f"snapshot of {size}",
        beside="bare ADBC export of the same rows to Parquet",
        ours=found["ours"],
        theirs=found["bare"],
        at_most=1.5,
        note=f"{found['rows']:,.0f} rows; again, with nothing changed: {found['again']:.3f} s",
    )
