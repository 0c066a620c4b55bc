"""Rooms and workers in a grid: what clashes is told, swaps work, and races are refused."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import transaction

from flyingstart.accounts.api import User
from flyingstart.activities.api import (
    ClashError,
    KeptBecause,
    MarkStatus,
    Programme,
    ProgrammeDetails,
    ProgrammeError,
    SeriesRow,
    Session,
    SessionWorker,
    alter_programme,
    clashes_in_words,
    plan_programme,
)
from flyingstart.activities.operations import series
from flyingstart.places.api import Room
from tests.activities.planning.plans import (
    DECEMBER,
    MONDAYS,
    SPRING,
    colleague,
    drafted,
    hold_terms,
    london,
    mondays,
    on,
    plan,
    rows_of,
)
from tests.activities.test_at_once import beside
from tests.activities.world import OPERATOR, World, came, make_world, scheduled
from tests.waiting import until_somebody_waits


@pytest.mark.usefixtures("terms")
class TestClashesOfAGrid:
    def test_all_of_them_are_told_with_their_rows_before_anything_is_written(
        self, world: World, asma: User
    ) -> None:
        booked = scheduled(
            world,
            room_id=world.room.pk,
            starts_at=london(MONDAYS[2], 11),
            ends_at=london(MONDAYS[2], 12),
        )
        free = mondays(world, starts=dt.time(13), ends=dt.time(14), lead_id=asma.pk)
        room = mondays(world, room_id=world.room.pk)
        worker = mondays(
            world,
            site_id=world.church.pk,
            starts=dt.time(13, 30),
            ends=dt.time(15),
            worker_ids=(asma.pk,),
            excluded=tuple(MONDAYS[2:]),
        )

        with pytest.raises(ClashError) as refused:
            plan(drafted(), free, room, worker)

        clashes = refused.value.clashes
        assert [(clash.row, clash.day, clash.what, clash.name) for clash in clashes] == [
            (1, MONDAYS[2], "room", "Blue room"),
            (2, MONDAYS[0], "worker", "Asma"),
            (2, MONDAYS[1], "worker", "Asma"),
        ]
        assert [(clash.other.row, clash.other.public_id) for clash in clashes] == [
            (None, booked.public_id),
            (0, None),
            (0, None),
        ]
        assert clashes_in_words(clashes) == [
            (
                1,
                (
                    "Blue room is taken on Monday 20 January: Stay and Play, Hall, 11am to midday. "
                    "It cannot hold Stay and Play, Hall, 10am to 11:30am too."
                ),
            ),
            (
                2,
                (
                    "Asma is at Stay and Play, Hall, 1pm to 2pm on 2 days from Monday 6 January to "
                    "Monday 13 January, and cannot be at Stay and Play, St Anne’s Church, 1:30pm "
                    "to 3pm too."
                ),
            ),
        ]
        assert list(Session.objects.all()) == [booked]

    def test_a_changed_row_clashes_with_one_that_is_as_it_was(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world, room_id=world.room.pk), mondays(world, weekday=2))
        first, second = rows_of(programme)

        with pytest.raises(ClashError) as refused:
            plan(programme, first, *rows_of(programme, weekday=1, room_id=world.room.pk)[1:])

        assert {clash.row for clash in refused.value.clashes} == {1}
        assert refused.value.clashes[0].other.public_id == on_room(world, MONDAYS[0]).public_id
        assert second.series_public_id

    def test_rows_swap_rooms_and_workers_in_one_save(
        self, world: World, asma: User, ben: User
    ) -> None:
        green = Room.objects.create(site=world.hall, name="Green room")
        programme = drafted()
        plan(
            programme,
            mondays(world, room_id=world.room.pk, lead_id=asma.pk),
            mondays(world, activity_id=world.massage.pk, room_id=green.pk, lead_id=ben.pk),
        )
        one, other = rows_of(programme)

        planned = plan(
            programme,
            SeriesRow(series_public_id=one.series_public_id, details=other.details),
            SeriesRow(series_public_id=other.series_public_id, details=one.details),
        )

        assert (planned.added, planned.changed, planned.removed) == (0, 24, 0)
        assert [row.details for row in rows_of(programme)] == [other.details, one.details]
        public_id = str(one.series_public_id)
        held = SessionWorker.objects.filter(session__series__public_id=public_id)
        assert {(who.worker.name, who.session.room) for who in held} == {("Ben", green)}

    def test_a_row_takes_the_room_of_one_that_is_taken_out(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world, room_id=world.room.pk))

        planned = plan(programme, mondays(world, room_id=world.room.pk, note="Once more"))

        assert (planned.added, planned.removed) == (12, 12)

    def test_the_room_of_a_cancelled_session_is_free(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world, room_id=world.room.pk))
        Session.objects.update(cancelled_at=DECEMBER)

        assert plan(programme, *rows_of(programme), mondays(world, room_id=world.room.pk)).added


def on_room(world: World, day: dt.date) -> Session:
    return Session.objects.get(room=world.room, planned_on=day)


@pytest.mark.usefixtures("fresh_db")
class TestAtOnce:
    def test_a_word_that_is_being_said_of_a_register_is_waited_for(self) -> None:
        world = make_world()
        hold_terms()
        programme = drafted()
        plan(programme, mondays(world))

        with transaction.atomic():
            came(on(programme, MONDAYS[3]), world.mother, status=MarkStatus.CANCELLED)
            late = beside(lambda: plan(programme))
            until_somebody_waits()

        planned = late.result(timeout=30)
        assert (planned.removed, [kept.because for kept in planned.kept]) == (
            11,
            [KeptBecause.REGISTER],
        )
        assert Session.objects.get().starts_at == london(MONDAYS[3], 10)

    def test_two_managers_take_turns_and_the_later_is_told_of_clashes(self) -> None:
        world = make_world()
        hold_terms()
        mine, theirs = drafted(), drafted(_other())
        details = mondays(world, room_id=world.room.pk)

        with transaction.atomic():
            plan(mine, details)
            late = beside(lambda: plan(theirs, details))
            until_somebody_waits()

        with pytest.raises(ClashError) as refused:
            late.result(timeout=30)
        assert [clash.day for clash in refused.value.clashes] == MONDAYS

        # Who writes without waiting for a turn is met by the database, and told alike.
        asma = colleague("Asma")
        with transaction.atomic():
            session = Session.objects.create(
                activity=world.play,
                site=world.church,
                starts_at=london(MONDAYS[0], 14),
                ends_at=london(MONDAYS[0], 15),
            )
            SessionWorker.objects.create(session=session, worker=asma)
            row = mondays(world, starts=dt.time(14), ends=dt.time(16), lead_id=asma.pk)
            late = beside(lambda: plan(theirs, row))
            until_somebody_waits()

        with pytest.raises(ClashError) as refused:
            late.result(timeout=30)
        assert str(refused.value) == (
            "Asma is at Stay and Play, St Anne’s Church, 2pm to 3pm on Monday 6 January, "
            "and cannot be at Stay and Play, Hall, 2pm to 4pm too."
        )
        assert theirs.series.count() == 0
        assert on(mine, MONDAYS[0]).room == world.room

    def test_of_two_programmes_of_one_name_the_later_is_told(self) -> None:
        other = drafted(_other())
        named = ProgrammeDetails(**{**vars(_other()), "name": SPRING.name})

        with transaction.atomic():
            drafted()
            late = beside(drafted)
            until_somebody_waits()
        with pytest.raises(ProgrammeError, match="give this one a name of its own"):
            late.result(timeout=30)

        Programme.objects.filter(name=SPRING.name).delete()
        with transaction.atomic():
            alter_programme(programme=other, details=named, by=OPERATOR, at=DECEMBER)
            late = beside(drafted)
            until_somebody_waits()
        with pytest.raises(ProgrammeError, match="give this one a name of its own"):
            late.result(timeout=30)


def _other() -> ProgrammeDetails:
    return dataclasses.replace(SPRING, name="Other")


def test_nothing_is_written_when_the_last_write_fails(
    world: World, terms: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the last write")

    programme = drafted()
    monkeypatch.setattr(series, "_hide", fail)

    with pytest.raises(RuntimeError, match="the last write"):
        plan_programme(
            programme=programme, rows=[SeriesRow(details=mondays(world))], by=OPERATOR, at=DECEMBER
        )

    assert (programme.series.count(), Session.objects.count()) == (0, 0)
