"""One session: scheduled with all it needs, moved, staffed, cancelled and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.accounts.api import Invitation, User
from flyingstart.activities.api import (
    Clash,
    ClashError,
    CountedBy,
    MarkStatus,
    PlanError,
    ReasonMissingError,
    RoomElsewhereError,
    Session,
    SessionCancelledError,
    SessionChangedError,
    SessionDetails,
    SessionNotBegunError,
    SessionTimesError,
    WorkerError,
    alter_session,
    cancel_session,
    count_people,
    move_session,
    reinstate_session,
    sessions_between,
    staff_session,
)
from flyingstart.activities.queries.series import (
    Register,
    cancelled_though_somebody_came,
    register_of,
)
from flyingstart.activities.queries.workers import people_to_ask
from flyingstart.places.api import Area, AreaSet, Room
from tests.activities.planning.plans import colleague
from tests.activities.world import AFTER, MONDAY, OPERATOR, World, came, scheduled

HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(weeks=1)


def blue(world: World, hour: int = 0, **changes: Any) -> Session:
    """An hour in the blue room, so many hours after ten on Monday."""
    start = MONDAY + hour * HOUR
    said: dict[str, Any] = {"room_id": world.room.pk, "starts_at": start, "ends_at": start + HOUR}
    return scheduled(world, **(said | changes))


def move(session: Session, start: dt.datetime, **changes: Any) -> Session:
    said: dict[str, Any] = {
        "starts_at": start,
        "ends_at": start + HOUR,
        "site_id": session.site_id,
        "room_id": session.room_id,
    }
    return move_session(session=session, **(said | changes), by=OPERATOR, at=MONDAY)


def staff(session: Session, lead: User | None, *beside: User) -> Session:
    return staff_session(
        session=session,
        lead_id=lead.pk if lead else None,
        worker_ids=[one.pk for one in beside],
        by=OPERATOR,
        at=MONDAY,
    )


def cancel(session: Session, because: str = "Snow") -> Session:
    return cancel_session(session=session, because=because, by=OPERATOR, at=AFTER)


def at_work(session: Session) -> list[tuple[str, bool]]:
    found = session.workers.order_by("-is_lead", "worker__name")
    return list(found.values_list("worker__name", "is_lead"))


class TestScheduling:
    def test_all_that_was_said_is_kept(self, world: World, asma: User, ben: User) -> None:
        session = blue(
            world,
            capacity=8,
            language="pa",
            cost_pence=200,
            note="Ring  the bell",
            listed=True,
            lead_id=asma.pk,
            worker_ids=(ben.pk, asma.pk, ben.pk),
        )

        assert (session.capacity, session.language, session.cost_pence) == (8, "pa", 200)
        assert (session.note, session.listed, session.series) == ("Ring the bell", True, None)
        assert at_work(session) == [("Asma", True), ("Ben", False)]

    def test_it_may_go_on_past_midnight_for_twelve_hours(self, world: World) -> None:
        late = MONDAY.replace(hour=22)

        assert scheduled(world, starts_at=late, ends_at=late + 12 * HOUR).version == 1
        with pytest.raises(SessionTimesError, match="at most 12 hours"):
            scheduled(world, starts_at=late, ends_at=late + 12 * HOUR + dt.timedelta(minutes=1))

    def test_an_hour_is_an_hour_while_the_clocks_go_back(self, world: World) -> None:
        first = dt.datetime(2020, 10, 25, 0, 30, tzinfo=dt.UTC)

        # Half past one comes twice: the two are moments of their own.
        blue(world, starts_at=first, ends_at=first + HOUR)
        blue(world, starts_at=first + HOUR, ends_at=first + 2 * HOUR)
        with pytest.raises(ClashError):
            blue(world, starts_at=first, ends_at=first + 2 * HOUR)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"capacity": 0}, "capacity"),
            ({"cost_pence": 10**6}, "cost_pence"),
            ({"note": "x" * 301}, "note"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, world: World, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(PlanError) as refused:
            blue(world, **changes)

        assert [(fault.row, fault.field) for fault in refused.value.faults] == [(None, field)]
        assert Session.objects.count() == 0

    def test_who_left_is_not_asked_and_who_is_invited_is(self, world: World) -> None:
        gone, coming = colleague("Kim", is_active=False), colleague("Lea", is_active=False)
        Invitation.objects.create(user=coming)

        with pytest.raises(WorkerError, match=r"Kim cannot sign in any more\."):
            blue(world, lead_id=gone.pk)
        assert at_work(blue(world, lead_id=coming.pk)) == [("Lea", True)]
        assert [one.name for one in people_to_ask()] == ["Lea"]

    def test_nobody_is_no_colleague(self, world: World) -> None:
        with pytest.raises(WorkerError, match="Choose a colleague"):
            blue(world, lead_id=0)


class TestClashes:
    def test_a_room_that_is_taken_is_refused_and_it_is_said_by_what(self, world: World) -> None:
        first = blue(world)

        with pytest.raises(ClashError) as refused:
            blue(world, activity_id=world.massage.pk, ends_at=MONDAY + 2 * HOUR)

        (clash,) = refused.value.clashes
        assert (clash.what, clash.id, clash.row) == ("room", world.room.pk, None)
        assert clash.other.public_id == first.public_id
        assert str(refused.value) == (
            "Blue room is taken on Monday 6 January: Stay and Play, Hall, 10am to 11am. "
            "It cannot hold Baby Massage, Hall, 10am to midday too."
        )
        assert Session.objects.count() == 1

    def test_everything_that_clashes_is_told(self, world: World, asma: User, ben: User) -> None:
        blue(world, lead_id=asma.pk)
        scheduled(world, ends_at=MONDAY + HOUR, site_id=world.church.pk, worker_ids=(ben.pk,))

        with pytest.raises(ClashError) as refused:
            blue(world, lead_id=asma.pk, worker_ids=(ben.pk,))

        assert [(c.what, c.name, c.other.site) for c in refused.value.clashes] == [
            ("room", "Blue room", "Hall"),
            ("worker", "Asma", "Hall"),
            ("worker", "Ben", "St Anne’s Church"),
        ]

    def test_one_after_the_other_is_no_clash(self, world: World, asma: User) -> None:
        blue(world, lead_id=asma.pk)

        assert blue(world, 1, lead_id=asma.pk).pk

    def test_cancelled_ones_are_in_nobodys_way(self, world: World, asma: User) -> None:
        cancel(blue(world, lead_id=asma.pk))

        assert blue(world, lead_id=asma.pk).pk


class TestMoving:
    def test_time_and_place_change_and_the_rest_stays(self, world: World, asma: User) -> None:
        session = blue(world, note="Bring socks", lead_id=asma.pk)

        moved = move(session, MONDAY + WEEK, site_id=world.church.pk, room_id=None)

        assert (moved.starts_at, moved.ends_at) == (MONDAY + WEEK, MONDAY + WEEK + HOUR)
        assert (moved.site, moved.room, moved.note) == (world.church, None, "Bring socks")
        assert (at_work(moved), moved.version) == ([("Asma", True)], 2)

    def test_it_does_not_clash_with_itself(self, world: World, asma: User) -> None:
        session = blue(world, lead_id=asma.pk)

        assert move(session, MONDAY + HOUR / 2).starts_at == MONDAY + HOUR / 2

    def test_its_workers_are_looked_for_too(self, world: World, asma: User) -> None:
        blue(world, lead_id=asma.pk)
        later = blue(world, 2, lead_id=asma.pk, room_id=None)

        with pytest.raises(ClashError, match="Asma is at Stay and Play"):
            move(later, MONDAY, room_id=None)

        later.refresh_from_db()
        assert later.starts_at == MONDAY + 2 * HOUR

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"starts_at": MONDAY.replace(tzinfo=None)}, SessionTimesError),
            ({"ends_at": MONDAY - HOUR}, SessionTimesError),
            ({"ends_at": None}, SessionTimesError),
            ({"ends_at": MONDAY + 13 * HOUR}, SessionTimesError),
        ],
    )
    def test_times_that_cannot_be_are_refused(
        self, world: World, changes: dict[str, Any], error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            move(blue(world), MONDAY, **changes)

    def test_a_room_of_another_site_is_refused(self, world: World) -> None:
        vestry = Room.objects.create(site=world.church, name="Vestry")

        with pytest.raises(RoomElsewhereError, match=r"Vestry, St Anne’s Church is not at Hall\."):
            move(blue(world), MONDAY, room_id=vestry.pk)

    def test_a_session_with_people_does_not_move_into_the_future(self, world: World) -> None:
        session = blue(world)
        came(session, world.mother)
        session.refresh_from_db()

        with pytest.raises(SessionNotBegunError):
            move(session, MONDAY + WEEK)

    def test_who_saw_it_elsewhere_and_who_sees_it_cancelled_are_told(self, world: World) -> None:
        seen = blue(world)
        move(seen, MONDAY + 3 * HOUR)

        with pytest.raises(SessionChangedError, match="look again"):
            move(seen, MONDAY + 4 * HOUR)
        with pytest.raises(SessionChangedError, match="look again"):
            staff(seen, None)
        seen.refresh_from_db()
        with pytest.raises(SessionCancelledError):
            move(cancel(seen), MONDAY)


class TestStaffing:
    def test_who_is_free_at_the_new_time_only_comes_with_it(
        self, world: World, asma: User, ben: User
    ) -> None:
        blue(world, lead_id=asma.pk)
        session = scheduled(world, site_id=world.church.pk, ends_at=MONDAY + HOUR, lead_id=ben.pk)
        scheduled(
            world,
            site_id=world.church.pk,
            starts_at=MONDAY + 2 * HOUR,
            ends_at=MONDAY + 3 * HOUR,
            lead_id=ben.pk,
        )

        details = SessionDetails(
            activity_id=world.play.pk,
            site_id=world.church.pk,
            starts_at=MONDAY + 2 * HOUR,
            ends_at=MONDAY + 3 * HOUR,
            lead_id=asma.pk,
        )
        altered = alter_session(session=session, details=details, by=OPERATOR, at=MONDAY)

        assert at_work(altered) == [("Asma", True)]

    def test_who_works_is_said_anew(self, world: World, asma: User, ben: User) -> None:
        session = blue(world, lead_id=asma.pk)

        changed = staff(session, ben, asma)

        assert at_work(changed) == [("Ben", True), ("Asma", False)]
        assert changed.version == 2
        assert at_work(staff(changed, None)) == []

    def test_said_twice_it_changes_nothing(self, world: World, asma: User) -> None:
        session = blue(world, lead_id=asma.pk)

        assert staff(session, asma).version == 1

    def test_who_is_elsewhere_is_refused(self, world: World, asma: User) -> None:
        blue(world, lead_id=asma.pk)
        other = scheduled(world, ends_at=MONDAY + HOUR, site_id=world.church.pk)

        with pytest.raises(ClashError, match="Asma is at Stay and Play, Hall, 10am to 11am"):
            staff(other, asma)

    def test_who_left_stays_where_they_are_and_comes_nowhere_else(
        self, world: World, asma: User, ben: User
    ) -> None:
        session, other = blue(world, lead_id=asma.pk), blue(world, 1)
        User.objects.filter(pk=asma.pk).update(is_active=False)

        assert at_work(staff(session, asma, ben)) == [("Asma", True), ("Ben", False)]
        with pytest.raises(WorkerError, match="Asma cannot sign in"):
            staff(other, asma)


class TestCancelling:
    def test_why_is_kept(self, world: World) -> None:
        cancelled = cancel(blue(world), "  The boiler\nis broken ")

        assert (cancelled.cancelled_at, cancelled.cancelled_because) == (
            AFTER,
            "The boiler is broken",
        )
        # Once more, for another reason, changes nothing.
        again = cancel(cancelled, "Snow")
        assert (again.cancelled_because, again.version) == ("The boiler is broken", 2)

    @pytest.mark.parametrize("because", ["", " \n", "\u200b", "x" * 301])
    def test_a_reason_is_asked_for(self, world: World, because: str) -> None:
        session = blue(world)

        with pytest.raises(ReasonMissingError):
            cancel(session, because)

        session.refresh_from_db()
        assert session.cancelled_at is None

    def test_with_people_it_is_asked_about(self, world: World) -> None:
        session, empty = blue(world), blue(world, 1)
        came(session, world.mother, world.child)
        came(session, world.father, status=MarkStatus.DID_NOT_ATTEND, family_id=world.other.pk)
        count_people(session=session, count=3, counted_by=CountedBy.US, by=OPERATOR, at=AFTER)
        assert register_of(session) == Register(people=2, heads=3)
        assert (register_of(empty).is_empty, register_of(session).is_empty) == (True, False)

        cancel(session)
        cancel(empty)

        assert list(cancelled_though_somebody_came()) == [session]
        reinstate_session(session=session, by=OPERATOR, at=AFTER)
        assert list(cancelled_though_somebody_came()) == []

    def test_it_is_taken_back_with_its_room_and_workers(self, world: World, asma: User) -> None:
        session = cancel(blue(world, lead_id=asma.pk))

        back = reinstate_session(session=session, by=OPERATOR, at=AFTER)

        assert (back.cancelled_at, back.cancelled_because, back.room) == (None, "", world.room)
        with pytest.raises(ClashError) as refused:
            blue(world, lead_id=asma.pk)
        assert [clash.what for clash in refused.value.clashes] == ["room", "worker"]

    def test_it_is_not_taken_back_where_others_are_now(self, world: World, asma: User) -> None:
        session = cancel(blue(world, lead_id=asma.pk))
        blue(world, lead_id=asma.pk)

        with pytest.raises(ClashError) as refused:
            reinstate_session(session=session, by=OPERATOR, at=AFTER)

        clashes: tuple[Clash, ...] = refused.value.clashes
        assert [(clash.what, clash.name) for clash in clashes] == [
            ("room", "Blue room"),
            ("worker", "Asma"),
        ]
        session.refresh_from_db()
        assert session.cancelled_at == AFTER


class TestReading:
    def test_a_week_is_read_by_place_in_two_queries(
        self, world: World, asma: User, ben: User, django_assert_num_queries: Any
    ) -> None:
        areas = AreaSet.objects.create(code="n", name="N", kind="neighbourhood")
        north = Area.objects.create(area_set=areas, code="North", name="North")
        world.hall.neighbourhood = north
        world.hall.save()
        first = blue(world, lead_id=asma.pk, worker_ids=(ben.pk,))
        second = blue(world, 1, lead_id=asma.pk)
        church = scheduled(world, site_id=world.church.pk)
        # The last minute of Sunday, and the first of the Monday after.
        week = MONDAY.date(), MONDAY.date() + dt.timedelta(days=6)
        sunday = scheduled(world, starts_at=MONDAY + dt.timedelta(days=6, hours=13, minutes=59))
        scheduled(world, starts_at=MONDAY + dt.timedelta(days=6, hours=14))

        def read(**place: Any) -> list[Session]:
            with django_assert_num_queries(2):
                found = list(sessions_between(*week, **place))
                for one in found:
                    str([one.activity, one.site.neighbourhood, one.room, one.series])
                    str([str(who.worker) for who in one.workers.all()])
            return found

        assert read() == [first, church, second, sunday]
        assert read(site_id=world.church.pk) == [church]
        found = read(neighbourhood_id=north.pk)
        assert found == [first, second, sunday]
        assert [str(who.worker) for who in found[0].workers.all()] == ["Asma", "Ben"]
