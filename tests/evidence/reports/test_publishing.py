"""What leaves the house shows no small number, nor what would give one away."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.evidence.measures.measure import Unit
from flyingstart.evidence.reports.frozen import Figures
from flyingstart.evidence.reports.publishing import published
from flyingstart.evidence.suppression import SMALL, Shown, gives_away
from tests.evidence.reports.test_files import RESULT, line, table


def after(figures: Figures) -> Figures:
    section = RESULT.sections[0]

    made = replace(RESULT, sections=(replace(section, tables=(figures,)),))
    return next(published(made).tables())


def shown(figures: Figures) -> list[int | None]:
    return [None if one.withheld else one.counted for one in figures.lines]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_nobody_works_a_small_number_out(counts: list[int]) -> None:
    by_ward = table(
        "reached", "ward", "By ward", *(line(str(n), f"W{n}", one) for n, one in enumerate(counts))
    )

    left = shown(after(by_ward))

    pieces = dict(enumerate(counts))
    printed = [Shown(frozenset({n}), one) for n, one in enumerate(left)]
    if any(one is not None for one in left):
        printed.append(Shown(frozenset(pieces), sum(counts)))
    assert list(gives_away(pieces, printed)) == []
    assert not {one for one in left if one} & set(SMALL)


def test_noughts_and_large_numbers_stay() -> None:
    by_age = table("reached", "age", "By age", line(0, "Under one", 0), line(1, "1", 50))

    assert shown(after(by_age)) == [0, 50]


def test_one_small_ward_takes_a_second_along() -> None:
    by_ward = table(
        "reached",
        "ward",
        "By ward",
        *(line(name, name, count) for name, count in (("A", 3), ("B", 40), ("C", 9))),
    )

    assert shown(after(by_ward)) == [None, 40, None]


def test_of_a_trend_only_small_ones_are_withheld() -> None:
    trend = table("reached", "time", "Reached", line("2019-Q4", "Q4", 3), line("2020-Q1", "Q1", 9))

    assert shown(after(trend)) == [None, 9]


def test_how_few_were_not_counted_is_small_as_well() -> None:
    babies = table(
        "births_seen",
        "time",
        "Babies",
        line("2019-Q4", "Q4", 47, 50),
        line("2020-Q1", "Q1", 40, 50),
    )
    counted = Figures(**{**vars(babies), "base_year": None})

    left = after(counted)

    assert shown(left) == [None, 40]
    assert (left.lines[0].denominator, left.lines[0].figure) == (None, None)


def test_a_population_that_others_publish_stays() -> None:
    rate = table("reach_rate", "time", "Reach", line("2020-Q1", "Q1", 2, 300))

    (one,) = after(rate).lines

    assert (one.withheld, one.counted, one.figure, one.denominator) == (True, None, None, 300)


def test_sessions_are_no_people() -> None:
    held = table("sessions_delivered", "site", "Sessions", line("h", "Hall", 2), unit=Unit.SESSIONS)

    assert shown(after(held)) == [2]
