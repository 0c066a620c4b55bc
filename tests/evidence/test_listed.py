"""A figure opens to exactly those whom it counts."""

from __future__ import annotations

import pytest

from flyingstart.evidence.answer import Answer, Listed, Value
from flyingstart.evidence.answering import behind, find
from flyingstart.evidence.errors import AskedWronglyError
from flyingstart.evidence.measures.measure import Behind, Unit, measures
from flyingstart.evidence.question import Source
from flyingstart.kernel.api import Period
from tests.depth import worlds
from tests.evidence.comparing import asked
from tests.evidence.in_memory import known
from tests.evidence.oracle import set_on

PERIOD = "2020-Q1"
OPEN = [measure.name for measure in measures.values() if measure.behind is not Behind.NOBODY]
CLOSED = [measure.name for measure in measures.values() if measure.behind is Behind.NOBODY]


def listed(source: Source, measure: str, place: tuple[str, Value] | None = None) -> Listed:
    declared, by = find(measure, (place[0],) if place else ())
    value = place[1] if place else None
    return behind(declared, by, value, Period.parse(PERIOD), None, source)


def figures(answer: Answer, dimension: str) -> dict[Value, int | None]:
    return {row.by[dimension]: row.numerator for row in answer.rows}


@pytest.mark.parametrize("measure", OPEN)
@pytest.mark.parametrize("dimension", ["ward", "neighbourhood"])
def test_as_many_as_the_figure_in_every_place(measure: str, dimension: str) -> None:
    for seed in range(worlds(1, many=3)):
        source = known(seed).source
        counted = figures(asked(source, measure, PERIOD, (dimension,)), dimension)

        found = {value: len(listed(source, measure, (dimension, value)).ids) for value in counted}

        # Before all history is held nobody can say that a family is new.
        told = {value: number for value, number in counted.items() if number is not None}
        assert {value: found[value] for value in told} == told


@pytest.mark.parametrize("measure", OPEN)
def test_they_are_those_of_the_oracle(measure: str) -> None:
    world, period = known(4), Period.parse(PERIOD)
    expected = {event.thing for event in world.oracle.events(measure, period.start, period.end)}

    found = listed(world.source, measure)

    assert found.ids == expected
    assert found.area_set == set_on(period.end)


def test_wards_share_out_those_of_the_whole() -> None:
    period = Period.parse(PERIOD)
    most = 0
    for seed in range(8):
        world = known(seed)
        answer = asked(world.source, "registered", PERIOD, ("ward",))
        wards = [row.by["ward"] for row in answer.rows if row.numerator]
        found = [listed(world.source, "registered", ("ward", ward)).ids for ward in wards]
        most = max(most, len(wards))
        whole = {
            event.thing for event in world.oracle.events("registered", period.start, period.end)
        }

        assert (seed, set().union(*found)) == (seed, whole)
        assert sum(map(len, found)) == len(whole)
    assert most > 1


@pytest.mark.parametrize("measure", CLOSED)
def test_a_figure_that_opens_to_nobody_says_so(measure: str) -> None:
    with pytest.raises(AskedWronglyError) as refused:
        listed(known(0).source, measure)

    assert str(refused.value) == f"{measure} does not open to those whom it counts"


def test_what_opens_is_people_or_families() -> None:
    assert {name: measures[name].unit for name in OPEN if measures[name].unit is Unit.FAMILIES} == {
        name: Unit.FAMILIES for name in OPEN if measures[name].behind is Behind.FAMILIES
    }
    assert {"not_reached", "reach_rate", "registered", "regular"} <= set(OPEN)
