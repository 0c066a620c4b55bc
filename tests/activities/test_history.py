"""Many past sessions at once, and what is handed over about one person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from flyingstart.activities.api import Mark, PastSession, Session, cancel_session, record_sessions
from flyingstart.kernel.api import records
from tests.activities.world import (
    AFTER,
    MONDAY,
    OPERATOR,
    World,
    came,
    headcounts,
    register,
    scheduled,
)
from tests.history import history_of


def past(world: World, **changes: object) -> PastSession:
    values: dict[str, object] = {
        "activity_id": world.play.pk,
        "site_id": world.hall.pk,
        "starts_at": MONDAY,
    }
    return PastSession(**(values | changes))  # type: ignore[arg-type]  # as the test gives them


def record(*sessions: PastSession) -> list[int]:
    return record_sessions(sessions=sessions, by=OPERATOR, at=AFTER)


def test_sessions_are_added_with_all_that_is_known(world: World) -> None:
    ids = record(
        past(
            world,
            ends_at=AFTER,
            register_closed_at=AFTER,
            source="old",
            ref="S1",
            marks=[(world.child.pk, world.family.pk, "attended")],
            headcounts=[("us", 3), ("partner", 4)],
        ),
        past(world, cancelled_at=AFTER),
    )

    first, second = (Session.objects.get(pk=pk) for pk in ids)
    assert (first.ref, first.ends_at, first.register_closed_at) == ("S1", AFTER, AFTER)
    assert register(first) == {"Ayaan": (world.family.pk, "attended")}
    assert headcounts(first) == {"us": 3, "partner": 4}
    assert (second.cancelled_at, second.ref, register(second)) == (AFTER, "", {})
    assert Mark.objects.get().marked_at == AFTER
    (event,) = history_of(first)
    assert event.pgh_context.metadata["operation"].endswith("history.record_sessions")


def test_nothing_is_nothing(world: World) -> None:
    assert record() == []


@pytest.mark.parametrize("what", ["ref", "person", "counter"])
def test_what_comes_twice_is_refused_and_nothing_is_kept(world: World, what: str) -> None:
    mark = (world.child.pk, world.family.pk, "attended")
    twice = {
        "ref": [past(world, source="old", ref="S1"), past(world, source="old", ref="S1")],
        "person": [past(world, marks=[mark, mark])],
        "counter": [past(world, headcounts=[("us", 1), ("us", 2)])],
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        record(*twice[what])

    assert Session.objects.count() == 0


def test_unknown_words_are_refused(world: World) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        record(past(world, marks=[(world.child.pk, world.family.pk, "late")]))
    assert Session.objects.count() == 0


def test_a_persons_marks_are_handed_over_oldest_first(world: World) -> None:
    later = scheduled(world, ends_at=MONDAY + dt.timedelta(hours=1))
    earlier = scheduled(world, starts_at=MONDAY - dt.timedelta(days=7), site_id=world.church.pk)
    for session in (later, earlier):
        came(session, world.child, world.mother)
    cancel_session(session=later, because="Snow", by=OPERATOR, at=AFTER)

    rows = list(records["marks"].rows_about(world.child.pk))

    world.family.refresh_from_db()
    shared = {
        "activity": "Stay and Play",
        "status": "attended",
        "family": str(world.family.public_id),
        "marked_at": AFTER.isoformat(),
    }
    assert rows == [
        shared
        | {
            "session": str(earlier.public_id),
            "site": "St Anne’s Church",
            "starts_at": (MONDAY - dt.timedelta(days=7)).isoformat(),
            "ends_at": None,
            "session_cancelled": False,
        },
        shared
        | {
            "session": str(later.public_id),
            "site": "Hall",
            "starts_at": MONDAY.isoformat(),
            "ends_at": (MONDAY + dt.timedelta(hours=1)).isoformat(),
            "session_cancelled": True,
        },
    ]
    assert list(records["marks"].rows_about(world.stranger.pk)) == []
