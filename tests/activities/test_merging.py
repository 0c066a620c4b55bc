"""The law of registers: any order and any repetition of the same words give the same register."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.activities.api import MarkEntry, MarkStatus, Session, mark
from tests.activities.world import AFTER, MONDAY, OPERATOR, World, register, scheduled
from tests.depth import worlds

STATUSES = list(MarkStatus)


@st.composite
def words(draw: st.DrawFn) -> list[tuple[int, MarkStatus, int, int]]:
    """What tablets said: person, status, family, minute; often at the same minute."""
    said = st.tuples(
        st.integers(0, 2), st.sampled_from(STATUSES), st.integers(0, 1), st.integers(0, 3)
    )
    return draw(st.lists(said, max_size=8))


@st.composite
def deliveries(
    draw: st.DrawFn,
) -> tuple[list[tuple[int, MarkStatus, int, int]], list[list[int]]]:
    """The words, and batches in which they arrive: in any order, every one at least once."""
    said = draw(words())
    places = list(range(len(said)))
    order = draw(
        st.permutations(places + draw(st.lists(st.sampled_from(places)) if places else st.just([])))
    )
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=4)))
    batches = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    return said, batches


@settings(max_examples=worlds(25, many=60))
@given(delivery=deliveries())
def test_any_order_and_repetition_gives_the_newest_word_of_each(
    world: World, delivery: tuple[list[tuple[int, MarkStatus, int, int]], list[list[int]]]
) -> None:
    said, batches = delivery
    people = [world.child, world.mother, world.father]
    families = [world.family, world.other]
    entries = [
        MarkEntry(
            person_id=people[who].pk,
            status=status,
            family_id=families[family].pk,
            marked_at=MONDAY + dt.timedelta(minutes=minute),
        )
        for who, status, family, minute in said
    ]
    session = scheduled(world)

    for batch in batches:
        send(session, [entries[place] for place in batch])

    newest: dict[str, tuple[int, str]] = {}
    for who, status, family, _ in sorted(said, key=weight):
        newest[people[who].given_name] = (families[family].pk, status.value)
    assert register(session) == newest


def weight(word: tuple[int, MarkStatus, int, int]) -> tuple[int, int, int]:
    """Newer words last; of one minute those that saw somebody, then the younger family."""
    _, status, family, minute = word
    return minute, ["taken_back", "cancelled", "did_not_attend", "attended"].index(status), family


def send(session: Session, entries: list[MarkEntry]) -> None:
    mark(session=session, entries=entries, by=OPERATOR, at=AFTER)
