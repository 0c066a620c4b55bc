"""What is printed never shows one to four people: held to a reader who tries every possibility."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.evidence.suppression import (
    FIRST_SAFE,
    SMALL,
    CannotBePublishedError,
    Shown,
    as_shown,
    gives_away,
    held_back,
)

Cells = Mapping[str, frozenset[str]]

MOST = 14
"""The largest number that the patient reader tries; the whole of a town in these tests."""


def each(counts: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """A cell for every piece."""
    return {piece: frozenset([piece]) for piece in counts}


def with_total(counts: Mapping[str, int]) -> dict[str, frozenset[str]]:
    return {**each(counts), "whole": frozenset(counts)}


def print_out(counts: Mapping[str, int], cells: Cells) -> list[Shown[str]]:
    return list(as_shown(counts, cells, held_back(counts, cells)).values())


def told_by_trying(counts: Mapping[str, int], printed: Sequence[Shown[str]]) -> list[str]:
    """Small pieces that hold fewer than five in every world that fits what is printed."""
    pieces = sorted(counts)
    worlds = [
        world
        for numbers in itertools.product(range(MOST + 1), repeat=len(pieces))
        for world in [dict(zip(pieces, numbers, strict=True))]
        if all(_fits(cell, world) for cell in printed)
    ]
    return [
        piece
        for piece in pieces
        if counts[piece] in SMALL and all(world[piece] < FIRST_SAFE for world in worlds)
    ]


def _fits(cell: Shown[str], world: Mapping[str, int]) -> bool:
    total = sum(world[piece] for piece in cell.pieces)
    return total >= 1 if cell.count is None else total == cell.count


class TestOneTable:
    def test_numbers_from_five_and_noughts_are_shown(self) -> None:
        counts = {"ash": 0, "elm": 5, "oak": 30}

        assert held_back(counts, with_total(counts)) == frozenset()

    @pytest.mark.parametrize("few", SMALL)
    def test_one_to_four_are_held_back_and_the_next_smallest_with_them(self, few: int) -> None:
        counts = {"ash": few, "elm": 12, "oak": 30}

        assert held_back(counts, with_total(counts)) == {"ash", "elm"}

    def test_without_a_total_nothing_else_need_go(self) -> None:
        counts = {"ash": 3, "elm": 12, "oak": 30}

        assert held_back(counts, each(counts)) == {"ash"}

    def test_two_that_make_five_together_take_a_third_along(self) -> None:
        # Neither is nought, or it would be shown: of five one is at most four.
        counts = {"ash": 3, "elm": 2, "oak": 30, "yew": 8}

        assert held_back(counts, with_total(counts)) == {"ash", "elm", "yew"}

    def test_a_nought_is_never_taken_along(self) -> None:
        counts = {"ash": 3, "elm": 0, "oak": 9}

        assert held_back(counts, with_total(counts)) == {"ash", "oak"}

    def test_a_whole_that_is_small_goes_too(self) -> None:
        counts = {"ash": 3, "elm": 0}

        assert held_back(counts, with_total(counts)) == {"ash", "whole"}

    def test_neighbourhoods_within_a_town_are_guarded_at_both_heights(self) -> None:
        counts = {"ash": 3, "elm": 12, "oak": 30, "yew": 20}
        cells = {
            **with_total(counts),
            "north": frozenset({"ash", "elm"}),
            "south": frozenset({"oak", "yew"}),
        }

        assert held_back(counts, cells) == {"ash", "elm"}

    def test_a_ward_alone_in_its_neighbourhood_takes_another_neighbourhood_along(self) -> None:
        counts = {"ash": 3, "elm": 12, "oak": 30}
        cells = {
            **with_total(counts),
            "north": frozenset({"ash"}),
            "south": frozenset({"elm", "oak"}),
        }

        assert held_back(counts, cells) == {"ash", "north", "south", "elm"}


@settings(max_examples=40)
@given(numbers=st.lists(st.integers(0, 6), min_size=1, max_size=3).filter(lambda n: sum(n) <= MOST))
def test_nobody_who_tries_every_possibility_learns_of_a_small_number(numbers: list[int]) -> None:
    counts = dict(zip("abc", numbers, strict=False))
    printed = print_out(counts, with_total(counts))

    assert told_by_trying(counts, printed) == []


@settings(max_examples=40)
@given(
    numbers=st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(lambda n: sum(n) <= MOST),
    hidden=st.sets(st.sampled_from(["a", "b", "c", "whole", "pair"])),
)
def test_the_solver_knows_what_trying_every_possibility_shows(
    numbers: list[int], hidden: set[str]
) -> None:
    counts = dict(zip("abc", numbers, strict=True))
    cells = {**with_total(counts), "pair": frozenset("ab")}
    hidden = {key for key in hidden if sum(counts[piece] for piece in cells[key])}
    # With the whole known to be no more than the reader tries, both see the same worlds.
    printed = [*as_shown(counts, cells, hidden - {"whole"}).values()]

    assert [*gives_away(counts, printed)] == told_by_trying(counts, printed)


class TestTwoWardSets:
    """Wards redrawn: pieces are what one old and one new ward have in common."""

    counts = {"ash-ash": 40, "ash-elm": 2, "elm-elm": 30, "oak-oak": 25}
    old = {
        "old ash": frozenset({"ash-ash", "ash-elm"}),
        "old elm": frozenset({"elm-elm"}),
        "old oak": frozenset({"oak-oak"}),
    }
    new = {
        "new ash": frozenset({"ash-ash"}),
        "new elm": frozenset({"ash-elm", "elm-elm"}),
        "new oak": frozenset({"oak-oak"}),
    }

    @pytest.mark.parametrize("cells", [old, new], ids=["old", "new"])
    def test_one_set_alone_shows_all_its_wards(self, cells: Cells) -> None:
        assert held_back(self.counts, cells) == frozenset()

    def test_both_side_by_side_can_be_subtracted(self) -> None:
        both = [*as_shown(self.counts, {**self.old, **self.new}, ()).values()]

        assert [*gives_away(self.counts, both)] == ["ash-elm"]

    def test_published_together_the_strip_between_them_is_guarded(self) -> None:
        hidden = held_back(self.counts, {**self.old, **self.new})

        printed = [*as_shown(self.counts, {**self.old, **self.new}, hidden).values()]
        assert [*gives_away(self.counts, printed)] == []
        assert hidden != frozenset()

    def test_what_one_set_published_binds_the_other(self) -> None:
        before = [*as_shown(self.counts, self.old, ()).values()]

        hidden = held_back(self.counts, self.new, before=before)

        printed = [*before, *as_shown(self.counts, self.new, hidden).values()]
        assert hidden == {"new ash", "new elm"}
        assert [*gives_away(self.counts, printed)] == []


class TestMonthsOfAQuarter:
    counts = {"ash-1": 3, "ash-2": 9, "ash-3": 20, "elm-1": 14, "elm-2": 8, "elm-3": 11}
    months = {key: frozenset([key]) for key in counts}
    quarter = {
        "ash": frozenset({"ash-1", "ash-2", "ash-3"}),
        "elm": frozenset({"elm-1", "elm-2", "elm-3"}),
    }

    def test_the_quarter_does_not_tell_the_month_that_was_held_back(self) -> None:
        hidden = held_back(self.counts, self.months)
        before = [*as_shown(self.counts, self.months, hidden).values()]

        of_the_quarter = held_back(self.counts, self.quarter, before=before)

        assert [*hidden, *of_the_quarter] == ["ash-1", "ash"]

    def test_what_would_tell_whatever_is_held_back_is_refused(self) -> None:
        printed = [Shown(self.months[key], self.counts[key]) for key in ("ash-2", "ash-3")]
        printed.append(Shown(self.quarter["ash"], 32))

        with pytest.raises(CannotBePublishedError, match="would show a number under five"):
            held_back(self.counts, self.months, before=printed)


def test_a_cell_of_a_piece_without_a_number_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError, match="oak"):
        held_back({"ash": 3}, {"oak": frozenset({"oak"})})


def test_a_town_of_twenty_wards_by_three_months_is_guarded() -> None:
    counts = {
        f"{ward}-{month}": (ward * 7 + month * 11) % 23 for ward in range(20) for month in (1, 2, 3)
    }
    cells = {
        **with_total(counts),
        **{
            f"ward {ward}": frozenset(f"{ward}-{month}" for month in (1, 2, 3))
            for ward in range(20)
        },
        **{
            f"month {month}": frozenset(f"{ward}-{month}" for ward in range(20))
            for month in (1, 2, 3)
        },
    }

    hidden = held_back(counts, cells)

    assert [*gives_away(counts, [*as_shown(counts, cells, hidden).values()])] == []
    assert {key for key in counts if counts[key] in SMALL} <= hidden
    assert len(hidden) < len(cells) / 2
