"""Who is marked where makes sense, and use of the service has its seasons and its wards."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import pytest

from flyingstart.families.api import PastPerson
from flyingstart.kernel.api import clock
from flyingstart.town.demo import Counted, Runs, Who
from flyingstart.town.plan import Town
from flyingstart.town.sessions import PlannedSession
from tests.town.towns import (
    LAST,
    demo,
    in_force,
    is_child,
    is_under_five,
    main_address,
    people,
    postcode,
    town,
)

Marked = tuple[PlannedSession, PastPerson, int, str]


@pytest.fixture(scope="module")
def planned() -> Town:
    return town()


def places(planned: Town) -> list[tuple[int, range]]:
    """For each person's number: the number of their household and its families' numbers."""
    numbers = []
    families = 0
    for number, house in enumerate(planned.households):
        own = range(families, families + len(house.families))
        families += len(house.families)
        numbers += [(number, own)] * len(house.people)
    return numbers


def marks(planned: Town) -> Iterator[Marked]:
    """Every mark with the person and the family's place in its household."""
    everyone = [person for _, person in people(planned)]
    where = places(planned)
    for session in planned.sessions:
        for number, family, status in session.marks:
            assert family in where[number][1]
            yield session, everyone[number], family - where[number][1].start, status


def day(session: PlannedSession) -> dt.date:
    return clock.london_day(session.starts_at)


def test_marks_are_of_people_of_the_family_that_day(planned: Town) -> None:
    for session, person, family, _ in marks(planned):
        assert any(
            tie.family == family and in_force(tie.starts_on, tie.ends_on, day(session))
            for tie in person.ties
        )


def test_children_marked_are_born_alive_and_under_five(planned: Town) -> None:
    for session, person, _, _ in marks(planned):
        if is_child(person):
            assert is_under_five(person, day(session))
        assert person.died_on is None or day(session) < person.died_on


def test_nobody_is_marked_twice_in_a_session(planned: Town) -> None:
    for session in planned.sessions:
        numbers = [person for person, _, _ in session.marks]
        assert len(numbers) == len(set(numbers))


def test_cancelled_open_and_counted_sessions_have_no_marks(planned: Town) -> None:
    for session in planned.sessions:
        counts_heads = session.slot.counted is not Counted.NAMES
        if session.cancelled_at or session.closed_at is None or counts_heads:
            assert not session.marks
        if session.cancelled_at or session.closed_at is None:
            assert not session.headcounts


def test_sessions_are_at_their_hour_and_never_at_the_same_place_twice(planned: Town) -> None:
    for session in planned.sessions:
        local = session.starts_at.astimezone(clock.LONDON)
        assert (local.weekday(), local.time()) == (session.slot.weekday, session.slot.starts)
        assert session.ends_at - session.starts_at == dt.timedelta(minutes=session.slot.minutes)
    keys = Counter((s.starts_at, s.slot.site, s.slot.activity) for s in planned.sessions)
    assert set(keys.values()) == {1}


def test_nothing_runs_at_christmas_or_on_bank_holidays(planned: Town) -> None:
    days = {day(session) for session in planned.sessions}

    assert not any((one.month, one.day) in {(12, 25), (12, 26), (1, 1)} for one in days)
    assert dt.date(2023, 8, 28) not in days
    assert dt.date(2024, 5, 6) not in days
    assert dt.date(2024, 5, 13) in days


def test_term_and_holidays_have_their_own_sessions(planned: Town) -> None:
    august = [s for s in planned.sessions if day(s).month == 8]

    assert august
    assert all(s.slot.runs is not Runs.TERM for s in august)
    assert all(
        (season := demo().season(day(s))) and season.holidays
        for s in planned.sessions
        if s.slot.runs is Runs.HOLIDAYS
    )


def test_few_come_in_august_and_many_in_autumn(planned: Town) -> None:
    months = Counter(
        day(session).month for session, _, _, status in marks(planned) if status == "attended"
    )

    assert 0 < months[8] < 0.6 * months[10]
    assert months[12] < 0.8 * months[11]


def test_mothers_to_be_come_to_antenatal_sessions_alone(planned: Town) -> None:
    seen = 0
    for session, person, _, _ in marks(planned):
        if session.slot.who is Who.EXPECTANT:
            seen += 1
            assert not is_child(person)

    assert seen > 50


def test_those_marked_before_a_birth_expect_it(planned: Town) -> None:
    expecting: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for number, house in enumerate(planned.households):
        for person in house.people:
            for _, due, _, ended in person.expected_births:
                born = ended or due
                expecting[number].append((born - dt.timedelta(days=220), born))
    where = places(planned)
    for session in planned.sessions:
        if session.slot.who is Who.EXPECTANT:
            for number, _, _ in session.marks:
                spans = expecting[where[number][0]]
                assert any(since <= day(session) <= born for since, born in spans)


def test_ages_nearly_always_suit_the_session(planned: Town) -> None:
    fitting = strange = 0
    for session, person, _, status in marks(planned):
        if is_child(person) and status == "attended" and person.date_of_birth:
            months = (day(session) - person.date_of_birth).days / 30.44
            low, high = session.slot.months
            fits = low <= months < high
            fitting, strange = fitting + fits, strange + (not fits)

    assert 0 < strange < 0.06 * fitting


def test_some_stay_away_and_some_give_up_their_place(planned: Town) -> None:
    statuses = Counter(status for _, _, _, status in marks(planned))

    assert set(statuses) == {"attended", "did_not_attend", "cancelled"}
    assert 0.001 < statuses["did_not_attend"] / statuses["attended"] < 0.1
    assert 0 < statuses["cancelled"] < statuses["did_not_attend"]


def test_some_sessions_are_called_off_and_some_registers_wait(planned: Town) -> None:
    sessions = planned.sessions
    called_off = sum(s.cancelled_at is not None for s in sessions)
    waiting = [s for s in sessions if s.cancelled_at is None and s.closed_at is None]

    assert 0.005 < called_off / len(sessions) < 0.05
    assert all(day(s) >= LAST - dt.timedelta(days=14) for s in waiting)


def test_heads_are_counted_by_us_and_by_partners(planned: Town) -> None:
    counters = Counter(by for s in planned.sessions for by, _ in s.headcounts)
    only = [s for s in planned.sessions if s.headcounts and not s.marks]

    assert counters["us"] > 0
    assert counters["partner"] > 0
    assert {"gtt-clinic", "child-health-clinic"} <= {s.slot.activity for s in only}
    assert all(count >= 1 for s in planned.sessions for _, count in s.headcounts)


def test_regulars_and_one_offs(planned: Town) -> None:
    visits: dict[str, set[dt.date]] = defaultdict(set)
    for session, person, _, status in marks(planned):
        if is_child(person) and status == "attended":
            visits[person.ref].add(day(session))
    days = [len(seen) for seen in visits.values()]

    assert sum(count == 1 for count in days) / len(days) > 0.08
    assert sum(count >= 10 for count in days) / len(days) > 0.15


def came_since(planned: Town, first: dt.date) -> dict[tuple[int, int], list[dt.date]]:
    """The days since one on which a family (household and number) was marked for its children."""
    where = places(planned)
    came: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
    for session in planned.sessions:
        if first <= day(session) and session.slot.who is not Who.EXPECTANT:
            for number, family, status in session.marks:
                if status == "attended":
                    came[where[number][0], family].append(day(session))
    return came


def ward_of(planned: Town) -> Callable[[PastPerson], str | None]:
    """How to tell in which ward somebody lives on the last day."""
    areas = {p.text: p.areas for p in planned.postcodes}

    def ward(person: PastPerson) -> str | None:
        home = main_address(person, LAST)
        return areas.get(postcode(home.postcode), {}).get("wards-2023") if home else None

    return ward


def reach_by_ward(planned: Town, first: dt.date) -> dict[str, float]:
    """A plain count of the reach rate: under-fives of families marked since a day."""
    came, ward = came_since(planned, first), ward_of(planned)
    reached: Counter[str | None] = Counter()
    families = 0
    for number, house in enumerate(planned.households):
        own = range(families, families + len(house.families))
        families += len(house.families)
        for child in filter(is_child, house.people):
            hits = [one for family in own for one in came[number, family]]
            since_birth = [
                one for one in hits if child.date_of_birth and one >= child.date_of_birth
            ]
            if since_birth and is_under_five(child, LAST):
                reached[ward(child)] += 1
    year = max(p.year for p in planned.populations)
    base: Counter[str] = Counter()
    for one in planned.populations:
        if one.area_set == "wards-2023" and one.year == year:
            base[one.area] += one.count
    return {area: reached[area] / count for area, count in base.items()}


def test_wards_are_reached_unevenly() -> None:
    rates = reach_by_ward(town(4000, 1), LAST - dt.timedelta(days=364))

    assert all(0.3 < rate < 0.85 for rate in rates.values())
    assert 0.5 < sum(rates.values()) / len(rates) < 0.72
    assert max(rates.values()) - min(rates.values()) > 0.15
