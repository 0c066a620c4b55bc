"""Who and what is wanted twice, held against a look at every pair."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.activities.api import Clash, Occasion, clashes_in_words
from flyingstart.activities.rules.clashes import Booking, clashes_among

NINE = dt.datetime(2020, 1, 6, 9, tzinfo=dt.UTC)
HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(weeks=1)
ROOMS = {1: "Blue room", 2: "Green room"}
PEOPLE = {1: "Asma", 2: "Ben", 3: "Cara"}


def booking(
    start: dt.datetime,
    hours: float,
    *,
    room: int | None = None,
    who: tuple[int, ...] = (),
    row: int | None = None,
    activity: str = "Play",
) -> Booking:
    occasion = Occasion(
        activity=activity, site="Hall", starts_at=start, ends_at=start + hours * HOUR, row=row
    )
    return Booking(
        occasion=occasion,
        room=(room, ROOMS[room]) if room else None,
        workers={one: PEOPLE[one] for one in who},
    )


bookings = st.lists(
    st.builds(
        booking,
        st.integers(0, 5).map(lambda hours: NINE + hours * HOUR),
        st.sampled_from([0, 1, 2, 4]),
        room=st.sampled_from([None, 1, 2]),
        who=st.sampled_from([(), (1,), (1, 2), (2, 3), (1, 2, 3)]),
    ),
    max_size=7,
)


def pair_by_pair(mine: list[Booking], held: list[Booking]) -> list[tuple[int, str, str, int]]:
    """Place of mine, what, whose name, and the place of the other: held ones come after mine."""
    both = [*mine, *held]
    found = []
    for first, second in itertools.combinations(range(len(both)), 2):
        if first >= len(mine):
            continue
        one, other = both[first].occasion, both[second].occasion
        last_start, first_end = (
            max(one.starts_at, other.starts_at),
            min(one.ends_at, other.ends_at),
        )
        if last_start >= first_end:
            continue
        told, against = (second, first) if second < len(mine) else (first, second)
        room = both[first].room
        if room and room == both[second].room:
            found.append((told, "room", room[1], against))
        shared = both[first].workers.keys() & both[second].workers.keys()
        found += [(told, "worker", PEOPLE[who], against) for who in shared]
    return sorted(found)


@settings(max_examples=40)
@given(bookings, bookings)
def test_clashes_are_those_of_a_look_at_every_pair(
    mine: list[Booking], held: list[Booking]
) -> None:
    place = {id(one.occasion): number for number, one in enumerate([*mine, *held])}

    found = clashes_among(mine, held)

    assert sorted(
        (place[id(c.mine)], str(c.what), c.name, place[id(c.other)]) for c in found
    ) == pair_by_pair(mine, held)


def test_sessions_one_after_the_other_do_not_clash() -> None:
    assert clashes_among([booking(NINE, 1, room=1)], [booking(NINE + HOUR, 1, room=1)]) == []


def test_clashes_come_in_the_order_of_rows_and_days() -> None:
    held = [booking(NINE + week * WEEK, 1, room=1) for week in range(2)]
    mine = [
        booking(NINE + WEEK, 1, room=1, row=1),
        booking(NINE, 1, room=1, row=1),
        booking(NINE, 1, room=1, row=0),
    ]

    found = [(clash.row, clash.day.isoformat()) for clash in clashes_among(mine, held)]

    assert found == [(0, "2020-01-06"), (0, "2020-01-06"), (1, "2020-01-06"), (1, "2020-01-13")]


class TestWords:
    def test_a_room_is_said_to_be_taken_by_whom_and_when(self) -> None:
        (clash,) = clashes_among(
            [booking(NINE, 1, room=1, row=3)], [booking(NINE, 1.5, room=1, activity="Massage")]
        )

        assert clash.row == 3
        assert clash.words == (
            "Blue room is taken on Monday 6 January: Massage, Hall, 9am to 10:30am. "
            "It cannot hold Play, Hall, 9am to 10am too."
        )

    def test_a_colleague_is_said_to_be_elsewhere(self) -> None:
        (clash,) = clashes_among([booking(NINE, 1, who=(2,))], [booking(NINE, 1, who=(1, 2))])

        assert clash.words == (
            "Ben is at Play, Hall, 9am to 10am on Monday 6 January, "
            "and cannot be at Play, Hall, 9am to 10am too."
        )

    def test_those_of_one_pair_of_rows_are_said_together(self) -> None:
        clashes: list[Clash] = []
        for week in range(3):
            start = NINE + week * WEEK
            clashes += clashes_among(
                [booking(start, 1, room=1, who=(1,), row=2)],
                [booking(start, 1, room=1, who=(1,), activity="Massage")],
            )

        days = "3 days from Monday 6 January to Monday 20 January"
        (row, room), (same_row, worker) = clashes_in_words(clashes)
        assert (row, same_row) == (2, 2)
        assert room == (
            f"Blue room is taken on {days}: Massage, Hall, 9am to 10am. "
            "It cannot hold Play, Hall, 9am to 10am too."
        )
        assert worker == (
            f"Asma is at Massage, Hall, 9am to 10am on {days}, "
            "and cannot be at Play, Hall, 9am to 10am too."
        )
