"""safety.md, Homes and hiding: counted by ward in totals only, never in a map or cell under 5.

Held to readers who know the rules as well as we do: who try every world in which the page would
look the same, and who take every sum from every other.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flyingstart.evidence import small_areas
from flyingstart.evidence.answer import Answer, AnswerRow
from flyingstart.evidence.api import HeldBack, Why, few_elsewhere
from flyingstart.evidence.measures.measure import Unit, measures
from flyingstart.evidence.reports.crossing import BOTH, WHOLE, printed_by_home, withheld
from flyingstart.evidence.reports.frozen import Crossing
from flyingstart.evidence.small_areas import smallest
from flyingstart.evidence.suppression import FIRST_SAFE, SMALL, Shown, gives_away
from flyingstart.kernel.api import Period, clock

MOST = 9
"""The largest ward of these towns."""
QUARTER = Period.quarter(2024, 1)
Pieces = Mapping[tuple[str, str], int]


def crossing(pieces: Pieces, *, rest: Pieces | None = None) -> Crossing:
    """Wards and neighbourhoods and the people in both; `rest` are those who are not counted."""
    others = rest or {}
    return Crossing(
        measure="reached",
        period="2024-Q1",
        wards="wards-2023",
        fine="ward",
        printed=("ward", "whole", "neighbourhood"),
        pieces=tuple(
            (*key, pieces.get(key, 0), others.get(key, 0))
            for key in sorted({*pieces, *others})
            if pieces.get(key, 0) or others.get(key, 0)
        ),
    )


def page(counts: Sequence[int]) -> tuple[int | None, ...]:
    """The wards as the page shows them."""
    held = smallest({str(place): count for place, count in enumerate(counts)})
    return tuple(
        None if held is None or str(place) in held else count for place, count in enumerate(counts)
    )


def worlds(wards: int, whole: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people may live in so many wards."""
    for counts in itertools.product(range(whole + 1), repeat=wards):
        if sum(counts) == whole:
            yield counts


class TestWhoKnowsTheRules:
    @settings(max_examples=60)
    @given(st.lists(st.integers(0, MOST), min_size=2, max_size=4))
    @example([1, 5, 9])
    @example([3, 5, 5, 9])
    @example([4, 4, 9])
    def test_cannot_tell_that_fewer_than_five_live_anywhere(self, counts: list[int]) -> None:
        """Of every ward with one to four people there is a world with the same page in which five
        or more live there: neither sums nor what is held back tell more."""
        shown = page(counts)
        if None not in shown or all(figure is None for figure in shown):
            assert not any(count in SMALL for count in counts) or None in shown
            return
        same = [world for world in worlds(len(counts), sum(counts)) if page(world) == shown]

        for place, count in enumerate(counts):
            if count in SMALL:
                assert max(world[place] for world in same) >= FIRST_SAFE

    def test_who_is_alike_is_held_back_alike(self) -> None:
        assert smallest({"a": 0, "b": 2, "c": 7, "d": 7, "e": 8}) == frozenset("bcd")

    def test_without_small_numbers_all_is_shown(self) -> None:
        assert smallest({"a": 0, "b": 5, "c": 7}) == frozenset()

    def test_where_nobody_is_many_nothing_is_told_of_any_ward_not_even_noughts(self) -> None:
        assert smallest({"a": 0, "b": 4, "c": 1}) is None


class TestSumsAndDifferences:
    @settings(max_examples=60)
    @given(
        st.dictionaries(
            st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")),
            st.integers(0, 30),
            min_size=2,
            max_size=9,
        )
    )
    def test_no_difference_of_shown_figures_tells_a_small_number(self, pieces: Pieces) -> None:
        """Wards cut across neighbourhoods: of a sliver of one to four people nobody can say so."""
        counted = {key: count for key, count in pieces.items() if count}
        held = small_areas._together(crossing(counted))
        if held.wards is None:
            return

        printed = [Shown(frozenset(counted), sum(counted.values()))] if counted else []
        for place, dimension in enumerate(("ward", "neighbourhood")):
            cells: dict[str, set[tuple[str, str]]] = defaultdict(set)
            for key in counted:
                cells[key[place]].add(key)
            for name, inside in cells.items():
                total = sum(counted[key] for key in inside)
                is_held = held.hides(dimension, name)
                assert is_held or total not in SMALL
                printed.append(Shown(frozenset(inside), None if is_held else total))

        assert list(gives_away(counted, printed)) == []

    def test_a_sliver_between_ward_and_neighbourhood_is_not_told(self) -> None:
        """Ward a lies in x but for two people: neither figure is small, and one is held back."""
        held = small_areas._together(
            crossing({("a", "x"): 20, ("a", "y"): 2, ("b", "y"): 30, ("c", "z"): 40})
        )

        assert held.hides("ward", "a") or held.hides("neighbourhood", "x")

    def test_a_page_beside_the_reports_of_neighbourhoods_tells_no_sliver(self) -> None:
        """A page gives ward a, a neighbourhood's report its part in x: three live in y."""
        counts = {("a", "x"): 20, ("a", "y"): 3, ("b", "y"): 30, ("c", "x"): 40}
        judged = dataclasses.replace(crossing(counts), printed=printed_by_home("reached"))
        page, reports = small_areas._together(judged), withheld(judged)

        printed = [Shown(frozenset(counts), sum(counts.values()))]
        for place, dimension in enumerate(("ward", "neighbourhood")):
            for name in {key[place] for key in counts}:
                inside = frozenset(key for key in counts if key[place] == name)
                total = sum(counts[key] for key in inside)
                is_held = page.hides(dimension, name)
                assert ((dimension, name) in reports) <= is_held
                printed.append(Shown(inside, None if is_held else total))
        for key, count in counts.items():
            is_held = (BOTH, *key) in reports
            printed.append(Shown(frozenset([key]), None if is_held else count))

        assert list(gives_away(counts, printed)) == []
        assert any(cell.count for cell in printed[1:])

    def test_a_page_gives_way_to_reports_that_give_neighbourhoods_alone(self) -> None:
        """Reports know of no wards: six in w are no small number. Of four wards that are held back
        on the page, none of them empty, each then has three at most."""
        counts = {("a", "w"): 1, ("b", "w"): 1, ("c", "w"): 2, ("d", "w"): 2, ("e", "s"): 11}
        new = dataclasses.replace(crossing(counts), measure="new_families")
        hoods = {"w": 6, "s": 11}
        in_reports = dataclasses.replace(
            new,
            printed=("neighbourhood", "whole"),
            pieces=tuple(("", hood, count, 0) for hood, count in hoods.items()),
        )
        assert withheld(in_reports) == frozenset()

        page = small_areas._together(new)

        printed = [Shown(frozenset(counts), sum(counts.values()))]
        for hood, count in hoods.items():
            printed.append(Shown(frozenset(key for key in counts if key[1] == hood), count))
        if page.wards is not None:
            for key, count in counts.items():
                is_held = page.hides("ward", key[0])
                printed.append(Shown(frozenset([key]), None if is_held else count))
        assert list(gives_away(counts, printed)) == []

    def test_of_a_base_of_ours_those_who_are_not_counted_are_as_safe(self) -> None:
        counts = {("a", "x"): 20, ("b", "x"): 30, ("c", "x"): 40}
        rest = {("a", "x"): 2, ("b", "x"): 8, ("c", "x"): 50}

        assert small_areas._together(crossing(counts, rest=rest)).wards == frozenset("ab")

    def test_few_in_the_whole_are_told_by_no_area(self) -> None:
        held = small_areas._together(crossing({("a", "x"): 3}))

        assert (held.wards, held.neighbourhoods, held.why) == (None, None, Why.FEW)
        assert held.hides("ward", "b")
        assert (WHOLE,) in withheld(crossing({("a", "x"): 3}))

    def test_of_nobody_nothing_is_held_back(self) -> None:
        assert not small_areas._together(crossing({})).anything


def answered(name: str, *rows: tuple[str, int, dict[str, int]]) -> Answer:
    """An answer by ward, each with a base of a hundred."""
    declared = measures[name]
    return Answer(
        measure=declared,
        period=QUARTER,
        by=("ward",),
        area_set="wards-2023",
        base_year=2023,
        as_at=clock.now(),
        engine="duckdb",
        snapshot="s",
        rows=tuple(
            AnswerRow(
                by={"ward": ward},
                labels={"ward": ward},
                numerator=count,
                denominator=100,
                value=count / 100,
                unit=Unit.RATIO,
                beside=beside,
            )
            for ward, count, beside in rows
        ),
    )


class TestAnswers:
    def test_what_is_held_back_is_not_in_the_row(self) -> None:
        answer = answered("reach_rate", ("a", 3, {}), ("b", 40, {}))

        first, second = HeldBack(wards=frozenset("a")).answer(answer, "ward").rows

        assert (first.withheld, first.numerator, first.value) == (True, None, None)
        assert first.denominator == 100  # others publish it
        assert second == answer.rows[1]

    def test_a_base_that_we_counted_is_held_back_with_it(self) -> None:
        answer = answered("births_seen", ("a", 3, {"too_young": 2}))

        (row,) = HeldBack(wards=frozenset("a")).answer(answer, "ward").rows

        assert (row.denominator, row.beside) == (None, {})

    def test_few_who_live_elsewhere_are_not_told_by_the_residents(self) -> None:
        rows = ("a", 40, {"residents": 40}), ("outside", 3, {"residents": 0})
        away = ("not known", 20, {"residents": 0})

        shown = HeldBack().answer(answered("registered", *rows, away), "ward").rows

        assert [row.withheld for row in shown] == [False, True, True]
        (whole,) = answered("registered", ("", 43, {"residents": 40})).rows
        assert few_elsewhere(whole)
        assert not few_elsewhere(dataclasses.replace(whole, numerator=48))

    def test_who_lives_elsewhere_hides_no_ward_of_residents(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """All who live here stand on the page: less the other wards they would tell ward a."""
        rows = (
            ("a", 3, {"residents": 3}),
            ("b", 40, {"residents": 40}),
            ("c", 60, {"residents": 60}),
        )
        answer = answered("registered", *rows, ("outside", 5, {"residents": 0}))
        monkeypatch.setattr(small_areas, "measure", lambda *_args, **_asked: answer)
        asked = small_areas._Asked(measures["registered"], "wards-2023", "s")

        held = small_areas._together(asked.crossing(QUARTER))

        assert held.wards == frozenset("ab")

    @pytest.mark.parametrize("name", ["supply", "deprived", "sessions_delivered"])
    def test_what_is_offered_counts_nobody(self, name: str) -> None:
        asked: dict[str, Any] = {"period": QUARTER, "area_set": "any", "snapshot": "none"}

        assert not small_areas.held_back_by_area(measures[name], **asked).anything

    def test_stretches_of_days_are_told_by_no_area(self) -> None:
        """Two of them that differ by a day would tell who came that day."""
        days = Period.parse("2024-01-07..2024-02-03")
        asked: dict[str, Any] = {"period": days, "area_set": "any", "snapshot": "none"}

        held = small_areas.held_back_by_area(measures["reached"], **asked)

        assert (held.wards, held.neighbourhoods, held.why) == (None, None, Why.PERIOD)

    @pytest.mark.parametrize("year", ["2023", "FY2023", "AY2023"])
    @pytest.mark.parametrize("name", ["attendances", "births_seen", "new_families"])
    def test_of_what_adds_up_no_year_is_told_by_area(self, name: str, year: str) -> None:
        """A year less three quarters would tell the fourth."""
        asked: dict[str, Any] = {"period": Period.parse(year), "area_set": "a", "snapshot": "none"}

        held = small_areas.held_back_by_area(measures[name], **asked)

        assert (held.wards, held.neighbourhoods, held.why) == (None, None, Why.SUM)
