"""The engines agree with the oracle, and so with each other, over records in the database."""

from __future__ import annotations

import random

import pytest

from flyingstart.evidence.measures.measure import measures
from flyingstart.evidence.snapshot.store import Store
from tests.depth import worlds
from tests.evidence.comparing import asked, expected, figures_of
from tests.evidence.conftest import source_of
from tests.evidence.oracle import Oracle
from tests.evidence.records import put
from tests.evidence.worlds import make_world

PERIODS = ["2020-Q1", "2019-03-01..2020-02-29", "2020"]


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize("seed", range(worlds(1, many=3)))
def test_people_and_families_that_were_merged_count_as_one(
    fresh_db: None, store: Store, seed: int, engine: str
) -> None:
    world = make_world(seed, merges=True)
    put(world)
    oracle = Oracle(world)

    with source_of(engine, world, store) as source:
        for measure in measures.names():
            for period in PERIODS:
                found = asked(source, measure, period)

                assert (measure, period, figures_of(found)) == (
                    measure,
                    period,
                    expected(oracle, measure, period),
                )


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_breakdowns_on_every_engine(fresh_db: None, store: Store, engine: str) -> None:
    """DuckDB is asked for every breakdown by test_measures_against_oracle: here both for some of
    each measure, and `make test-deep` for all."""
    world = make_world(11, merges=True)
    put(world)
    oracle = Oracle(world)

    with source_of(engine, world, store) as source:
        for measure in measures.names():
            names = measures[measure].breakdowns
            several = min(worlds(3, many=len(names)), len(names))
            for name in random.Random(measure).sample(names, several):
                found = asked(source, measure, "2020-Q1", (name,))

                assert (measure, name, figures_of(found)) == (
                    measure,
                    name,
                    expected(oracle, measure, "2020-Q1", (name,)),
                )


def test_both_engines_print_the_same_rows(fresh_db: None, store: Store) -> None:
    world = make_world(12)
    put(world)

    with source_of("duckdb", world, store) as files, source_of("postgres", world, store) as live:
        for measure in measures.names():
            by = ("ward", "month") if "ward" in measures[measure].breakdowns else ("month",)

            assert (
                asked(files, measure, "2020-Q1", by).rows
                == asked(live, measure, "2020-Q1", by).rows
            )


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_ages_are_whole_numbers(fresh_db: None, store: Store, engine: str) -> None:
    """Not decimals, which compare as equal and which JSON prints in quotation marks."""
    world = make_world(13)
    put(world)

    with source_of(engine, world, store) as source:
        rows = asked(source, "attendances", "2020-Q1", ("age",)).rows

    assert {type(row.by["age"]) for row in rows} == {int, type(None)}
