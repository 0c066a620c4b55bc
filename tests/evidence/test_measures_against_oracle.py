"""Every measure, by everything it allows, equals the rules of counting read aloud."""

from __future__ import annotations

import pytest

from flyingstart.evidence.measures.measure import measures
from tests.evidence.comparing import asked, expected, figures_of
from tests.evidence.in_memory import facts_in_memory
from tests.evidence.oracle import Oracle
from tests.evidence.worlds import make_world

PERIODS = ["2020-Q1", "2020-02", "2019-03-01..2020-02-29", "2020-03-31..2020-04-10", "2020"]
COUNTED = [name for name in measures.names() if name != "field_completeness"]


@pytest.mark.parametrize("measure", COUNTED)
@pytest.mark.parametrize("seed", range(2))
def test_a_measure_by_each_of_its_dimensions(measure: str, seed: int) -> None:
    world = make_world(seed)
    oracle = Oracle(world)

    with facts_in_memory(world) as source:
        for period in PERIODS:
            for by in [(), *((name,) for name in measures[measure].breakdowns)]:
                found = asked(source, measure, period, by)

                assert (period, by, figures_of(found)) == (
                    period,
                    by,
                    expected(oracle, measure, period, by),
                )
