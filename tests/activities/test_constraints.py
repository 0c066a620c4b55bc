"""What the database promises, each promise both ways."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from flyingstart.activities.api import Activity, Headcount, Mark, Session
from tests.activities.world import MONDAY, World, scheduled
from tests.history import history_of


@contextmanager
def refused(name: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        yield


def an_activity(**changes: Any) -> Activity:
    values = {"code": "peep", "name": "PEEP", "reaches": "family", "offer": "universal"}
    return Activity.objects.create(**(values | changes))


def a_session(world: World, **changes: Any) -> Session:
    values = {"activity": world.play, "site": world.hall, "starts_at": MONDAY}
    return Session.objects.create(**(values | changes))


@pytest.mark.django_db
class TestActivities:
    @pytest.mark.parametrize("reaches", ["child", "family", "expected", "none"])
    @pytest.mark.parametrize("offer", ["antenatal", "universal", "targeted"])
    def test_known_words_are_taken(self, reaches: str, offer: str) -> None:
        an_activity(reaches=reaches, offer=offer)

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"reaches": "all"}, "activity_reaches_is_known"),
            ({"reaches": ""}, "activity_reaches_is_known"),
            ({"offer": "open"}, "activity_offer_is_known"),
            ({"age_from_months": 12, "age_to_months": 12}, "activity_ages_in_order"),
            ({"age_from_months": 12, "age_to_months": 3}, "activity_ages_in_order"),
        ],
    )
    def test_others_are_refused(self, changes: dict[str, Any], name: str) -> None:
        with refused(name):
            an_activity(**changes)

    @pytest.mark.parametrize(
        "ages",
        [
            {"age_from_months": 12, "age_to_months": 13},
            {"age_from_months": 12},
            {"age_to_months": 12},
        ],
    )
    def test_ages_in_order_or_open_are_taken(self, ages: dict[str, int]) -> None:
        an_activity(**ages)

    def test_code_and_name_serve_one_activity(self) -> None:
        an_activity()
        an_activity(code="peep-2", name="PEEP 2")
        with refused("activities_activity_code"):
            an_activity(name="Other")
        with refused("activities_activity_name"):
            an_activity(code="other")


class TestSessions:
    def test_a_ref_is_given_once_a_source(self, world: World) -> None:
        a_session(world, source="a", ref="S1")
        a_session(world, source="b", ref="S1")
        a_session(world, source="a", ref="S2")
        with refused("session_ref_once_a_source"):
            a_session(world, source="a", ref="S1")

    def test_our_own_have_neither_and_are_many(self, world: World) -> None:
        a_session(world)
        a_session(world)
        # A source without a ref is no ref.
        a_session(world, source="a")
        a_session(world, source="a")

    def test_a_ref_needs_a_source(self, world: World) -> None:
        with refused("session_ref_has_a_source"):
            a_session(world, ref="S1")


class TestMarks:
    def test_a_person_is_marked_once_a_session(self, world: World) -> None:
        one, two = scheduled(world), scheduled(world)
        values = {"person": world.child, "family": world.family, "status": "attended"}
        Mark.objects.create(session=one, **values)
        Mark.objects.create(session=two, **values)
        with refused("mark_once_a_session"):
            Mark.objects.create(session=one, **(values | {"status": "cancelled"}))

    @pytest.mark.parametrize("status", ["attended", "did_not_attend", "cancelled"])
    def test_a_known_status_is_taken(self, world: World, status: str) -> None:
        Mark.objects.create(
            session=scheduled(world), person=world.child, family=world.family, status=status
        )

    @pytest.mark.parametrize("status", ["", "late"])
    def test_another_is_refused(self, world: World, status: str) -> None:
        with refused("mark_status_is_known"):
            Mark.objects.create(
                session=scheduled(world), person=world.child, family=world.family, status=status
            )


class TestHeadcounts:
    def test_each_counter_counts_once_a_session(self, world: World) -> None:
        session = scheduled(world)
        Headcount.objects.create(session=session, counted_by="us", count=0)
        Headcount.objects.create(session=session, counted_by="partner", count=3)
        with refused("headcount_one_each_counter"):
            Headcount.objects.create(session=session, counted_by="us", count=4)

    @pytest.mark.parametrize(
        ("values", "name"),
        [
            ({"counted_by": "them", "count": 1}, "headcount_counter_is_known"),
            ({"counted_by": "us", "count": -1}, "count_check"),
        ],
    )
    def test_others_are_refused(self, world: World, values: dict[str, Any], name: str) -> None:
        with refused(name):
            Headcount.objects.create(session=scheduled(world), **values)


def test_what_is_pointed_at_stays(world: World) -> None:
    session = scheduled(world, room_id=world.room.pk, ends_at=MONDAY + dt.timedelta(hours=1))
    Mark.objects.create(session=session, person=world.child, family=world.family, status="attended")

    for row in (world.play, world.hall, world.room, world.child, world.family, session):
        with pytest.raises(ProtectedError):
            row.delete()
    with refused("activities_mark"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM activities_session")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["activity", "session", "mark", "headcount"])
def test_history_is_never_rewritten(world: World, table: str, statement: str) -> None:
    session = scheduled(world)
    Mark.objects.create(session=session, person=world.child, family=world.family, status="attended")
    Headcount.objects.create(session=session, counted_by="us", count=1)

    with (
        pytest.raises(Error, match="Cannot update or delete rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(f"activities_{table}event"))


def test_a_deleted_mark_is_remembered(world: World) -> None:
    mark = Mark.objects.create(
        session=scheduled(world), person=world.child, family=world.family, status="attended"
    )
    history = history_of(mark).all()
    mark.delete()

    assert [event.pgh_label for event in history] == ["insert", "delete"]
