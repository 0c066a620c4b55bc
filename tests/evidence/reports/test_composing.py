"""A report is what its measures say, place by place, and nothing computed beside them."""

from __future__ import annotations

import pytest

from flyingstart.evidence.answer import Value
from flyingstart.evidence.answering import find
from flyingstart.evidence.measures.measure import measures
from flyingstart.evidence.reports.composing import (
    Plan,
    a_year_before,
    before,
    compose,
    dimensions,
    leading_up,
    short_words,
)
from flyingstart.evidence.reports.counting import OpenSnapshot, opened
from flyingstart.evidence.reports.frozen import Figures, Result, read_result
from flyingstart.evidence.reports.sections import PARTS, Where, parts_for
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import Period
from tests.evidence.reports.kept import NORTH, QUARTER, TOWN, keep, told
from tests.evidence.worlds import World, make_world

Kept = tuple[Store, World, Manifest]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    store, world = Store(tmp_path_factory.mktemp("kept") / "snapshots"), make_world(5)
    return store, world, keep(store, world)


def table(result: Result, key: str) -> Figures:
    return next(one for one in result.tables() if one.key == key)


def counts(figures: Figures) -> dict[object, int | None]:
    return {line.value: line.numerator for line in figures.lines if line.numerator}


def asked(
    source: OpenSnapshot, name: str, *by: str, period: Period = QUARTER
) -> dict[tuple[Value, ...], int]:
    answer = source.measure(name, period=period, by=by, area_set="new")
    return {tuple(row.by[one] for one in by): row.numerator for row in answer.rows if row.numerator}


class TestTheTown:
    def test_each_table_is_the_measure_itself(self, kept: Kept) -> None:
        store, _, manifest = kept
        result = told(store, manifest)

        with opened(store, manifest) as source:
            by_ethnicity = asked(source, "reached", "ethnicity")
            by_site = asked(source, "attendances", "site")
        assert counts(table(result, "reached-ethnicity")) == {
            value: count for (value,), count in by_ethnicity.items()
        }
        assert counts(table(result, "attendances-site")) == {
            value: count for (value,), count in by_site.items()
        }

    def test_a_trend_ends_with_the_period_and_holds_its_year_before(self, kept: Kept) -> None:
        store, _, manifest = kept
        lines = table(told(store, manifest), "reach_rate-time").lines

        with opened(store, manifest) as source:
            whole = source.measure("reach_rate", period=QUARTER, by=(), area_set="new")
        assert [line.value for line in lines] == [
            *("2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1"),
        ]
        assert (lines[-1].numerator, lines[-1].denominator, lines[-1].figure) == (
            *(whole.rows[0].numerator, whole.rows[0].denominator, whole.rows[0].value),
        )


class TestANeighbourhood:
    def test_people_are_those_who_live_there(self, kept: Kept) -> None:
        store, _, manifest = kept
        result = told(store, manifest, NORTH)

        with opened(store, manifest) as source:
            both = asked(source, "reached", "neighbourhood", "ethnicity")
        assert counts(table(result, "reached-ethnicity")) == {
            ethnicity: count for (hood, ethnicity), count in both.items() if hood == "N1"
        }

    def test_attendances_are_those_at_its_sites(self, kept: Kept) -> None:
        store, world, manifest = kept
        own = {site for site, (_, hood) in world.site_places.items() if hood == "N1"}
        result = told(store, manifest, NORTH)

        with opened(store, manifest) as source:
            by_site = asked(source, "attendances", "site")
        assert own
        assert counts(table(result, "attendances-site")) == {
            site: count for (site,), count in by_site.items() if site in own
        }

    def test_a_place_without_sites_held_nothing(self, kept: Kept) -> None:
        store, _, manifest = kept
        nowhere = Plan(period=QUARTER, place="N9", place_name="Nowhere", wards="new")
        attendances = [part for part in PARTS if part.key == "sessions"]

        with opened(store, manifest) as source:
            result = compose(nowhere, source, attendances)

        delivered = table(result, "sessions_delivered-time")
        assert [line.figure for line in delivered.lines] == [0, 0, 0, 0, 0]
        assert table(result, "attendances-site").lines == ()


def test_every_declared_table_can_be_counted_and_frozen(kept: Kept) -> None:
    store, _, manifest = kept

    with opened(store, manifest) as source:
        result = compose(TOWN, source)

    declared = [one.key for part in parts_for(town=True) for one in part.asked]
    assert [one.key for one in result.tables()] == declared
    assert len({*declared}) == len(declared)
    assert read_result(result.as_json()) == result


def test_every_table_of_a_neighbourhood_is_a_question_with_a_meaning() -> None:
    for part in parts_for(town=False):
        for one in part.asked:
            find(one.measure, dimensions(NORTH, one))


def test_only_sessions_and_attendances_are_summed_over_sites() -> None:
    summed = {
        one.measure
        for part in PARTS
        for one in part.asked
        if one.where is Where.HELD and one.by != "site" and one.measure in measures
    }

    assert summed <= {"sessions_delivered", "attendances"}


def test_a_neighbourhood_has_no_rate_by_ward_and_the_town_has() -> None:
    keys = {
        town: {one.key for part in parts_for(town=town) for one in part.asked}
        for town in (True, False)
    }

    assert "reach_rate-ward" in keys[True] - keys[False]
    assert "reached-ward" in keys[False] - keys[True]


@pytest.mark.parametrize(
    ("period", "earlier", "year_before", "words"),
    [
        ("2020-Q1", "2019-Q4", "2019-Q1", "Jan–Mar 2020"),
        ("2020-03", "2020-02", "2019-03", "Mar 2020"),
        ("2020-01", "2019-12", "2019-01", "Jan 2020"),
    ],
)
def test_periods_that_a_figure_is_compared_with(
    period: str, earlier: str, year_before: str, words: str
) -> None:
    asked_for = Period.parse(period)

    assert str(before(asked_for)) == earlier
    assert str(a_year_before(asked_for)) == year_before
    assert short_words(asked_for) == words
    assert leading_up(asked_for).start == Period.parse(year_before).start
