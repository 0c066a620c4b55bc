"""Taking a register: marks merged as a set, headcounts, closed and opened again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import (
    CountedBy,
    CountError,
    FamilyUnclearError,
    Mark,
    MarkEntry,
    MarkStatus,
    Merged,
    RegisterClosedError,
    RegisterEmptyError,
    Session,
    SessionCancelledError,
    SessionNotBegunError,
    SomebodyCameError,
    cancel_session,
    close_register,
    count_people,
    mark,
    reopen_register,
)
from flyingstart.families.api import Person
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

MINUTE = dt.timedelta(minutes=1)
ATTENDED, ABSENT, GIVEN_UP = MarkStatus.ATTENDED, MarkStatus.DID_NOT_ATTEND, MarkStatus.CANCELLED


def say(session: Session, *entries: MarkEntry, at: dt.datetime = AFTER) -> Merged:
    return mark(session=session, entries=entries, by=OPERATOR, at=at)


def entry(who: Person, status: MarkStatus = ATTENDED, **said: Any) -> MarkEntry:
    return MarkEntry(person_id=who.pk, status=status, **said)


def close(session: Session, **options: Any) -> Session:
    return close_register(session=session, **options, by=OPERATOR, at=AFTER)


class TestMarks:
    def test_people_are_marked_with_their_only_family(self, world: World) -> None:
        session = scheduled(world)

        merged = say(session, entry(world.child), entry(world.mother, ABSENT))

        assert merged == Merged(new=2, changed=0, unchanged=0)
        assert register(session) == {
            "Ayaan": (world.family.pk, "attended"),
            "Zofia": (world.family.pk, "did_not_attend"),
        }
        (event,) = history_of(Mark.objects.get(person=world.child))
        assert event.pgh_context.metadata["actor_name"] == "test"

    @pytest.mark.parametrize(
        ("who", "words"), [("father", "has several families"), ("stranger", "has no family")]
    )
    def test_without_an_only_family_one_must_be_named(
        self, world: World, who: str, words: str
    ) -> None:
        session = scheduled(world)

        with pytest.raises(FamilyUnclearError, match=words):
            say(session, entry(world.mother), entry(getattr(world, who)))

        assert register(session) == {}

    def test_a_named_family_is_kept_until_another_is_named(self, world: World) -> None:
        session = scheduled(world)
        say(session, entry(world.father, family_id=world.other.pk))

        again = say(session, entry(world.father, ABSENT), at=AFTER + MINUTE)

        assert again == Merged(new=0, changed=1, unchanged=0)
        assert register(session) == {"Imran": (world.other.pk, "did_not_attend")}

        say(session, entry(world.father, family_id=world.family.pk), at=AFTER + 2 * MINUTE)
        assert register(session) == {"Imran": (world.family.pk, "attended")}

    def test_who_is_not_among_the_entries_keeps_the_mark(self, world: World) -> None:
        session = scheduled(world)
        say(session, entry(world.mother))
        say(session, entry(world.child), at=AFTER + MINUTE)

        assert register(session).keys() == {"Zofia", "Ayaan"}

    def test_an_older_word_never_replaces_a_newer(self, world: World) -> None:
        session = scheduled(world)
        say(session, entry(world.child, marked_at=MONDAY + 10 * MINUTE))

        late = say(session, entry(world.child, ABSENT, marked_at=MONDAY + 5 * MINUTE))

        assert late == Merged(new=0, changed=0, unchanged=1)
        assert register(session) == {"Ayaan": (world.family.pk, "attended")}

    def test_the_same_batch_again_changes_nothing(self, world: World) -> None:
        session = scheduled(world)
        batch = [entry(world.child, marked_at=MONDAY), entry(world.mother, marked_at=MONDAY)]
        say(session, *batch)

        again = say(session, *batch, at=AFTER + MINUTE)

        assert again == Merged(new=0, changed=0, unchanged=2)
        assert set(Mark.objects.values_list("version", flat=True)) == {1}

    def test_a_clock_that_runs_ahead_counts_as_now(self, world: World) -> None:
        session = scheduled(world)
        say(session, entry(world.child, marked_at=AFTER + dt.timedelta(days=400)))

        say(session, entry(world.child, ABSENT), at=AFTER + MINUTE)

        assert register(session) == {"Ayaan": (world.family.pk, "did_not_attend")}

    def test_the_same_said_again_later_holds_against_what_was_said_between(
        self, world: World
    ) -> None:
        session = scheduled(world)
        say(session, entry(world.child, marked_at=MONDAY))
        confirmed = say(session, entry(world.child, marked_at=MONDAY + 20 * MINUTE))

        say(session, entry(world.child, ABSENT, marked_at=MONDAY + 10 * MINUTE))

        assert confirmed == Merged(new=0, changed=0, unchanged=1)
        assert register(session) == {"Ayaan": (world.family.pk, "attended")}

    def test_a_person_twice_in_a_batch_is_marked_once_with_the_newer_word(
        self, world: World
    ) -> None:
        session = scheduled(world)

        merged = say(
            session,
            entry(world.child, ABSENT, marked_at=MONDAY + MINUTE),
            entry(world.child, marked_at=MONDAY),
        )

        assert merged == Merged(new=1, changed=0, unchanged=1)
        assert register(session) == {"Ayaan": (world.family.pk, "did_not_attend")}

    def test_nobody_is_marked_before_the_day(self, world: World) -> None:
        session = scheduled(world)
        evening_before = MONDAY - dt.timedelta(hours=11)

        with pytest.raises(SessionNotBegunError, match="is on 6 January 2020"):
            say(session, entry(world.child), at=evening_before)
        # A place may be given up, and people may come early on the day.
        say(session, entry(world.child, GIVEN_UP), at=evening_before)
        say(session, entry(world.mother), at=MONDAY - dt.timedelta(hours=9))

        assert register(session) == {
            "Ayaan": (world.family.pk, "cancelled"),
            "Zofia": (world.family.pk, "attended"),
        }

    def test_a_cancelled_session_and_a_closed_register_take_no_marks(self, world: World) -> None:
        cancelled, closed = scheduled(world), scheduled(world)
        cancel_session(session=cancelled, because="Snow", by=OPERATOR, at=AFTER)
        close(closed, nobody_came=True)

        with pytest.raises(SessionCancelledError):
            say(cancelled, entry(world.child))
        with pytest.raises(RegisterClosedError, match="reopen it first"):
            say(closed, entry(world.child))
        assert Mark.objects.count() == 0

    @pytest.mark.parametrize("many", [1, 3])
    def test_the_number_of_queries_does_not_depend_on_the_people(
        self, world: World, many: int
    ) -> None:
        session = scheduled(world)
        people = [world.child, world.mother, world.father][:many]
        with CaptureQueriesContext(connection) as queries:
            say(session, *[entry(who, family_id=world.family.pk) for who in people])

        assert len(queries) == 6

    def test_nothing_said_is_nothing_merged(self, world: World) -> None:
        assert say(scheduled(world)) == Merged(new=0, changed=0, unchanged=0)


class TestHeadcounts:
    def test_each_counter_has_one_count_and_a_new_one_replaces_it(self, world: World) -> None:
        session = scheduled(world)
        *_, held = [
            count_people(session=session, count=count, counted_by=counter, by=OPERATOR, at=AFTER)
            for counter, count in [(CountedBy.US, 5), (CountedBy.PARTNER, 7), (CountedBy.US, 6)]
        ]

        assert headcounts(session) == {"us": 6, "partner": 7}
        assert (held.count, held.version, len(history_of(held))) == (6, 2, 2)

    def test_the_same_count_again_changes_nothing(self, world: World) -> None:
        session = scheduled(world)
        count_people(session=session, count=0, by=OPERATOR, at=AFTER)
        held = count_people(session=session, count=0, by=OPERATOR, at=AFTER)

        assert (held.count, held.version) == (0, 1)

    @pytest.mark.parametrize("count", [-1, 1_000_001, 2.0, True, "3", None])
    def test_a_count_is_a_whole_number(self, world: World, count: Any) -> None:
        with pytest.raises(CountError, match="whole number from 0 up"):
            count_people(session=scheduled(world), count=count, by=OPERATOR, at=AFTER)

    def test_nobody_is_counted_before_the_day_or_where_the_register_is_closed(
        self, world: World
    ) -> None:
        session = scheduled(world)
        with pytest.raises(SessionNotBegunError):
            count_people(session=session, count=3, by=OPERATOR, at=MONDAY - dt.timedelta(days=1))
        close(session, nobody_came=True)
        with pytest.raises(RegisterClosedError):
            count_people(session=session, count=3, by=OPERATOR, at=AFTER)
        assert headcounts(session) == {}


class TestClosing:
    def test_a_register_with_marks_or_a_count_is_closed(self, world: World) -> None:
        marked, counted = scheduled(world), scheduled(world)
        came(marked, world.mother)
        count_people(session=counted, count=0, by=OPERATOR, at=AFTER)

        assert [close(s).register_closed_at for s in (marked, counted)] == [AFTER, AFTER]

    def test_an_empty_one_only_by_saying_that_nobody_came(self, world: World) -> None:
        session = scheduled(world)

        with pytest.raises(RegisterEmptyError, match="say that nobody came"):
            close(session)

        assert close(session, nobody_came=True).register_closed_at == AFTER

    def test_nobody_came_is_not_said_where_somebody_did(self, world: World) -> None:
        marked, counted, absent = scheduled(world), scheduled(world), scheduled(world)
        came(marked, world.mother)
        count_people(session=counted, count=1, by=OPERATOR, at=AFTER)
        came(absent, world.mother, status=ABSENT)

        for session in (marked, counted):
            with pytest.raises(SomebodyCameError):
                close(session, nobody_came=True)
        assert close(absent, nobody_came=True).register_closed_at == AFTER

    def test_closing_again_keeps_the_first_time(self, world: World) -> None:
        session = close(scheduled(world), nobody_came=True)

        again = close_register(session=session, nobody_came=True, by=OPERATOR, at=AFTER + MINUTE)

        assert (again.register_closed_at, again.version) == (AFTER, 2)

    def test_it_is_not_closed_before_the_day_or_when_cancelled(self, world: World) -> None:
        session = scheduled(world)
        with pytest.raises(SessionNotBegunError):
            close_register(
                session=session,
                nobody_came=True,
                by=OPERATOR,
                at=MONDAY - dt.timedelta(days=1),
            )
        cancel_session(session=session, because="Snow", by=OPERATOR, at=AFTER)
        with pytest.raises(SessionCancelledError):
            close(session, nobody_came=True)

    def test_a_reopened_register_takes_marks_again(self, world: World) -> None:
        session = close(scheduled(world), nobody_came=True)

        reopened = reopen_register(session=session, reason="Two more came", by=OPERATOR, at=AFTER)
        again = reopen_register(session=session, reason="Two more came", by=OPERATOR, at=AFTER)
        came(session, world.mother)

        assert (reopened.register_closed_at, again.version) == (None, reopened.version)
        assert register(session) == {"Zofia": (world.family.pk, "attended")}
