"""Planning sessions: scheduled, altered, cancelled, reinstated."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.activities.api import (
    RoomElsewhereError,
    Session,
    SessionCancelledError,
    SessionChangedError,
    SessionDetails,
    SessionNotBegunError,
    SessionTimesError,
    alter_session,
    cancel_session,
    close_register,
    count_people,
    first_and_last_day,
    reinstate_session,
    schedule_session,
)
from flyingstart.activities.enums import MarkStatus
from flyingstart.places.api import Room
from tests.activities.world import (
    AFTER,
    MONDAY,
    OPERATOR,
    World,
    came,
    register,
    scheduled,
)
from tests.history import history_of

HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(weeks=1)


def details(world: World, **changes: Any) -> SessionDetails:
    plan: dict[str, Any]
    plan = {"activity_id": world.play.pk, "site_id": world.hall.pk, "starts_at": MONDAY}
    return SessionDetails(**(plan | changes))


def alter(session: Session, plan: SessionDetails) -> Session:
    return alter_session(session=session, details=plan, by=OPERATOR, at=AFTER)


def test_a_session_is_scheduled_with_all_that_was_said(world: World) -> None:
    session = scheduled(world, ends_at=MONDAY + HOUR, room_id=world.room.pk)

    assert (session.activity, session.site, session.room) == (world.play, world.hall, world.room)
    assert (session.starts_at, session.ends_at) == (MONDAY, MONDAY + HOUR)
    assert (session.cancelled_at, session.register_closed_at) == (None, None)
    assert (session.source, session.ref, session.version) == ("", "", 1)
    (event,) = history_of(session)
    assert event.pgh_context.metadata["operation"] == (
        "activities.operations.sessions.schedule_session"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": MONDAY.replace(tzinfo=None)}, "need an offset"),
        ({"ends_at": (MONDAY + HOUR).replace(tzinfo=None)}, "need an offset"),
        ({"ends_at": MONDAY - HOUR}, "ends before it starts"),
    ],
)
def test_times_that_cannot_be_are_refused(
    world: World, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(SessionTimesError, match=words):
        scheduled(world, **changes)
    assert Session.objects.count() == 0


def test_a_session_may_end_as_it_starts(world: World) -> None:
    assert scheduled(world, ends_at=MONDAY).ends_at == MONDAY


def test_a_room_belongs_to_its_site(world: World) -> None:
    elsewhere = Room.objects.create(site=world.church, name="Vestry")

    with pytest.raises(RoomElsewhereError, match=r"Vestry, St Anne’s Church is not at Hall\."):
        schedule_session(details=details(world, room_id=elsewhere.pk), by=OPERATOR, at=MONDAY)

    assert Session.objects.count() == 0


def test_a_session_is_altered(world: World) -> None:
    session = scheduled(world, room_id=world.room.pk, ends_at=MONDAY + HOUR)

    altered = alter(session, details(world, site_id=world.church.pk, starts_at=MONDAY + WEEK))

    assert (altered.pk, altered.version) == (session.pk, 2)
    assert (altered.site, altered.room, altered.starts_at) == (world.church, None, MONDAY + WEEK)


def test_who_alters_what_somebody_changed_meanwhile_is_told(world: World) -> None:
    seen = scheduled(world)
    alter(seen, details(world, ends_at=MONDAY + HOUR))

    with pytest.raises(SessionChangedError, match="look again"):
        alter(seen, details(world, ends_at=MONDAY + 2 * HOUR))

    seen.refresh_from_db()
    assert seen.ends_at == MONDAY + HOUR


def test_a_session_with_people_does_not_move_into_the_future(world: World) -> None:
    marked, counted, closed = scheduled(world), scheduled(world), scheduled(world)
    came(marked, world.mother)
    count_people(session=counted, count=3, by=OPERATOR, at=AFTER)
    close_register(session=closed, nobody_came=True, by=OPERATOR, at=AFTER)

    for session in (marked, counted, closed):
        session.refresh_from_db()
        with pytest.raises(SessionNotBegunError, match="13 January 2020, which has not come"):
            alter(session, details(world, starts_at=MONDAY + WEEK))


def test_a_session_with_places_given_up_moves_freely(world: World) -> None:
    session = scheduled(world)
    came(session, world.mother, status=MarkStatus.CANCELLED)

    assert alter(session, details(world, starts_at=MONDAY + WEEK)).starts_at == MONDAY + WEEK


def test_a_cancelled_session_keeps_its_marks_and_takes_no_change(world: World) -> None:
    session = scheduled(world)
    came(session, world.mother)

    cancelled = cancel_session(session=session, because="Snow", by=OPERATOR, at=AFTER)

    assert cancelled.cancelled_at == AFTER
    assert register(session) == {"Zofia": (world.family.pk, "attended")}
    with pytest.raises(SessionCancelledError, match="was cancelled"):
        alter(cancelled, details(world))


def test_cancelling_again_changes_nothing(world: World) -> None:
    session = scheduled(world)
    cancel_session(session=session, because="Snow", by=OPERATOR, at=AFTER)

    again = cancel_session(session=session, because="Snow", by=OPERATOR, at=AFTER + HOUR)

    assert (again.cancelled_at, again.version) == (AFTER, 2)


def test_a_cancellation_is_taken_back(world: World) -> None:
    session = cancel_session(session=scheduled(world), because="Snow", by=OPERATOR, at=AFTER)

    back = reinstate_session(session=session, by=OPERATOR, at=AFTER + HOUR)
    again = reinstate_session(session=session, by=OPERATOR, at=AFTER + HOUR)

    assert (back.cancelled_at, back.version) == (None, 3)
    assert (again.cancelled_at, again.version) == (None, 3)


def test_the_first_and_last_day_are_londons(world: World) -> None:
    assert first_and_last_day(until=AFTER) is None

    # Half past eleven at night in UTC is the next day of a London summer.
    scheduled(world, starts_at=dt.datetime(2019, 6, 30, 23, 30, tzinfo=dt.UTC))
    scheduled(world)
    scheduled(world, starts_at=MONDAY + WEEK)

    assert first_and_last_day(until=AFTER) == (dt.date(2019, 7, 1), dt.date(2020, 1, 6))
