"""What was entered after signing: sessions by name, people by number."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from flyingstart.evidence.reports.causes import (
    ChangedPeople,
    ChangedSession,
    changed_people,
    changed_sessions,
)
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store
from tests.evidence.reports.kept import QUARTER, keep
from tests.evidence.worlds import Session, World, make_world


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, World, Manifest]:
    store, world = Store(tmp_path_factory.mktemp("signed") / "snapshots"), make_world(4)
    return store, world, keep(store, world)


def of_the_quarter(world: World) -> Session:
    return next(
        one
        for one in world.sessions
        if not one.cancelled and one.closed and one.starts_at.date() == dt.date(2020, 2, 29)
    )


def found(signed: tuple[Store, World, Manifest], today: World) -> list[ChangedSession]:
    store, _, old = signed
    return changed_sessions(store, old, keep(store, today), QUARTER)


class TestSessions:
    def test_nothing_changed_names_none(self, signed: tuple[Store, World, Manifest]) -> None:
        assert found(signed, signed[1]) == []

    def test_a_register_that_came_in_late(self, signed: tuple[Store, World, Manifest]) -> None:
        today = copy.deepcopy(signed[1])
        session = of_the_quarter(today)
        marked = {person for number, person, *_ in today.marks if number == session.id}
        fresh = [one.id for one in today.people if one.id not in marked][:3]
        today.marks += [(session.id, person, 1, "attended") for person in fresh]

        (one,) = found(signed, today)

        assert (one.session, one.day, one.marks, one.heads) == (
            *(session.id, dt.date(2020, 2, 29), 3, 0),
        )
        assert (one.activity, one.site) == (session.activity.title(), session.site.title())
        assert (one.closed, one.added, one.gone) == (None, False, False)

    def test_one_that_was_opened_again(self, signed: tuple[Store, World, Manifest]) -> None:
        today = copy.deepcopy(signed[1])
        of_the_quarter(today).closed = False

        (one,) = found(signed, today)

        assert (one.closed, one.marks) == (False, 0)

    def test_one_that_was_cancelled(self, signed: tuple[Store, World, Manifest]) -> None:
        today = copy.deepcopy(signed[1])
        session = of_the_quarter(today)
        session.cancelled = True

        (one,) = found(signed, today)

        assert (one.session, one.gone) == (session.id, True)

    def test_other_people_marked(self, signed: tuple[Store, World, Manifest]) -> None:
        today = copy.deepcopy(signed[1])
        place, (session, person, family, _) = next(
            (place, mark)
            for place, mark in enumerate(today.marks)
            if mark[3] == "attended" and mark[0] == of_the_quarter(today).id
        )
        marked = {one for number, one, *_ in today.marks if number == session}
        other = next(one.id for one in today.people if one.id not in marked)
        today.marks[place] = (session, other, family, "attended")

        (one,) = found(signed, today)

        assert (one.marks, one.others) == (0, True)
        assert person != other

    def test_those_of_other_periods_are_left_out(
        self, signed: tuple[Store, World, Manifest]
    ) -> None:
        today = copy.deepcopy(signed[1])
        for session in today.sessions:
            if session.starts_at.year == 2019:
                session.cancelled = True

        assert found(signed, today) == []


def test_people_are_counted_by_what_became_of_their_records(
    signed: tuple[Store, World, Manifest],
) -> None:
    store, world, old = signed
    today = copy.deepcopy(world)
    today.people[0].ethnicity = "another"
    today.people[1].born = dt.date(2018, 1, 1)
    gone = today.people[-1].id
    # Somebody else in the place of the last person.
    today.people[-1].id = newcomer = gone + 1
    for tie in today.ties:
        tie.person = newcomer if tie.person == gone else tie.person
    for rows in (today.homes, today.registrations, today.needs, today.expected):
        rows[:] = [(newcomer, *row[1:]) if row[0] == gone else row for row in rows]
    today.marks = [mark for mark in today.marks if mark[1] != gone]
    person = next(person for person, _, _ in today.homes if person != newcomer)
    today.homes = [home for home in today.homes if home[0] != person]

    people = changed_people(store, old, keep(store, today))

    assert people == ChangedPeople(added=1, joined=1, corrected=2, moved=1)
