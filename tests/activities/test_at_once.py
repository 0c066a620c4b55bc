"""Two connections at one session: nothing lost, nothing doubled, nobody waits for ever."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections, transaction

from flyingstart.activities.api import (
    CountedBy,
    MarkEntry,
    MarkStatus,
    RegisterClosedError,
    close_register,
    count_people,
    mark,
)
from flyingstart.kernel.api import ImportOptions, commit_import, imports
from tests.activities.world import (
    AFTER,
    MONDAY,
    OPERATOR,
    World,
    came,
    headcounts,
    make_world,
    register,
    scheduled,
)
from tests.history import history_of
from tests.waiting import until_somebody_waits

R = TypeVar("R")


@pytest.fixture
def world(fresh_db: None) -> World:
    return make_world()


def beside(work: Callable[[], R]) -> Future[R]:
    """Start work in a thread, which has a connection of its own."""

    def run() -> R:
        try:
            return work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    # It ends with its work; to wait here could be to wait for ourselves.
    pool.shutdown(wait=False)
    return future


def test_two_tablets_marking_at_once_end_where_one_after_the_other_would(world: World) -> None:
    session = scheduled(world)
    people = [world.child, world.mother, world.father]
    chance = random.Random(7)
    entries = [
        MarkEntry(
            person_id=chance.choice(people).pk,
            status=chance.choice(list(MarkStatus)),
            family_id=world.family.pk,
            marked_at=MONDAY + dt.timedelta(seconds=second),
        )
        for second in range(60)
    ]
    start = threading.Barrier(2)

    def tablet(mine: list[MarkEntry]) -> None:
        start.wait()
        for entry in mine:
            mark(session=session, entries=[entry], by=OPERATOR, at=AFTER)

    shuffled = chance.sample(entries, len(entries))
    tablets = [beside(lambda: tablet(shuffled[::2])), beside(lambda: tablet(shuffled[1::2]))]
    for one in tablets:
        one.result(timeout=60)

    newest = {entry.person_id: entry.status.value for entry in entries}
    assert register(session) == {
        who.given_name: (world.family.pk, newest[who.pk]) for who in people if who.pk in newest
    }


def test_who_marks_waits_for_who_closes_and_is_told(world: World) -> None:
    session = scheduled(world)
    came(session, world.mother)

    with transaction.atomic():
        close_register(session=session, by=OPERATOR, at=AFTER)
        late = beside(lambda: came(session, world.child))
        until_somebody_waits()

    with pytest.raises(RegisterClosedError):
        late.result(timeout=30)
    assert register(session).keys() == {"Zofia"}


def test_two_counts_at_once_leave_one(world: World) -> None:
    session = scheduled(world)

    def count(people: int) -> None:
        count_people(session=session, count=people, counted_by=CountedBy.US, by=OPERATOR, at=AFTER)

    with transaction.atomic():
        count(5)
        other = beside(lambda: count(7))
        until_somebody_waits()
    other.result(timeout=30)

    assert headcounts(session) == {"us": 7}
    assert [event.count for event in history_of(session.headcounts.get())] == [5, 7]


def test_an_import_waits_for_who_marks_and_then_has_the_newer_word(
    world: World, tmp_path: Path
) -> None:
    session = scheduled(world)
    path = tmp_path / "f.csv"
    path.write_text(
        "session_ref,person_ref,status\n"
        f"{session.public_id},P1,did_not_attend\n{session.public_id},P2,attended\n",
        encoding="utf-8",
    )

    def take_in() -> bool:
        return commit_import(
            kind=imports["attendances"],
            path=path,
            options=ImportOptions(),
            by=OPERATOR,
            at=AFTER + dt.timedelta(hours=1),
        ).committed

    with transaction.atomic():
        came(session, world.child)
        importing = beside(take_in)
        until_somebody_waits()

    assert importing.result(timeout=30)
    assert register(session) == {
        "Ayaan": (world.family.pk, "did_not_attend"),
        "Zofia": (world.family.pk, "attended"),
    }
