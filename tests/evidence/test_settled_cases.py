"""The cases that settle arguments, one test each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from flyingstart.evidence.api import measure
from flyingstart.evidence.snapshot.store import Store
from tests.evidence.records import put
from tests.evidence.worlds import DISTRICT, ELSEWHERE, Person, Session, Tie, World

Q1 = "2020-Q1"
DAY = dt.date(2020, 2, 12)
TODDLER = dt.date(2018, 1, 1)


@dataclass
class Story:
    """A small world, told in the words of the cases. Everybody lives in ward W1 unless said."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.world.postcodes = [
            ("LU9 1AA", DISTRICT, {"old": "W1", "new": "V1"}),
            ("LU9 2AA", DISTRICT, {"old": "W2", "new": "V1"}),
            ("MK9 1AA", ELSEWHERE, {}),
        ]

    def family(self) -> int:
        number = len(self.world.families) + 1
        self.world.families[number] = None
        return number

    def person(
        self, *families: int, role: str, born: dt.date | None = None, home: str = "LU9 1AA"
    ) -> int:
        number = len(self.world.people) + 1
        self.world.people.append(Person(number, born, None, "F", "WBRI", ""))
        for family in families:
            self.world.ties.append(Tie(number, family, role, "", (born, None)))
            self.world.registrations.append((number, family, dt.date(2019, 1, 1), None))
        self.world.homes.append((number, home, (None, None)))
        return number

    def child(self, *families: int, born: dt.date = TODDLER, home: str = "LU9 1AA") -> int:
        return self.person(*families, role="child", born=born, home=home)

    def session(
        self, activity: str = "play", day: dt.date = DAY, *, cancelled: bool = False
    ) -> int:
        number = len(self.world.sessions) + 1
        starts = dt.datetime.combine(day, dt.time(10), tzinfo=dt.UTC)
        self.world.sessions.append(Session(number, activity, "hub", starts, cancelled, closed=True))
        return number

    def marked(self, session: int, family: int, *people: int) -> None:
        self.world.marks += [(session, person, family, "attended") for person in people]

    def figure(self, name: str, period: str = Q1) -> int | None:
        (row,) = measure(name, period=period).rows
        return row.numerator

    def figures(self, *names: str) -> dict[str, int | None]:
        return {name: self.figure(name) for name in names}


@pytest.fixture
def story(fresh_db: None, store: Store) -> Story:
    return Story()


def test_a_carer_alone_at_a_family_activity_reaches_both_toddlers_at_home(story: Story) -> None:
    home = story.family()
    mother = story.person(home, role="parent")
    story.child(home)
    story.child(home, born=dt.date(2016, 5, 5))
    story.marked(story.session(), home, mother)
    put(story.world)

    assert story.figures("reached", "unique_children", "unique_carers", "attendances") == {
        "reached": 2,
        "unique_children": 0,
        "unique_carers": 1,
        "attendances": 1,
    }


def test_an_expectant_mother_alone_at_an_antenatal_class_reaches_nobody(story: Story) -> None:
    home = story.family()
    mother = story.person(home, role="expectant_parent")
    story.child(home)
    story.marked(story.session("bump"), home, mother)
    put(story.world)

    assert story.figures("reached", "unique_carers") == {"reached": 0, "unique_carers": 1}


def test_a_father_with_twins(story: Story) -> None:
    home = story.family()
    father = story.person(home, role="parent")
    twins = story.child(home), story.child(home)
    story.marked(story.session(), home, father, *twins)
    put(story.world)

    assert story.figures("reached", "unique_carers", "attendances") == {
        "reached": 2,
        "unique_carers": 1,
        "attendances": 3,
    }


def test_a_child_who_turned_five_between_two_visits(story: Story) -> None:
    home = story.family()
    child = story.child(home, born=dt.date(2015, 2, 10))
    for day in (dt.date(2020, 2, 3), dt.date(2020, 2, 17)):
        story.marked(story.session(day=day), home, child)
    put(story.world)

    assert story.figures("reached", "reach_rate", "attendances") == {
        "reached": 1,
        "reach_rate": 0,
        "attendances": 2,
    }


def test_six_named_and_a_headcount_of_five(story: Story) -> None:
    home, session = story.family(), story.session()
    mother = story.person(home, role="parent")
    story.marked(session, home, mother, *(story.child(home) for _ in range(5)))
    story.world.headcounts.append((session, "us", 5))
    put(story.world)

    assert story.figures("attendances", "unique_children", "unique_carers", "unique_families") == {
        "attendances": 11,
        "unique_children": 5,
        "unique_carers": 1,
        "unique_families": 1,
    }


def test_a_cancelled_session_with_marks_counts_for_nothing(story: Story) -> None:
    home, session = story.family(), story.session(cancelled=True)
    story.marked(session, home, story.person(home, role="parent"), story.child(home))
    story.world.headcounts.append((session, "us", 5))
    put(story.world)

    names = ("reached", "unique_carers", "unique_families", "attendances", "sessions_delivered")
    assert story.figures(*names) == dict.fromkeys(names, 0)


def test_a_child_of_two_homes_who_came_with_the_father(story: Story) -> None:
    mothers, fathers = story.family(), story.family()
    story.person(mothers, role="parent")
    father = story.person(fathers, role="parent", home="LU9 2AA")
    child = story.child(mothers, fathers)
    story.marked(story.session(), fathers, father, child)
    put(story.world)

    assert story.figures("reached", "unique_children", "unique_families") == {
        "reached": 1,
        "unique_children": 1,
        "unique_families": 1,
    }
    assert not any(mark[2] == mothers for mark in story.world.marks)


def test_a_mother_volunteering_while_her_child_plays(story: Story) -> None:
    home = story.family()
    # Volunteers get no mark.
    story.person(home, role="parent")
    story.marked(story.session(), home, story.child(home))
    put(story.world)

    assert story.figures("attendances", "unique_carers") == {"attendances": 1, "unique_carers": 0}


def test_a_child_and_carer_from_outside_the_borough(story: Story) -> None:
    home = story.family()
    mother = story.person(home, role="parent", home="MK9 1AA")
    child = story.child(home, home="MK9 1AA")
    story.marked(story.session(), home, mother, child)
    put(story.world)

    rows = measure("attendances", period=Q1, by="ward").rows
    assert {row.by["ward"]: row.numerator for row in rows if row.numerator} == {"outside": 2}
    assert story.figures("attendances", "reached", "reach_rate", "regular_rate") == {
        "attendances": 2,
        "reached": 1,
        "reach_rate": 0,
        "regular_rate": 0,
    }
    (registered,) = measure("registered", period=Q1).rows
    assert (registered.numerator, registered.beside["residents"]) == (1, 0)


def test_a_contact_face_to_face_reaches_the_family_and_is_no_attendance(story: Story) -> None:
    home = story.family()
    story.person(home, role="parent")
    story.child(home)
    moment = dt.datetime.combine(DAY, dt.time(10), tzinfo=dt.UTC)
    story.world.contacts = [(home, moment, True), (home, moment, False)]
    put(story.world)

    assert story.figures("reached", "unique_families", "unique_children", "attendances") == {
        "reached": 1,
        "unique_families": 1,
        "unique_children": 0,
        "attendances": 0,
    }


def test_a_phone_call_reaches_nobody(story: Story) -> None:
    home = story.family()
    story.child(home)
    moment = dt.datetime.combine(DAY, dt.time(10), tzinfo=dt.UTC)
    story.world.contacts = [(home, moment, False)]
    put(story.world)

    assert story.figures("reached", "unique_families") == {"reached": 0, "unique_families": 0}


def test_a_child_who_moved_counts_once_in_each_ward_and_once_in_the_whole(story: Story) -> None:
    home = story.family()
    child = story.child(home)
    moved = dt.date(2020, 2, 20)
    story.world.homes = [(child, "LU9 1AA", (None, moved)), (child, "LU9 2AA", (moved, None))]
    for day in (dt.date(2020, 2, 19), moved):
        story.marked(story.session(day=day), home, child)
    put(story.world)

    rows = measure("reached", period="2020-02", by="ward").rows
    assert {row.by["ward"]: row.numerator for row in rows} == {"W1": 1, "W2": 1, "W3": 0}
    assert story.figure("reached", "2020-02") == 1


def test_a_session_late_in_the_evening_belongs_to_the_london_day(story: Story) -> None:
    home, child = story.family(), 0
    child = story.child(home)
    session = story.session()
    # 23:30 in Greenwich on 30 March is half past midnight on 31 March in London.
    story.world.sessions[0].starts_at = dt.datetime(2020, 3, 30, 23, 30, tzinfo=dt.UTC)
    story.marked(session, home, child)
    put(story.world)

    assert story.figure("reached", "2020-03-31..2020-03-31") == 1
    assert story.figure("reached", "2020-03-30..2020-03-30") == 0


def test_the_dead_leave_stocks_and_stay_in_flows(story: Story) -> None:
    home = story.family()
    child = story.child(home, born=dt.date(2020, 1, 1))
    story.marked(story.session(), home, child)
    story.world.people[child - 1].died = dt.date(2020, 3, 1)
    put(story.world)

    names = ("reached", "reach_rate", "registered", "births_seen")
    assert story.figures(*names) == {
        "reached": 1,
        "reach_rate": 0,
        "registered": 0,
        "births_seen": 0,
    }
    (births,) = measure("births_seen", period=Q1).rows
    assert births.denominator == 0
    assert births.value is None


@pytest.mark.parametrize(
    ("day", "present"),
    [(dt.date(2020, 2, 28), 1), (dt.date(2020, 2, 29), 1), (dt.date(2020, 3, 1), 0)],
)
def test_six_months_after_31_august_is_1_march(story: Story, day: dt.date, present: int) -> None:
    home = story.family()
    child = story.child(home, born=dt.date(2019, 8, 31))
    story.marked(story.session(day=day), home, child)
    put(story.world)

    (row,) = measure("births_seen", period="2019-08").rows
    assert (row.numerator, row.denominator) == (present, 1)


def test_new_families_are_not_known_before_history_begins(story: Story) -> None:
    story.world.history_from = dt.date(2020, 1, 2)
    home = story.family()
    story.marked(story.session(), home, story.child(home))
    put(story.world)

    assert story.figure("new_families", "2020-Q1") is None
    assert story.figure("new_families", "2020-02") == 1


def test_nobody_came_is_a_session_delivered_and_an_open_register_is_not(story: Story) -> None:
    story.session()
    story.session()
    story.world.sessions[1].closed = False
    put(story.world)

    (row,) = measure("sessions_delivered", period=Q1).rows
    assert (row.numerator, row.beside) == (1, {"registers_outstanding": 1})
