"""Classes of a map: few, round, and holding every value once."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.design.enums import Kind
from flyingstart.design.pictures.scales import MOST, class_of, classes

FIGURES = st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 3))
RATIOS = st.floats(0, 3, allow_nan=False).map(lambda value: round(value, 4))
COUNTS = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (
            [0.21, 0.8],
            Kind.RATIO,
            ["20% to under 40%", "40% to under 60%", "60% to under 80%", "80% to under 100%"],
        ),
        (
            [0.3, 0.35, 0.5],
            Kind.RATIO,
            [
                "30% to under 35%",
                "35% to under 40%",
                "40% to under 45%",
                "45% to under 50%",
                "50% to under 55%",
            ],
        ),
        ([0.301, 0.305], Kind.RATIO, ["30% to under 31%"]),
        ([1, 2, 3], Kind.NUMBER, ["1", "2", "3"]),
        ([12, 99], Kind.NUMBER, ["0 to 19", "20 to 39", "40 to 59", "60 to 79", "80 to 99"]),
        (
            [0, 4999],
            Kind.NUMBER,
            ["0 to 999", "1,000 to 1,999", "2,000 to 2,999", "3,000 to 3,999", "4,000 to 4,999"],
        ),
        ([1.5, 3.25], Kind.NUMBER, ["1 to under 2", "2 to under 3", "3 to under 4"]),
        ([7], Kind.NUMBER, ["7"]),
        ([], Kind.NUMBER, []),
    ],
)
def test_limits_are_round(values: list[float], kind: Kind, expected: list[str]) -> None:
    assert [kept.words for kept in classes(values, kind)] == expected


@pytest.mark.parametrize(
    ("count", "steps"),
    [(1, [2]), (2, [0, 4]), (3, [0, 2, 4]), (4, [0, 1, 3, 4]), (5, [0, 1, 2, 3, 4])],
)
def test_fewer_classes_are_spread_from_light_to_dark(count: int, steps: list[int]) -> None:
    assert [kept.step for kept in classes(range(count), Kind.NUMBER)] == steps


@given(st.lists(st.one_of(COUNTS, FIGURES), min_size=1, max_size=40))
def test_every_value_is_in_one_class_of_few(values: list[float]) -> None:
    found = classes(values, Kind.NUMBER)

    assert 1 <= len(found) <= MOST
    for value in values:
        kept = class_of(value, found)
        assert kept.low - 1e-6 <= value < kept.high + 1e-6
    assert all(a.high == pytest.approx(b.low) for a, b in itertools.pairwise(found))


@given(st.lists(RATIOS, min_size=1, max_size=40))
def test_every_ratio_is_in_one_class_of_few(values: list[float]) -> None:
    found = classes(values, Kind.RATIO)

    assert 1 <= len(found) <= MOST
    assert all(class_of(value, found) in found for value in values)


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_limit_belongs_to_the_class_that_begins_there(first: int, second: int) -> None:
    # 0.3 / 0.1 is a hair under 3.
    found = classes([first / 100, second / 100], Kind.RATIO)

    for kept in found:
        assert class_of(round(kept.low, 9), found) == kept


def test_a_value_beyond_the_classes_is_a_mistake() -> None:
    found = classes([1, 2], Kind.NUMBER)

    with pytest.raises(ValueError, match="9 lies in no class"):
        class_of(9, found)
