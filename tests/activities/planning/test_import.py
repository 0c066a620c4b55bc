"""A file of attendances that says of a planned session that it was at another time."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from flyingstart.accounts.api import User
from flyingstart.activities.api import Session, cancel_session
from flyingstart.activities.rules.clashes import Booking, clashes_among
from flyingstart.activities.rules.releases import releases_among
from flyingstart.kernel.api import ImportOptions, check_import, commit_import, imports
from tests.activities.planning.test_clashes import NINE, booking
from tests.activities.world import AFTER, MONDAY, OPERATOR, World, scheduled

HOUR = dt.timedelta(hours=1)
KIND = imports["attendances"]
HEADING = "session_ref,starts_at,ends_at,site,status,headcount"


def planned(world: World, hour: int, *workers: User) -> Session:
    """An hour in the blue room, so many hours after ten."""
    start = MONDAY + hour * HOUR
    return scheduled(
        world,
        room_id=world.room.pk,
        starts_at=start,
        ends_at=start + HOUR,
        lead_id=workers[0].pk if workers else None,
        worker_ids=tuple(worker.pk for worker in workers),
    )


def row(session: Session, hour: int, *, hours: int = 1, site: str = "", said: str = ",3") -> str:
    starts_at = MONDAY + hour * HOUR
    ends_at = starts_at + hours * HOUR
    return f"{session.public_id},{starts_at:%Y-%m-%d %H:%M},{ends_at:%Y-%m-%d %H:%M},{site},{said}"


def take_in(folder: Path, *rows: str) -> list[tuple[int, str, str]]:
    """Commit a file; returns its warnings of rooms and workers, the same as those of the check."""
    path = folder / "f.csv"
    path.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    checked = check_import(kind=KIND, path=path, options=ImportOptions())
    report = commit_import(kind=KIND, path=path, options=ImportOptions(), by=OPERATOR, at=AFTER)
    assert report.committed
    assert report.checked.warnings == checked.checked.warnings
    return [
        (one.row, one.column, one.message)
        for one in report.checked.warnings
        if "kept without" in one.message
    ]


def now(session: Session) -> tuple[dt.datetime, str | None, list[str]]:
    session.refresh_from_db()
    workers = session.workers.order_by("worker__name")
    assert all((who.during is None) == bool(session.cancelled_at) for who in session.workers.all())
    room = session.room.name if session.room else None
    return session.starts_at, room, [str(who.worker) for who in workers]


def test_a_room_and_a_worker_that_are_taken_are_let_go_of(
    world: World, tmp_path: Path, asma: User, ben: User
) -> None:
    first, second = planned(world, 0, asma), planned(world, 3, asma, ben)

    warnings = take_in(tmp_path, row(second, 0, hours=2))

    assert warnings == [
        (
            2,
            "starts_at",
            (
                "the session is kept without its room: Blue room is taken on Monday 6 January: "
                "Stay and Play, Hall, 10am to 11am. "
                "It cannot hold Stay and Play, Hall, 10am to midday too."
            ),
        ),
        (
            2,
            "starts_at",
            (
                "the session is kept without one of its workers: Asma is at Stay and Play, Hall, "
                "10am to 11am on Monday 6 January, and cannot be at Stay and Play, Hall, 10am to "
                "midday too."
            ),
        ),
    ]
    assert now(first) == (MONDAY, "Blue room", ["Asma"])
    assert now(second) == (MONDAY, None, ["Ben"])


def test_sessions_that_change_places_keep_all_they_have(
    world: World, tmp_path: Path, asma: User
) -> None:
    first, second = planned(world, 0, asma), planned(world, 3, asma)

    assert take_in(tmp_path, row(first, 3), row(second, 0)) == []

    assert now(first) == (MONDAY + 3 * HOUR, "Blue room", ["Asma"])
    assert now(second) == (MONDAY, "Blue room", ["Asma"])


def test_of_two_that_a_file_puts_together_the_later_lets_go(
    world: World, tmp_path: Path, asma: User
) -> None:
    first, second = planned(world, 0, asma), planned(world, 3, asma)

    warnings = take_in(tmp_path, row(first, 7, hours=2), row(second, 8))

    assert [one for one, _, _ in warnings] == [3, 3]
    assert now(first) == (MONDAY + 7 * HOUR, "Blue room", ["Asma"])
    assert now(second) == (MONDAY + 8 * HOUR, None, [])


def test_one_that_the_file_cancels_is_in_nobodys_way(
    world: World, tmp_path: Path, asma: User
) -> None:
    first, second = planned(world, 0, asma), planned(world, 3, asma)

    assert take_in(tmp_path, row(first, 0, said="cancelled,"), row(second, 0)) == []

    assert now(second) == (MONDAY, "Blue room", ["Asma"])
    assert now(first)[1:] == ("Blue room", ["Asma"])


def test_another_site_and_no_end_leave_no_room(world: World, tmp_path: Path, asma: User) -> None:
    moved, endless = planned(world, 0, asma), planned(world, 3)

    warnings = take_in(tmp_path, row(moved, 1, site="St Anne’s Church"), row(endless, 3, hours=0))

    assert [(number, words) for number, _, words in warnings] == [
        (2, "the session is kept without its room: Blue room is at another site"),
        (
            3,
            (
                "the session is kept without its room: "
                "in Blue room it would have to end after it starts"
            ),
        ),
    ]
    assert now(moved) == (MONDAY + HOUR, None, ["Asma"])
    assert now(endless)[1] is None


def test_a_cancelled_one_moves_where_others_are(world: World, tmp_path: Path, asma: User) -> None:
    first, second = planned(world, 0, asma), planned(world, 3, asma)
    cancel_session(session=second, because="Snow", by=OPERATOR, at=AFTER)

    assert take_in(tmp_path, row(second, 0)) == []

    assert (now(first)[1:], now(second)[1:]) == (("Blue room", ["Asma"]),) * 2


@pytest.mark.parametrize("seed", range(3))
def test_what_is_left_clashes_with_nobody(seed: int) -> None:
    chance = random.Random(seed)

    def some(count: int, first: int) -> list[Booking]:
        return [
            _numbered(
                booking(
                    NINE + chance.randrange(6) * HOUR,
                    chance.choice([0, 1, 2]),
                    room=chance.choice([None, 1, 2]),
                    who=chance.choice([(), (1,), (1, 2), (2, 3)]),
                ),
                first + number,
            )
            for number in range(count)
        ]

    # Those held do not clash with each other: one at a time.
    mine, held = some(6, 1), some(1, 100)

    released = {(one.session_id, one.worker_id) for one in releases_among(mine, held)}

    left = [_without(one, released) for one in mine]
    assert clashes_among(left, held) == []
    assert clashes_among(mine, held) == [] or released


def _numbered(one: Booking, number: int) -> Booking:
    return Booking(occasion=one.occasion, room=one.room, workers=one.workers, id=number)


def _without(one: Booking, released: set[tuple[int, int | None]]) -> Booking:
    number = one.id or 0
    return Booking(
        id=number,
        occasion=one.occasion,
        room=None if (number, None) in released else one.room,
        workers={who: name for who, name in one.workers.items() if (number, who) not in released},
    )
