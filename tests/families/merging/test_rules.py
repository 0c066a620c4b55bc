"""What may be joined: twins, fathers and sons, the living and the dead."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from flyingstart.families.api import (
    MergedAlreadyError,
    MergeDoubtError,
    MergeError,
    NhsNumbersDifferError,
    SaidDistinctError,
)
from flyingstart.families.rules.merging import (
    Candidate,
    Doubt,
    demand_mergeable,
    demand_no_doubt,
    demand_pairs,
    doubts,
)

BORN, OTHER = dt.date(2018, 3, 1), dt.date(2018, 3, 2)
ONE = Candidate(id=1, given_name="Ayaan", family_name="Example", date_of_birth=BORN)
TWO = dataclasses.replace(ONE, id=2)


def one(**changes: object) -> Candidate:
    return dataclasses.replace(ONE, **changes)  # type: ignore[arg-type]


def two(**changes: object) -> Candidate:
    return dataclasses.replace(TWO, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kept", "merged", "said", "error"),
    [
        (ONE, ONE, False, MergeError),
        (one(merged_into=9), TWO, False, MergedAlreadyError),
        (ONE, two(merged_into=9), False, MergedAlreadyError),
        (one(nhs_number="9990000018"), two(nhs_number="9990000026"), False, NhsNumbersDifferError),
        (ONE, TWO, True, SaidDistinctError),
    ],
)
def test_some_are_never_joined(
    kept: Candidate, merged: Candidate, said: bool, error: type[Exception]
) -> None:
    with pytest.raises(error):
        demand_mergeable(kept, merged, said_distinct=said)


@pytest.mark.parametrize("numbers", [("", ""), ("9990000018", ""), ("9990000018", "9990000018")])
def test_an_nhs_number_beside_none_or_the_same_is_no_fault(numbers: tuple[str, str]) -> None:
    demand_mergeable(one(nhs_number=numbers[0]), two(nhs_number=numbers[1]), said_distinct=False)


@pytest.mark.parametrize(
    ("kept", "merged", "expected"),
    [
        (ONE, TWO, ()),
        # Case and spaces are no difference.
        (ONE, two(given_name="AY AAN"), ()),
        # All three differ.
        (ONE, two(given_name="Noor", family_name="Other", date_of_birth=OTHER), (Doubt.UNLIKE,)),
        # One of them is the same, or is not said.
        (ONE, two(given_name="Noor", family_name="Other"), ()),
        (ONE, two(given_name="Noor", date_of_birth=OTHER), ()),
        (ONE, two(given_name="Noor", family_name="Other", date_of_birth=None), ()),
        (ONE, two(family_name="Other", date_of_birth=OTHER), ()),
        (ONE, two(given_name="", family_name="Other", date_of_birth=OTHER), ()),
        # The living and the dead.
        (ONE, two(died_on=OTHER), (Doubt.DEATH,)),
        (one(died_on=OTHER), TWO, (Doubt.DEATH,)),
        (one(died_on=OTHER), two(died_on=OTHER), ()),
    ],
)
def test_doubts(kept: Candidate, merged: Candidate, expected: tuple[Doubt, ...]) -> None:
    assert doubts(kept, merged) == expected


@pytest.mark.parametrize(
    ("change", "families", "expected"),
    [
        ({"given_name": "Noor"}, {5}, (Doubt.TWINS,)),
        ({"given_name": "Noor"}, {6}, ()),
        ({"given_name": "Ayaan"}, {5}, ()),
        ({"given_name": ""}, {5}, ()),
        ({"given_name": "Noor", "date_of_birth": OTHER}, {5}, ()),
        ({"given_name": "Noor", "date_of_birth": None}, {5}, ()),
    ],
)
def test_twins_share_a_birth_date_and_a_family(
    change: dict[str, object], families: set[int], expected: tuple[Doubt, ...]
) -> None:
    kept = one(families=frozenset({4, 5}))

    assert doubts(kept, two(families=frozenset(families), **change)) == expected


@pytest.mark.parametrize(
    ("knows", "is_person", "passes"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_only_a_person_knows_better(knows: bool, is_person: bool, passes: bool) -> None:
    demand_no_doubt((), knows=knows, is_person=is_person)

    if passes:
        demand_no_doubt((Doubt.TWINS,), knows=knows, is_person=is_person)
    else:
        with pytest.raises(MergeDoubtError, match="may be twins"):
            demand_no_doubt((Doubt.TWINS,), knows=knows, is_person=is_person)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([(1, 11), (1, 12)], "twice"),
        ([(1, 11), (2, 11)], "twice"),
        ([(11, 1)], "does not belong"),
        ([(1, 13)], "does not belong"),
        ([(3, 11)], "does not belong"),
    ],
)
def test_pairs_name_each_once_and_only_of_these_families(
    pairs: list[tuple[int, int]], words: str
) -> None:
    demand_pairs([(1, 11), (2, 12)], {1, 2}, {11, 12})

    with pytest.raises(MergeError, match=words):
        demand_pairs(pairs, {1, 2}, {11, 12})
