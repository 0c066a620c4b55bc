"""Which sessions the public sees, and how they are narrowed."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from flyingstart.activities.ages import ChildAge
from flyingstart.activities.api import Activity
from flyingstart.activities.queries.listed import (
    ENGLISH,
    Wanted,
    listed,
    listed_places,
    next_listed,
    series_listed,
    session_listed,
)
from flyingstart.activities.queries.nearness import near
from flyingstart.places.api import Room, Site
from tests.activities.public.world import HOME, NOW, TODAY, Town, offered, on, weekly

NEXT_WEEK = NOW + dt.timedelta(8)


def names(wanted: Wanted | None = None) -> list[tuple[str, str]]:
    """Activity and site of what is listed within eight days."""
    found = listed(wanted or Wanted(), begin=NOW, end=NEXT_WEEK)
    return [(session.activity, session.site) for session in found]


class TestWhatIsPublic:
    def test_only_what_is_listed(self, town: Town) -> None:
        offered(town, on(1, 10), listed=False)
        seen = offered(town, on(1, 14))

        found = listed(Wanted(), begin=NOW, end=NEXT_WEEK)

        assert [session.public_id for session in found] == [seen.public_id]

    def test_nothing_of_a_targeted_activity_whoever_listed_it(self, town: Town) -> None:
        Activity.objects.filter(pk=town.play.pk).update(offer="targeted")
        session = offered(town, on(1, 10))
        series = weekly(town, on(2, 10))[0].series
        assert series is not None

        assert names() == []
        assert listed_places(begin=NOW, end=NEXT_WEEK) == []
        assert session_listed(session.public_id) is None
        assert series_listed(series.public_id, begin=NOW) == []

    def test_why_one_was_cancelled_is_not_told(self, town: Town) -> None:
        offered(town, on(1, 10), cancelled_at=NOW, cancelled_because="Sam is ill")

        (session,) = listed(Wanted(), begin=NOW, end=NEXT_WEEK)

        assert session.cancelled_at == NOW
        assert "Sam" not in str(session)

    def test_what_is_over_is_left_out_and_what_is_on_stays(self, town: Town) -> None:
        offered(town, on(0, 7))
        offered(town, on(0, 8), site=town.church)
        offered(town, on(0, 8), ends_at=None, site=town.tent)
        offered(town, on(9, 10))

        assert names() == [("Stay and Play", "St Anne’s")]

    def test_the_first_first(self, town: Town) -> None:
        offered(town, on(2, 9), activity=town.massage)
        offered(town, on(1, 15))
        offered(town, on(1, 9), site=town.tent)

        assert names() == [
            ("Stay and Play", "The Tent"),
            ("Stay and Play", "The Hall"),
            ("Baby Massage", "The Hall"),
        ]


class TestNarrowing:
    @pytest.mark.parametrize(
        ("age", "activities"),
        [
            (ChildAge.EXPECTED, ["Pregnancy Club"]),
            (ChildAge.MONTHS_0, ["Stay and Play", "Baby Massage"]),
            (ChildAge.MONTHS_9, ["Stay and Play", "Baby Massage"]),
            (ChildAge.YEARS_1, ["Stay and Play"]),
            (ChildAge.YEARS_4, ["Stay and Play"]),
        ],
    )
    def test_by_age(self, town: Town, age: ChildAge, activities: list[str]) -> None:
        for hour, activity in enumerate([town.play, town.massage, town.club, town.course], 9):
            offered(town, on(1, hour), activity=activity)

        assert [name for name, _ in names(Wanted(age=age))] == activities

    def test_an_activity_without_ages_is_for_every_child(self, town: Town) -> None:
        Activity.objects.filter(pk=town.massage.pk).update(age_from_months=None, age_to_months=None)
        offered(town, on(1, 9), activity=town.massage)

        assert names(Wanted(age=ChildAge.YEARS_4)) == [("Baby Massage", "The Hall")]

    def test_by_day_of_the_week_in_london(self, town: Town) -> None:
        # Half past midnight of a summer's Wednesday is still Tuesday in UTC.
        late = dt.datetime(2027, 6, 29, 23, 30, tzinfo=dt.UTC)
        offered(town, late)

        found = [
            listed(Wanted(days=frozenset({day})), begin=NOW, end=late + dt.timedelta(1))
            for day in (2, 3)
        ]

        assert [len(sessions) for sessions in found] == [0, 1]

    def test_by_cost_language_neighbourhood_and_site(self, town: Town) -> None:
        offered(town, on(1, 9), cost_pence=150, language="urd")
        offered(town, on(1, 10), site=town.church)
        offered(town, on(1, 11), site=town.tent, language="pol")
        hall, church, tent = (("Stay and Play", site.name) for site in _sites(town))

        assert names(Wanted(free=True)) == [church, tent]
        assert names(Wanted(language="urd")) == [hall]
        assert names(Wanted(language=ENGLISH)) == [church]
        assert names(Wanted(neighbourhood="docks")) == [church, tent]
        assert names(Wanted(site="tent")) == [tent]
        assert names(Wanted(neighbourhood="docks", language="pol", free=True)) == [tent]
        assert names(Wanted(neighbourhood="hills", site="tent")) == []

    def test_the_next_day_with_something_that_stands(self, town: Town) -> None:
        offered(town, on(20, 9), cancelled_at=NOW)
        offered(town, on(30, 9), activity=town.massage)

        assert next_listed(Wanted(), after=NOW) == TODAY + dt.timedelta(30)
        assert next_listed(Wanted(age=ChildAge.YEARS_2), after=NOW) is None


class TestPlaces:
    def test_each_once_with_its_languages(
        self, town: Town, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        offered(town, on(1, 9), language="urd")
        offered(town, on(2, 9))
        offered(town, on(3, 9), site=town.tent, language="pol")

        with django_assert_num_queries(1):
            places = listed_places(begin=NOW, end=NEXT_WEEK)

        assert [(p.name, p.neighbourhood_name, p.languages) for p in places] == [
            ("The Hall", "The Hills", frozenset({ENGLISH, "urd"})),
            ("The Tent", "The Docks", frozenset({"pol"})),
        ]


class TestSeries:
    def test_what_is_ahead_else_the_last_one(self, town: Town) -> None:
        sessions = weekly(town, on(1, 10))
        series = sessions[0].series
        assert series is not None

        ahead = series_listed(series.public_id, begin=NOW)
        after = series_listed(series.public_id, begin=NOW + dt.timedelta(100))

        assert [s.public_id for s in ahead] == [s.public_id for s in sessions]
        assert [s.public_id for s in after] == [sessions[-1].public_id]

    def test_moved_keeps_the_day_for_which_it_was_planned(self, town: Town) -> None:
        session = weekly(town, on(1, 10), weeks=1)[0]
        session.starts_at, session.ends_at = on(2, 14), on(2, 15)
        session.save()

        (found,) = listed(Wanted(), begin=NOW, end=NEXT_WEEK)

        assert (found.day, found.moved_from) == (
            TODAY + dt.timedelta(2),
            TODAY + dt.timedelta(1),
        )

    def test_a_room_is_named(self, town: Town) -> None:
        offered(town, on(1, 10), room=Room.objects.create(site=town.hall, name="Blue room"))

        assert listed(Wanted(), begin=NOW, end=NEXT_WEEK)[0].room == "Blue room"


class TestNear:
    def test_miles_to_places_of_which_it_is_known(self, town: Town) -> None:
        for hour, site in enumerate(_sites(town), 9):
            offered(town, on(1, hour), site=site)
        places = listed_places(begin=NOW, end=NEXT_WEEK)

        found = near(HOME, places, on=TODAY)

        assert found.known
        assert {text: round(miles, 1) for text, miles in found.miles.items()} == {
            HOME: 0.0,
            "AB1 2BB": 0.7,
            "AB1 3CC": 3.5,
        }
        # Where nothing is known, nothing is guessed: the tent is not too far.
        assert found.further_than(1, places) == {town.church.pk}
        assert found.further_than(5, places) == frozenset()

    def test_a_postcode_that_is_not_held(self, town: Town) -> None:
        offered(town, on(1, 9))

        found = near("ZZ1 1ZZ", listed_places(begin=NOW, end=NEXT_WEEK), on=TODAY)

        assert (found.known, found.neighbourhood, found.miles) == (False, None, {})

    def test_a_postcode_without_a_point_has_a_neighbourhood(self, town: Town) -> None:
        offered(town, on(1, 9))

        found = near("AB1 9ZZ", listed_places(begin=NOW, end=NEXT_WEEK), on=TODAY)

        assert found.known
        assert found.miles == {}
        assert found.neighbourhood is not None
        assert found.neighbourhood.name == "The Docks"


def _sites(town: Town) -> tuple[Site, ...]:
    return town.hall, town.church, town.tent
