"""What the database will demand holds in the plan, whatever the seed; and nothing is to come."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.families.api import PastPerson
from flyingstart.kernel.api import clock
from flyingstart.kernel.tables.api import check_nhs_number
from flyingstart.town.plan import Town
from tests.town.towns import is_child, people, town

Days = tuple[dt.date | None, dt.date | None]

towns = st.builds(
    town,
    st.sampled_from([1, 3, 40]),
    st.sampled_from([1, 4]),
    st.integers(-5, 10**9),
    st.dates(dt.date(1999, 1, 1), dt.date(2026, 11, 1)),
)
some_towns = settings(max_examples=12)


def overlap(one: Days, other: Days) -> bool:
    """Whether two half-open intervals share a day."""
    first, last = dt.date.min, dt.date.max
    return max(one[0] or first, other[0] or first) < min(one[1] or last, other[1] or last)


def assert_apart(intervals: Iterable[Days]) -> None:
    """None of them overlap, and each ends after it starts."""
    intervals = list(intervals)
    for starts, ends in intervals:
        assert starts is None or ends is None or starts < ends
    assert not any(overlap(one, other) for one, other in combinations(intervals, 2))


@some_towns
@given(towns)
def test_intervals_never_overlap(planned: Town) -> None:
    for _, person in people(planned):
        places = {tie.family for tie in person.ties}
        for family in places:
            assert_apart((t.starts_on, t.ends_on) for t in person.ties if t.family == family)
            assert_apart((on, left) for place, on, left in person.registrations if place == family)
            homes = [a for a in person.addresses if a.family == family]
            assert_apart((a.starts_on, a.ends_on) for a in homes)
        assert_apart((a.starts_on, a.ends_on) for a in person.addresses if a.is_main)
        for code in {need[0] for need in person.needs}:
            assert_apart((since, until) for c, _, since, until in person.needs if c == code)


@some_towns
@given(towns)
def test_people_are_whole(planned: Town) -> None:
    for house, person in people(planned):
        assert person.ties
        assert person.given_name or person.family_name
        assert all(0 <= tie.family < len(house.families) for tie in person.ties)
        assert {a.family for a in person.addresses} <= {tie.family for tie in person.ties}
        assert {place for place, _, _ in person.registrations} <= {t.family for t in person.ties}
        if is_child(person):
            assert person.date_of_birth is not None
            assert person.ties[0].starts_on == person.date_of_birth
        if person.died_on and person.date_of_birth:
            assert person.date_of_birth <= person.died_on


@some_towns
@given(towns)
def test_details_are_one_of_a_kind(planned: Town) -> None:
    for _, person in people(planned):
        in_use = Counter(kind for kind, _, ended in person.details if ended is None)
        assert all(count == 1 for count in in_use.values())
        assert sum(outcome == "" for _, _, outcome, _ in person.expected_births) <= 1
        for _, _, outcome, ended in person.expected_births:
            assert (outcome == "") == (ended is None)


@some_towns
@given(towns)
def test_nhs_numbers_are_test_numbers_and_unique(planned: Town) -> None:
    numbers = [person.nhs_number for _, person in people(planned) if person.nhs_number]

    assert len(set(numbers)) == len(numbers)
    assert all(check_nhs_number(number) == number for number in numbers)
    assert all(number.startswith("999") for number in numbers)


@some_towns
@given(towns)
def test_nothing_is_to_come(planned: Town) -> None:
    until, midnight = planned.until, clock.london_midnight(planned.until)

    for _, person in people(planned):
        assert all(day < until for day in _days(person))
        assert all(ended < midnight for _, _, ended in person.details if ended)
    for house in planned.households:
        for family in house.families:
            assert all(when < midnight for when, _, _ in family.contacts)
    for session in planned.sessions:
        assert session.starts_at < midnight
        assert session.closed_at is None or session.closed_at < midnight
        assert session.cancelled_at is None or session.cancelled_at < midnight
    assert all(dt.date(one.year, 6, 30) < until for one in planned.populations)


def _days(person: PastPerson) -> Iterable[dt.date]:
    """Every day that has been, so a due date is none."""
    days = [person.date_of_birth, person.died_on]
    days += [day for tie in person.ties for day in (tie.starts_on, tie.ends_on)]
    days += [day for home in person.addresses for day in (home.starts_on, home.ends_on)]
    days += [day for _, on, left in person.registrations for day in (on, left)]
    days += [ended for _, _, _, ended in person.expected_births]
    days += [day for _, _, since, until in person.needs for day in (since, until)]
    return [day for day in days if day]


@pytest.mark.parametrize("children", [1, 17, 250])
def test_as_many_children_live_there_as_were_asked_for(children: int) -> None:
    """Of those the service knows, never more than all."""
    until = dt.date(2024, 7, 1)
    planned = town(children, 1, 3, until)

    mid_year = [p for p in planned.populations if p.year == 2024 and p.area_set == "wards-2023"]

    assert sum(p.count for p in mid_year) == children
