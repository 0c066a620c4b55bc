"""What is offered, how deprived the place is, whom we lost, and who was asked: by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from flyingstart.evidence.answer import Value
from flyingstart.evidence.question import Piece, Source
from tests.evidence.comparing import asked
from tests.evidence.in_memory import facts_in_memory
from tests.evidence.worlds import (
    AS_AT,
    DISTRICT,
    ELSEWHERE,
    WORKERS,
    Person,
    Session,
    Tie,
    World,
)

Q1, LAST_DAY = "2020-Q1", dt.date(2020, 3, 31)
TODDLER = dt.date(2018, 1, 1)
SIX_WEEKS = dt.timedelta(days=42)
DAY = dt.timedelta(days=1)


@dataclass
class Town:
    """A small world: everybody lives in W1 and V1, and comes to the hall unless said."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.world.postcodes = [
            ("LU9 1AA", DISTRICT, {"old": "W1", "new": "V1", "hoods": "N1"}),
            ("LU9 2AA", DISTRICT, {"old": "W3", "new": "V2", "hoods": "N2"}),
            ("MK9 1AA", ELSEWHERE, {}),
        ]

    def child(
        self,
        *came: dt.date,
        born: dt.date = TODDLER,
        died: dt.date | None = None,
        left: dt.date | None = None,
        registered: bool = True,
        site: str = "hall",
        worker: str | None = None,
    ) -> int:
        """A child in a family of its own, marked on some days; its number."""
        world = self.world
        number = len(world.people) + 1
        world.families[number] = None
        world.people.append(Person(number, born, died, "F", "", ""))
        world.ties.append(Tie(number, number, "child", "", (born, None)))
        world.homes.append((number, "LU9 1AA", (None, None)))
        if registered:
            if worker:
                world.entered_by[len(world.registrations)] = worker
            world.registrations.append((number, number, dt.date(2019, 1, 1), left))
        for day in came:
            world.marks.append((self.session(day, site=site), number, number, "attended"))
        return number

    def session(
        self,
        day: dt.date,
        activity: str = "play",
        *,
        site: str = "hall",
        cancelled: bool = False,
        closed: bool = True,
    ) -> int:
        """A session at ten in the morning; its number."""
        number = len(self.world.sessions) + 1
        starts = dt.datetime.combine(day, dt.time(10), tzinfo=dt.UTC)
        self.world.sessions.append(Session(number, activity, site, starts, cancelled, closed))
        return number


@pytest.fixture
def town() -> Town:
    return Town()


def whole(source: Source, measure: str, period: str = Q1) -> int | None:
    (row,) = asked(source, measure, period).rows
    return row.numerator


def by(town: Town, measure: str, dimension: str, period: str = Q1) -> dict[Value, int | None]:
    with facts_in_memory(town.world) as source:
        rows = asked(source, measure, period, (dimension,)).rows
    return {row.by[dimension]: row.numerator for row in rows}


def days_before(last: dt.date, *days: int) -> list[dt.date]:
    return [last - dt.timedelta(days=number) for number in days]


class TestLost:
    def test_six_weeks_to_the_day(self, town: Town) -> None:
        for number in (41, 42, 43):
            town.child(*days_before(LAST_DAY, number, 60, 61))

        with facts_in_memory(town.world) as source:
            assert whole(source, "lost") == 2

    def test_three_days_make_a_regular_and_two_do_not(self, town: Town) -> None:
        town.child(*days_before(LAST_DAY, 50, 60))
        town.child(*days_before(LAST_DAY, 50, 60, 364))
        town.child(*days_before(LAST_DAY, 50, 60, 366))

        with facts_in_memory(town.world) as source:
            assert whole(source, "lost") == 1

    @pytest.mark.parametrize(
        ("about", "expected"),
        [
            ({}, 1),
            ({"died": dt.date(2020, 3, 20)}, 0),
            ({"born": dt.date(2015, 3, 31)}, 0),
            ({"born": dt.date(2015, 4, 1)}, 1),
            ({"left": LAST_DAY}, 0),
            ({"left": LAST_DAY + DAY}, 1),
            ({"registered": False}, 1),
        ],
        ids=["still here", "died", "turned five", "not yet five", "left", "leaves", "a walk-in"],
    )
    def test_whoever_could_still_come(
        self, town: Town, about: dict[str, dt.date], expected: int
    ) -> None:
        town.child(*days_before(LAST_DAY, 50, 60, 70), **about)  # type: ignore[arg-type]

        with facts_in_memory(town.world) as source:
            assert whole(source, "lost") == expected

    def test_while_a_period_lasts_the_six_weeks_end_today(self, town: Town) -> None:
        today = AS_AT.date()
        town.child(*days_before(today, 10, 60, 61))
        town.child(*days_before(today, 42, 60, 61))

        with facts_in_memory(town.world) as source:
            assert whole(source, "lost", "2020-01-01..2020-06-30") == 1

    def test_by_the_site_where_they_were_seen_last(self, town: Town) -> None:
        child = town.child(*days_before(LAST_DAY, 60, 61, 62), site="hub")
        last = LAST_DAY - SIX_WEEKS
        for site in ("hall", "school"):
            mark = (town.session(last, site=site), child, child, "attended")
            town.world.marks.append(mark)

        assert by(town, "lost", "site") == {"hall": 1, "school": 1}

    def test_a_piece_knows_its_six_weeks(self) -> None:
        piece = Piece("", "", dt.date(2020, 1, 1), LAST_DAY)

        assert piece.unseen_from(dt.date(2020, 5, 1)) == dt.date(2020, 2, 19)
        assert piece.unseen_from(dt.date(2020, 3, 1)) == dt.date(2020, 1, 20)


class TestSupply:
    def test_what_was_offered_to_children(self, town: Town) -> None:
        for activity in ("play", "creche", "bump", "course"):
            town.session(dt.date(2020, 2, 3), activity)
        town.session(dt.date(2020, 2, 4), cancelled=True)
        town.session(dt.date(2020, 2, 5), closed=False)

        with facts_in_memory(town.world) as source:
            assert whole(source, "supply") == 3

    def test_a_planned_session_counts_once_it_has_begun(self, town: Town) -> None:
        town.session(AS_AT.date() + DAY)

        with facts_in_memory(town.world) as source:
            assert whole(source, "supply", "2020") == 0

    def test_by_the_ward_of_the_postcode_and_the_neighbourhood_that_is_said(
        self, town: Town
    ) -> None:
        town.world.site_places = {
            "hall": ("LU9 1AA", "N2"),
            "hub": ("MK9 1AA", None),
            "school": ("", "N1"),
        }
        for site in ("hall", "hall", "hub", "school"):
            town.session(dt.date(2020, 2, 3), site=site)

        assert by(town, "supply", "ward") == {"V1": 2, "V2": 0, "outside": 1, "not known": 1}
        assert by(town, "supply", "neighbourhood") == {"N1": 1, "N2": 2, "not known": 1}

    def test_the_base_is_that_of_the_ward(self, town: Town) -> None:
        town.world.population = [("V1", 2019, "0-4", 40), ("V2", 2019, "0-4", 60)]
        town.world.site_places = {"hall": ("LU9 1AA", None)}
        town.session(dt.date(2020, 2, 3))

        with facts_in_memory(town.world) as source:
            wards = asked(source, "supply", Q1, ("ward",)).rows
            (all_wards,) = asked(source, "supply", Q1).rows

        assert [(row.by["ward"], row.value) for row in wards] == [("V1", 1 / 40), ("V2", 0.0)]
        assert all_wards.value == 1 / 100


class TestDeprived:
    def test_the_newest_edition_by_most_postcodes(self, town: Town) -> None:
        for text, small in (("LU9 1AA", "A1"), ("LU9 2AA", "A2")):
            areas = next(areas for known, _, areas in town.world.postcodes if known == text)
            areas["small-a"] = small
        town.world.postcodes += [
            (f"LU9 3A{letter}", DISTRICT, {"new": "V2", "small-a": "A1"}) for letter in "AB"
        ]
        town.world.deprivation = [
            ("small-a", "A1", 2019, 2),
            ("small-a", "A2", 2019, 3),
            ("small-a", "A3", 2019, 1),
            ("small-a", "A1", 2015, 9),
            ("small-a", "A1", 2021, 9),
        ]

        with facts_in_memory(town.world) as source:
            rows = asked(source, "deprived", Q1, ("ward",)).rows

        assert [(r.by["ward"], r.numerator, r.denominator, r.value) for r in rows] == [
            ("V1", 0, 0, None),
            ("V2", 1, 2, 0.5),
            ("not known", 1, 1, 1.0),
        ]

    def test_without_an_index_there_is_no_share(self, town: Town) -> None:
        with facts_in_memory(town.world) as source:
            (row,) = asked(source, "deprived", Q1).rows

        assert (row.numerator, row.denominator, row.value) == (0, 0, None)


class TestCompleteness:
    def test_by_the_site_where_the_family_was_last(self, town: Town) -> None:
        child = town.child(dt.date(2020, 2, 3), site="hall")
        brother = town.child(dt.date(2020, 3, 2), site="hub")
        town.world.ties.append(Tie(brother, child, "child", "", (TODDLER, None)))
        town.world.marks.append(
            (town.session(dt.date(2020, 3, 9), site="school"), brother, child, "attended")
        )
        town.child()
        # After the last day: the family has not been there yet.
        town.world.marks.append(
            (town.session(dt.date(2020, 3, 30), site="hall"), child, child, "attended")
        )

        with facts_in_memory(town.world) as source:
            rows = asked(source, "field_completeness", "2020-01-01..2020-03-20", ("site",)).rows

        born = {r.by["site"]: r.denominator for r in rows if r.by["field"] == "date_of_birth"}
        assert born == {"hub": 1, "school": 1, None: 1}

    def test_by_who_entered_the_registration(self, town: Town) -> None:
        first, second = WORKERS
        town.child(worker=first)
        town.child(worker=second)
        town.child(worker=second)
        town.child(worker=first, left=LAST_DAY)
        town.child()

        with facts_in_memory(town.world) as source:
            rows = asked(source, "field_completeness", Q1, ("worker",)).rows

        asked_of = {r.by["worker"]: r.denominator for r in rows if r.by["field"] == "ethnicity"}
        assert asked_of == {first: 1, second: 2, None: 1}
        assert {r.labels["worker"] for r in rows} == {first, second, "not recorded"}


class TestRatesByAge:
    def test_each_age_has_its_own_base(self, town: Town) -> None:
        town.world.population = [(DISTRICT, 2019, str(age), 10 + age) for age in range(5)]
        town.world.population += [("V1", 2019, "0-4", 90)]
        town.child(dt.date(2020, 2, 3))

        with facts_in_memory(town.world) as source:
            (row,) = asked(source, "reach_rate", Q1, ("age",)).rows

        assert (row.by["age"], row.numerator, row.denominator) == (2, 1, 12)

    def test_wards_together_where_the_whole_has_none(self, town: Town) -> None:
        town.world.population = [
            (ward, 2019, str(age), people)
            for ward, people in (("V1", 3), ("V2", 4))
            for age in range(5)
        ]
        town.child(dt.date(2020, 2, 3))

        with facts_in_memory(town.world) as source:
            (row,) = asked(source, "reach_rate", Q1, ("age",)).rows

        assert row.denominator == 7

    def test_a_band_of_all_ages_says_nothing_of_one(self, town: Town) -> None:
        town.world.population = [("V1", 2019, "0-4", 90), ("V2", 2019, "0-4", 90)]
        town.child(dt.date(2020, 2, 3))

        with facts_in_memory(town.world) as source:
            (row,) = asked(source, "reach_rate", Q1, ("age",)).rows

        assert (row.numerator, row.denominator, row.value) == (1, None, None)
