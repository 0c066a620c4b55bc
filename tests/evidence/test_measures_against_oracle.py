"""Every measure, by everything it allows, equals the rules of counting read aloud."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest

from flyingstart.evidence.measures.measure import Base, measures
from flyingstart.kernel.api import Period
from tests.depth import worlds
from tests.evidence.comparing import TIMES, asked, expected, figures_of
from tests.evidence.in_memory import known
from tests.evidence.oracle import pieces, set_on

PERIODS = ["2020-Q1", "2020-02", "2019-03-01..2020-02-29", "2020-03-31..2020-04-10", "2020"]
RATES = [measure.name for measure in measures.values() if measure.base is Base.POPULATION]


@pytest.mark.parametrize("measure", measures.names())
def test_a_measure_in_the_whole(measure: str) -> None:
    for seed in range(worlds(2, many=4)):
        oracle, source = known(seed).oracle, known(seed).source
        for period in PERIODS:
            found = asked(source, measure, period)

            assert (seed, period, figures_of(found)) == (
                seed,
                period,
                expected(oracle, measure, period),
            )


@pytest.mark.parametrize("measure", measures.names())
def test_a_measure_by_each_of_its_dimensions(measure: str) -> None:
    for seed, period in enumerate(PERIODS[: worlds(1, many=3)]):
        oracle, source = known(seed).oracle, known(seed).source
        for name in measures[measure].breakdowns:
            found = asked(source, measure, period, (name,))

            assert (seed, name, figures_of(found)) == (
                seed,
                name,
                expected(oracle, measure, period, (name,)),
            )


@pytest.mark.parametrize("measure", measures.names())
def test_a_measure_by_two_dimensions(measure: str) -> None:
    oracle, source = known(3).oracle, known(3).source
    names = measures[measure].breakdowns
    pairs = [
        pair
        for pair in itertools.permutations(names, 2)
        if not (pair[0] in TIMES and pair[1] in TIMES)
    ]
    for by in random.Random(measure).sample(pairs, worlds(4, many=8)):
        found = asked(source, measure, "2020-Q1", by)

        assert (by, figures_of(found)) == (by, expected(oracle, measure, "2020-Q1", by))


@pytest.mark.parametrize("measure", [name for name in measures.names() if name not in RATES])
def test_a_measure_in_another_area_set(measure: str) -> None:
    if "ward" not in measures[measure].breakdowns:
        return
    oracle, source = known(4).oracle, known(4).source
    for area_set in ("old", "new", "hoods"):
        found = asked(source, measure, "2020-Q1", ("ward",), area_set)

        assert found.area_set == area_set
        assert figures_of(found) == expected(oracle, measure, "2020-Q1", ("ward",), area_set)


@pytest.mark.parametrize("measure", RATES)
@pytest.mark.parametrize("area_set", ["old", "hoods", None])
def test_a_rate_has_the_newest_mid_year_as_its_base(measure: str, area_set: str | None) -> None:
    for seed, written in enumerate(("2020-Q1", "2019-06", "2017-06", "2020", "2019-07")):
        oracle, source = known(seed).oracle, known(seed).source
        period = Period.parse(written)
        by_area, whole = oracle.base(area_set or set_on(period.end), period.end)
        of_areas = asked(source, measure, written, ("ward",), area_set)
        of_all = asked(source, measure, written, (), area_set)

        held = {row.by["ward"]: row.denominator for row in of_areas.rows}
        assert {area: base for area, base in held.items() if base is not None} == by_area
        assert [row.denominator for row in of_all.rows] == [whole]
        for row in (*of_areas.rows, *of_all.rows):
            counted = row.beside.get("residents", row.numerator)
            assert counted is not None
            assert row.value == (counted / row.denominator if row.denominator else None)


def test_each_piece_has_its_own_base() -> None:
    oracle, source = known(0).oracle, known(0).source
    area_set = set_on(Period.parse("2020").end)
    expected_bases = {
        code: oracle.base(area_set, end)[1]
        for code, _, end in pieces(*_ends("2019-04-01..2020-09-30"), "quarter")
    }
    found = asked(source, "reach_rate", "2019-04-01..2020-09-30", ("quarter",), area_set)

    assert {row.by["quarter"]: row.denominator for row in found.rows} == expected_bases


def test_neighbourhoods_have_the_wards_they_are_made_of_as_their_base() -> None:
    oracle, source = known(1).oracle, known(1).source
    by_area, _ = oracle.base("hoods", Period.parse("2020-Q1").end)
    found = asked(source, "reach_rate", "2020-Q1", ("neighbourhood",))

    assert found.area_set == "hoods"
    assert {row.by["neighbourhood"]: row.denominator for row in found.rows} == {
        area: by_area.get(area) for area in ("N1", "N2")
    }


def _ends(written: str) -> tuple[dt.date, dt.date]:
    period = Period.parse(written)
    return period.start, period.end
