"""Find families among 60,000 people by what people type: right, and beside the bare statements."""

from __future__ import annotations

from collections.abc import Iterator

from bench.home import Place, place
from bench.inside import measured
from bench.report import Claim

CHILDREN = 16_200
"""Of this many children's town some 60,000 people are part."""


def run() -> Iterator[Claim]:
    """Within 1.5 of the bare statements at the median and the 95th percentile; 97.5 % found."""
    with place("bench_search", keep=True) as here:
        make_town(here)
        found = measured(here, "search")
    work = f"find a family among {found['people']:,.0f} people, {found['queries']:.0f} queries"
    for name, words in (("median", "median"), ("high", "95th percentile")):
        yield Claim(
            work=f"{work}, {words}",
            beside="the same statements by psycopg",
            ours=found[f"ours_{name}"],
            theirs=found[f"bare_{name}"],
            at_most=1.5,
        )
    yield Claim(
        work=f"{work}, median",
        beside="what a person does not notice",
        ours=found["ours_median"],
        theirs=0.05,
        at_most=1,
    )
    yield Claim(
        work="typed queries that miss the right family among the first 20",
        beside="1 in 40",
        ours=found["missed"] / found["queries"],
        theirs=0.025,
        at_most=1,
        note=f"{found['queries'] - found['missed']:.0f} of {found['queries']:.0f} found it",
    )


def make_town(here: Place) -> None:
    """Make the town unless it stands already."""
    if measured(here, "people")["people"] == 0:
        here.command("make-town", "--children", str(CHILDREN), "--years", "1", "--seed", "7")
        measured(here, "vacuum")
