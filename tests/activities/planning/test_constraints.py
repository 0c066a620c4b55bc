"""What the database promises of the timetable, each promise both ways."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError

from flyingstart.accounts.api import User
from flyingstart.activities.api import (
    Edition,
    Programme,
    Series,
    Session,
    SessionWorker,
)
from flyingstart.activities.models import SeriesWorker
from flyingstart.places.api import Room, Term
from tests.activities.world import MONDAY, World

HOUR = dt.timedelta(hours=1)
DAY = dt.date(2020, 1, 6)
ONCE = "session_room_once_at_a_time, sessionworker_in_one_place"


@contextmanager
def refused(name: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        yield


def a_session(world: World, hour: float = 0, hours: float | None = 1, **changes: Any) -> Session:
    start = MONDAY + hour * HOUR
    said: dict[str, Any] = {
        "activity": world.play,
        "site": world.hall,
        "starts_at": start,
        "ends_at": None if hours is None else start + hours * HOUR,
    }
    return Session.objects.create(**(said | changes))


def a_programme(**changes: Any) -> Programme:
    said = {"name": "Spring", "kind": "term", "starts_on": DAY, "ends_on": DAY}
    return Programme.objects.create(**(said | changes))


def a_series(world: World, programme: Programme, **changes: Any) -> Series:
    said: dict[str, Any] = {
        "programme": programme,
        "activity": world.play,
        "site": world.hall,
        "weekday": 1,
        "starts": dt.time(10),
        "ends": dt.time(11),
        "first_on": DAY,
        "last_on": DAY,
    }
    return Series.objects.create(**(said | changes))


def put(session: Session, worker: User, *, is_lead: bool = False) -> SessionWorker:
    return SessionWorker.objects.create(session=session, worker=worker, is_lead=is_lead)


def during(placed: SessionWorker) -> tuple[dt.datetime, dt.datetime] | None:
    placed.refresh_from_db()
    return placed.during and (placed.during.lower, placed.during.upper)


class TestARoomOnceAtATime:
    """`session_room_once_at_a_time`."""

    @pytest.mark.parametrize(("hour", "hours"), [(0, 1), (0.5, 1), (-1, 3), (0.25, 0.5)])
    def test_sessions_that_overlap_are_refused(
        self, world: World, hour: float, hours: float
    ) -> None:
        a_session(world, room=world.room)
        with refused("session_room_once_at_a_time"):
            a_session(world, hour, hours, room=world.room)

    def test_others_are_taken(self, world: World) -> None:
        green = Room.objects.create(site=world.hall, name="Green room")
        a_session(world, room=world.room)
        a_session(world, 1, room=world.room)
        a_session(world, -1, room=world.room)
        a_session(world, room=green)
        a_session(world, room=world.room, cancelled_at=MONDAY)
        a_session(world)
        a_session(world)

    def test_one_does_not_move_onto_another_nor_come_back_there(self, world: World) -> None:
        a_session(world, room=world.room)
        later = a_session(world, 2, room=world.room)
        gone = a_session(world, room=world.room, cancelled_at=MONDAY)
        with refused("session_room_once_at_a_time"):
            Session.objects.filter(pk=later.pk).update(starts_at=MONDAY)
        with refused("session_room_once_at_a_time"):
            Session.objects.filter(pk=gone.pk).update(cancelled_at=None)

    def test_two_swap_when_the_look_is_put_off(self, world: World) -> None:
        one, other = a_session(world, room=world.room), a_session(world, 1, room=world.room)
        with refused("session_room_once_at_a_time"):
            swap(one, other)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {ONCE} DEFERRED")
            swap(one, other)
            cursor.execute(f"SET CONSTRAINTS {ONCE} IMMEDIATE")

    def test_a_look_put_off_is_still_taken(self, world: World) -> None:
        a_session(world, room=world.room)
        with refused("session_room_once_at_a_time"), connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {ONCE} DEFERRED")
            a_session(world, room=world.room)
            cursor.execute(f"SET CONSTRAINTS {ONCE} IMMEDIATE")

    @pytest.mark.parametrize("hours", [None, 0, -1])
    def test_in_a_room_it_ends_after_it_starts(self, world: World, hours: float | None) -> None:
        if hours != -1:
            a_session(world, hours=hours)
        # Where it would end before it starts, there is no stretch of time at all.
        name = "session_with_a_room_ends_after_it_starts"
        with refused(name):
            a_session(world, hours=hours, room=world.room)


def swap(one: Session, other: Session) -> None:
    for session, start in ((one, other.starts_at), (other, one.starts_at)):
        Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + HOUR)


class TestAWorkerInOnePlace:
    """`sessionworker_in_one_place`, and what keeps `during`."""

    def test_at_one_time_there_is_one_session(self, world: World, asma: User, ben: User) -> None:
        put(a_session(world), asma)
        put(a_session(world), ben)
        put(a_session(world, 1), asma)
        put(a_session(world, cancelled_at=MONDAY), asma)
        put(a_session(world, hours=None), asma)
        with refused("sessionworker_in_one_place"):
            put(a_session(world, 0.5), asma)

    def test_a_session_takes_its_workers_along(self, world: World, asma: User) -> None:
        put(a_session(world), asma)
        later = a_session(world, 3)
        placed = put(later, asma)
        assert during(placed) == (MONDAY + 3 * HOUR, MONDAY + 4 * HOUR)

        moved = MONDAY + 5 * HOUR
        Session.objects.filter(pk=later.pk).update(starts_at=moved, ends_at=moved + HOUR)
        assert during(placed) == (moved, moved + HOUR)
        with refused("sessionworker_in_one_place"):
            Session.objects.filter(pk=later.pk).update(starts_at=MONDAY)
        Session.objects.filter(pk=later.pk).update(ends_at=None)
        assert during(placed) is None
        Session.objects.filter(pk=later.pk).update(ends_at=moved - HOUR)
        assert during(placed) is None

    def test_a_cancelled_session_lets_them_go_and_takes_them_back(
        self, world: World, asma: User
    ) -> None:
        session = a_session(world)
        placed = put(session, asma)
        Session.objects.filter(pk=session.pk).update(cancelled_at=MONDAY)
        assert during(placed) is None

        other = put(a_session(world), asma)
        with refused("sessionworker_in_one_place"):
            Session.objects.filter(pk=session.pk).update(cancelled_at=None)
        other.delete()
        Session.objects.filter(pk=session.pk).update(cancelled_at=None)
        assert during(placed) == (MONDAY, MONDAY + HOUR)

    def test_times_are_the_sessions_whatever_is_said(self, world: World, asma: User) -> None:
        one, other = a_session(world), a_session(world, 2)
        placed = SessionWorker.objects.create(session=one, worker=asma, during=None)
        assert during(placed) == (MONDAY, MONDAY + HOUR)
        SessionWorker.objects.update(session=other)
        assert during(placed) == (MONDAY + 2 * HOUR, MONDAY + 3 * HOUR)
        # Writing the same session looks its times up again.
        SessionWorker.objects.update(during=None)
        SessionWorker.objects.update(session=F("session"))
        assert during(placed) == (MONDAY + 2 * HOUR, MONDAY + 3 * HOUR)

    def test_a_session_has_each_once_and_one_lead(
        self, world: World, asma: User, ben: User
    ) -> None:
        session = a_session(world)
        put(session, asma, is_lead=True)
        with refused("sessionworker_once_a_session"):
            put(session, asma)
        with refused("sessionworker_one_lead"):
            put(session, ben, is_lead=True)
        put(session, ben)

    def test_workers_go_with_their_session_and_stay_as_people(
        self, world: World, asma: User
    ) -> None:
        session = a_session(world)
        put(session, asma)
        with pytest.raises(ProtectedError):
            asma.delete()
        session.delete()
        assert SessionWorker.objects.count() == 0


class TestSessionsOfSeries:
    def test_a_day_has_one_session_of_its_series(self, world: World) -> None:
        programme = a_programme()
        series, other = a_series(world, programme), a_series(world, programme)
        a_session(world, series=series, planned_on=DAY)
        a_session(world, series=other, planned_on=DAY)
        a_session(world, series=series, planned_on=DAY + dt.timedelta(days=7))
        with refused("session_once_a_day_of_its_series"):
            a_session(world, 5, series=series, planned_on=DAY)

    def test_a_session_has_both_series_and_day_or_neither(self, world: World) -> None:
        series = a_series(world, a_programme())
        a_session(world)
        for changes in ({"series": series}, {"planned_on": DAY}):
            with refused("session_of_a_series_has_its_day"):
                a_session(world, **changes)

    def test_a_series_with_sessions_is_not_deleted(self, world: World, asma: User) -> None:
        series = a_series(world, a_programme())
        SeriesWorker.objects.create(series=series, worker=asma)
        session = a_session(world, series=series, planned_on=DAY)
        with pytest.raises(ProtectedError):
            series.delete()
        session.delete()
        series.delete()
        assert SeriesWorker.objects.count() == 0


class TestSeries:
    @pytest.mark.parametrize(
        "changes",
        [
            {"weekday": 7},
            {"ends": dt.time(10, 1)},
            {"last_on": DAY + dt.timedelta(days=1)},
            {"every_weeks": 13},
            {"pattern": "all_year"},
            {"pattern": "holidays"},
        ],
    )
    def test_what_can_be_is_taken(self, world: World, changes: dict[str, Any]) -> None:
        a_series(world, a_programme(), **changes)

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"weekday": 0}, "series_weekday_is_1_to_7"),
            ({"weekday": 8}, "series_weekday_is_1_to_7"),
            ({"ends": dt.time(10)}, "series_ends_the_day_it_starts"),
            ({"ends": dt.time(1)}, "series_ends_the_day_it_starts"),
            ({"last_on": DAY - dt.timedelta(days=1)}, "series_days_in_order"),
            ({"every_weeks": 0}, "series_every_1_to_13_weeks"),
            ({"every_weeks": 14}, "series_every_1_to_13_weeks"),
            ({"pattern": "weekly"}, "series_pattern_is_known"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, world: World, changes: dict[str, Any], name: str
    ) -> None:
        programme = a_programme()
        with refused(name):
            a_series(world, programme, **changes)

    def test_a_series_has_each_once_and_one_lead(self, world: World, asma: User, ben: User) -> None:
        series = a_series(world, a_programme())
        SeriesWorker.objects.create(series=series, worker=asma, is_lead=True)
        with refused("seriesworker_once_a_series"):
            SeriesWorker.objects.create(series=series, worker=asma)
        with refused("seriesworker_one_lead"):
            SeriesWorker.objects.create(series=series, worker=ben, is_lead=True)
        SeriesWorker.objects.create(series=series, worker=ben)


@pytest.mark.django_db
class TestProgrammes:
    def test_what_can_be_is_taken(self) -> None:
        a_programme()
        a_programme(name="Easter", kind="holiday", ends_on=DAY + dt.timedelta(days=9))

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"kind": "year"}, "programme_kind_is_known"),
            ({"ends_on": DAY - dt.timedelta(days=1)}, "programme_ends_after_it_starts"),
        ],
    )
    def test_what_cannot_be_is_refused(self, changes: dict[str, Any], name: str) -> None:
        with refused(name):
            a_programme(**changes)

    def test_a_name_serves_one_of_the_whole_authority(self) -> None:
        a_programme()
        with refused("programme_name_once_a_neighbourhood"):
            a_programme()

    def test_editions_are_numbered(self) -> None:
        one, other = a_programme(), a_programme(name="Summer")
        said = {"rows": [], "published_at": MONDAY, "published_by": "Asma"}
        Edition.objects.create(programme=one, number=1, **said)
        Edition.objects.create(programme=other, number=1, **said)
        with refused("edition_number_once_a_programme"):
            Edition.objects.create(programme=one, number=1, **said)
        with pytest.raises(ProtectedError):
            one.delete()


@pytest.mark.django_db
class TestTerms:
    """`term_shares_no_day`, and where a half term lies."""

    def a_term(self, code: str, first: int, last: int, **half: int) -> Term:
        days = {name: dt.date(2020, 1, day) for name, day in half.items()}
        return Term.objects.create(
            code=code,
            name=code,
            starts_on=dt.date(2020, 1, first),
            ends_on=dt.date(2020, 1, last),
            **days,
        )

    def test_no_day_is_in_two(self) -> None:
        self.a_term("a", 5, 10)
        self.a_term("b", 11, 15)
        with refused("term_shares_no_day"):
            self.a_term("c", 1, 5)
        with refused("term_shares_no_day"):
            self.a_term("c", 7, 8)
        self.a_term("c", 1, 4)

    @pytest.mark.parametrize(
        "half",
        [
            {"half_term_starts_on": 7},
            {"half_term_ends_on": 7},
            {"half_term_starts_on": 5, "half_term_ends_on": 7},
            {"half_term_starts_on": 7, "half_term_ends_on": 10},
            {"half_term_starts_on": 8, "half_term_ends_on": 7},
        ],
    )
    def test_a_half_term_outside_is_refused(self, half: dict[str, int]) -> None:
        with refused("term_half_term_lies_inside"):
            self.a_term("a", 5, 10, **half)

    def test_a_half_term_inside_is_taken(self) -> None:
        self.a_term("a", 5, 10, half_term_starts_on=6, half_term_ends_on=9)
        with refused("term_ends_after_it_starts"):
            self.a_term("b", 20, 19)
