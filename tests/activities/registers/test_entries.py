"""Words of tablets: late, twice, in parts; each is answered, and none holds up another."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import (
    Became,
    ClockFault,
    Mark,
    MarkStatus,
    Reach,
    Received,
    RegisterWord,
    Session,
    cancel_session,
    close_register,
    reach_of,
    receive_entries,
    reopen_register,
)
from flyingstart.activities.models import RegisterEntry
from flyingstart.activities.operations import entries
from flyingstart.families.api import (
    Member,
    Person,
    PersonDetails,
    Role,
    add_person,
    join_family,
    merge_people,
)
from flyingstart.kernel.api import Actor, ActorKind
from flyingstart.places.api import Site
from tests.accounts.people import user_with
from tests.activities.registers.hall import MINUTE, NOW, WEEK, Hall, came, register, word
from tests.families.web.town import make_family
from tests.families.world import BY

ATTENDED, TAKEN_BACK = MarkStatus.ATTENDED, MarkStatus.TAKEN_BACK
ABSENT, CANCELLED = MarkStatus.DID_NOT_ATTEND, MarkStatus.CANCELLED
Receive = Callable[..., list[Received]]


@pytest.fixture
def receive(hall: Hall) -> Receive:
    """What session staff of the north send."""
    user = user_with("session_staff", neighbourhood=hall.town.north)

    def send(*words: RegisterWord, at: dt.datetime = NOW, reach: Reach | None = None) -> Any:
        return receive_entries(entries=words, reach=reach or reach_of(user), by=BY, at=at)

    return send


def became(answers: list[Received]) -> list[str]:
    return [f"{one.became}{f': {one.refusal}' if one.refusal else ''}" for one in answers]


class TestKeeping:
    def test_a_word_makes_a_mark_and_stays_in_the_journal(
        self, hall: Hall, receive: Receive
    ) -> None:
        said = word(hall, hall.town.child, said_at=NOW - MINUTE)

        assert receive(said) == [Received(id=said.id, became=Became.KEPT)]

        mark = Mark.objects.get(session=hall.session)
        assert (mark.person, mark.family, mark.status, mark.marked_at) == (
            hall.town.child,
            hall.town.family,
            "attended",
            NOW - MINUTE,
        )
        entry = RegisterEntry.objects.get()
        assert (entry.id, entry.person, entry.said_at, entry.received_at, entry.said_by) == (
            said.id,
            hall.town.child,
            NOW - MINUTE,
            NOW,
            BY.name,
        )

    def test_the_same_word_again_changes_nothing_and_is_acknowledged(
        self, hall: Hall, receive: Receive
    ) -> None:
        here = word(hall, hall.town.child)
        back = word(hall, hall.town.child, status=TAKEN_BACK, said_at=NOW + MINUTE)
        receive(here)
        receive(back, at=NOW + MINUTE)

        again = receive(here, here, back, at=NOW + WEEK)

        assert became(again) == ["known", "known", "known"]
        assert register(hall.session) == {"Stanisław": "taken_back"}
        assert RegisterEntry.objects.count() == 2

    def test_one_id_twice_in_a_batch_is_one_word(self, hall: Hall, receive: Receive) -> None:
        first = word(hall, hall.town.child)
        other = word(hall, hall.town.mother, id=first.id)

        assert became(receive(first, other, first)) == ["kept", "known", "known"]
        assert register(hall.session) == {"Stanisław": "attended"}

    def test_an_older_word_is_answered_and_kept_in_the_journal_only(
        self, hall: Hall, receive: Receive
    ) -> None:
        receive(word(hall, hall.town.child, status=TAKEN_BACK))

        late = receive(word(hall, hall.town.child, said_at=NOW - MINUTE), at=NOW + MINUTE)

        assert became(late) == ["older"]
        assert register(hall.session) == {"Stanisław": "taken_back"}
        assert RegisterEntry.objects.count() == 2

    def test_words_of_one_batch_hold_in_the_order_in_which_they_were_said(
        self, hall: Hall, receive: Receive
    ) -> None:
        back = word(hall, hall.town.child, status=TAKEN_BACK, said_at=NOW - MINUTE)
        here = word(hall, hall.town.child, said_at=NOW - 2 * MINUTE)

        assert became(receive(back, here)) == ["kept", "kept"]
        assert register(hall.session) == {"Stanisław": "taken_back"}

    def test_a_slip_that_is_taken_back_can_be_said_again(
        self, hall: Hall, receive: Receive
    ) -> None:
        for minute, status in enumerate([ATTENDED, TAKEN_BACK, ABSENT, TAKEN_BACK, ATTENDED]):
            receive(
                word(hall, hall.town.child, status=status, said_at=NOW + minute * MINUTE),
                at=NOW + WEEK,
            )

        assert register(hall.session) == {"Stanisław": "attended"}

    def test_several_sessions_at_once_take_as_many_queries_as_one(
        self, hall: Hall, receive: Receive
    ) -> None:
        def queries(*words: RegisterWord) -> int:
            with CaptureQueriesContext(connection) as seen:
                assert set(became(receive(*words))) == {"kept"}
            return len(seen)

        town, other = hall.town, hall.session_at(site_id=hall.town.hub.pk)
        receive(word(hall, uuid.uuid4()))  # the reader's roles are read once a request
        one = queries(word(hall, town.child, status=ABSENT))
        three = queries(
            word(hall, town.child, status=ABSENT, session_id=other.public_id),
            word(hall, town.mother, status=ABSENT, session_id=other.public_id),
            word(hall, town.mother, status=ABSENT),
        )
        again = queries(word(hall, town.child, status=ABSENT, said_at=NOW + MINUTE))
        assert (one, three, again) == (11, 11, 8)

    def test_nothing_said_is_nothing_answered(self, receive: Receive) -> None:
        assert receive() == []


class TestRefusing:
    def test_what_is_refused_holds_up_no_other(self, hall: Hall, receive: Receive) -> None:
        cancelled, closed = hall.session_at(), hall.session_at()
        cancel_session(session=cancelled, because="The heating is off", by=BY, at=NOW)
        close_register(session=closed, nobody_came=True, by=BY, at=NOW)
        south = Site.objects.get(code="southern")
        elsewhere = hall.session_at(site_id=south.pk)
        to_come = hall.session_at(starts_at=NOW + WEEK, ends_at=None)
        child, family = hall.town.child, hall.town.family

        answers = receive(
            word(hall, child, session_id=cancelled.public_id),
            word(hall, child, session_id=closed.public_id),
            word(hall, child, session_id=elsewhere.public_id),
            word(hall, child, session_id=uuid.uuid4()),
            word(hall, child, session_id=to_come.public_id),
            word(hall, uuid.uuid4()),
            word(hall, hall.nadia, hall.far),
            word(hall, child, hall.far),
            word(hall, child, uuid.uuid4()),
            word(hall, child, family),
        )

        assert became(answers) == [
            "refused: cancelled",
            "refused: closed",
            "refused: session_unknown",
            "refused: session_unknown",
            "refused: not_begun",
            "refused: person_unknown",
            "refused: person_unknown",
            "refused: family_unclear",
            "refused: family_unclear",
            "kept",
        ]
        assert Mark.objects.exclude(session=hall.before).count() == 1
        assert [entry.person for entry in RegisterEntry.objects.all()] == [child]

    def test_a_refused_word_is_taken_when_it_comes_again_and_can_be(
        self, hall: Hall, receive: Receive
    ) -> None:
        close_register(session=hall.session, nobody_came=True, by=BY, at=NOW)
        said = word(hall, hall.town.child)
        assert became(receive(said)) == ["refused: closed"]

        reopen_register(session=hall.session, reason="One came late", by=BY, at=NOW)

        assert became(receive(said, at=NOW + MINUTE)) == ["kept"]

    def test_a_place_is_given_up_and_taken_again_before_the_day(
        self, hall: Hall, receive: Receive
    ) -> None:
        early = NOW - dt.timedelta(days=2)
        said = [
            word(hall, hall.town.child, status=status, said_at=early)
            for status in (CANCELLED, TAKEN_BACK, ATTENDED, ABSENT)
        ]

        answers = receive(*said, at=early)

        assert became(answers) == ["kept", "older", "refused: not_begun", "refused: not_begun"]

    def test_nobody_may_mark_without_a_role(self, hall: Hall, receive: Receive) -> None:
        said = word(hall, hall.town.child)

        assert became(receive(said, reach=reach_of(user_with("partner")))) == [
            "refused: session_unknown"
        ]

    def test_when_the_last_write_fails_nothing_is_kept_and_it_can_be_sent_again(
        self, hall: Hall, receive: Receive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = [word(hall, hall.town.child), word(hall, hall.town.mother)]

        def fail(*_: Any, **__: Any) -> None:
            raise RuntimeError("the power went")

        with monkeypatch.context() as patched:
            patched.setattr(entries, "write_rows", fail)
            with pytest.raises(RuntimeError):
                receive(*said)
        assert register(hall.session) == {}

        assert became(receive(*said)) == ["kept", "kept"]


class TestWhom:
    def test_who_came_before_is_marked_though_out_of_sight(
        self, hall: Hall, receive: Receive
    ) -> None:
        omar = Person.objects.get(given_name="Omar")
        came(hall.before, hall.far, hall.nadia, at=NOW - WEEK)

        answers = receive(word(hall, hall.nadia, hall.far), word(hall, omar, hall.far))

        # Her child did not come, so nobody here knows of him.
        assert became(answers) == ["kept", "refused: person_unknown"]

    def test_who_is_marked_here_can_be_taken_back_though_out_of_sight(
        self, hall: Hall, receive: Receive
    ) -> None:
        came(hall.session, hall.far, hall.nadia)

        slip = word(hall, hall.nadia, hall.far, status=TAKEN_BACK, said_at=NOW + MINUTE)
        answers = receive(slip, at=NOW + MINUTE)

        assert became(answers) == ["kept"]
        assert register(hall.session) == {"Nadia": "taken_back"}

    def test_without_a_family_it_is_the_one_held_or_the_only_one(
        self, hall: Hall, receive: Receive
    ) -> None:
        child, family = hall.town.child, hall.town.family
        second = make_family(Member(details=PersonDetails(given_name="Ewa"), role=Role.PARENT))
        answers = receive(word(hall, child, None))
        join_family(person=child, family=second, role=Role.CHILD, by=BY, at=NOW)
        answers += receive(
            word(hall, child, None, status=ABSENT, said_at=NOW + MINUTE), at=NOW + MINUTE
        )
        answers += receive(word(hall, child, second, said_at=NOW + 2 * MINUTE), at=NOW + WEEK)
        other = hall.session_at(site_id=hall.town.hub.pk)
        answers += receive(word(hall, child, None, session_id=other.public_id))

        assert became(answers) == ["kept", "kept", "kept", "refused: family_unclear"]
        assert Mark.objects.get(session=hall.session).family == second
        assert family != second

    def test_two_records_of_one_person_are_marked_and_taken_back_as_one(
        self, hall: Hall, receive: Receive
    ) -> None:
        family, mother = hall.town.family, hall.town.mother
        twin = add_person(
            family=family,
            member=Member(details=PersonDetails(given_name="Sophie"), role=Role.CARER),
            by=BY,
            at=NOW,
        )
        came(hall.session, family, mother, twin)
        merge_people(
            kept=mother,
            merged=twin,
            reason="One person",
            knows_they_are_one=True,
            by=somebody(),
            at=NOW,
        )

        answers = receive(
            word(hall, twin, status=TAKEN_BACK, said_at=NOW + MINUTE), at=NOW + MINUTE
        )

        assert became(answers) == ["kept"]
        assert set(register(hall.session).values()) == {"taken_back"}
        assert RegisterEntry.objects.get().person == mother


def somebody() -> Actor:
    user = user_with("manager")
    return Actor(kind=ActorKind.USER, name=str(user), id=user.public_id)


class TestClocks:
    def test_a_clock_that_runs_ahead_counts_as_now_and_is_told(
        self, hall: Hall, receive: Receive
    ) -> None:
        ahead = receive(word(hall, hall.town.child, said_at=NOW + dt.timedelta(days=400)))

        later = receive(
            word(hall, hall.town.child, status=TAKEN_BACK, said_at=NOW + MINUTE), at=NOW + MINUTE
        )

        assert [one.clock for one in ahead + later] == [ClockFault.AHEAD, None]
        assert register(hall.session) == {"Stanisław": "taken_back"}

    def test_a_clock_of_yesterday_is_kept_in_its_order_and_told(
        self, hall: Hall, receive: Receive
    ) -> None:
        yesterday = NOW - dt.timedelta(days=1)
        said = [
            word(hall, hall.town.child, said_at=yesterday),
            word(hall, hall.town.child, status=TAKEN_BACK, said_at=yesterday + MINUTE),
        ]

        answers = receive(*said)

        assert [(one.became, one.clock) for one in answers] == [
            (Became.KEPT, ClockFault.BEHIND),
            (Became.KEPT, None),
        ]
        assert register(hall.session) == {"Stanisław": "taken_back"}
        assert RegisterEntry.objects.get(pk=said[0].id).said_at == yesterday


class TestInTwoPlacesAtOnce:
    @pytest.mark.parametrize(
        ("starts", "ends", "asked"),
        [
            (60, 180, True),
            (-60, 1, True),
            (60, None, True),
            (0, 0, True),
            (120, 180, False),
            (-60, 0, False),
            (-5, None, False),
        ],
    )
    def test_the_mark_is_kept_and_the_other_session_is_named(
        self, hall: Hall, receive: Receive, starts: int, ends: int | None, asked: bool
    ) -> None:
        begins = hall.session.starts_at
        other = hall.session_at(
            site_id=hall.town.hub.pk,
            starts_at=begins + starts * MINUTE,
            ends_at=None if ends is None else begins + ends * MINUTE,
        )
        came(other, hall.town.family, hall.town.child)

        (answer,) = receive(word(hall, hall.town.child))

        assert answer.became == Became.KEPT
        assert answer.also_at == ((other.pk,) if asked else ())

    def test_neither_absence_nor_a_cancelled_session_is_another_place(
        self, hall: Hall, receive: Receive
    ) -> None:
        absent, cancelled = hall.session_at(), hall.session_at()
        receive(word(hall, hall.town.child, status=ABSENT, session_id=absent.public_id))
        came(cancelled, hall.town.family, hall.town.child)
        cancel_session(session=cancelled, because="Snow", by=BY, at=NOW)

        (answer,) = receive(word(hall, hall.town.child))
        (back,) = receive(word(hall, hall.town.child, status=ABSENT), at=NOW + MINUTE)

        assert (answer.also_at, back.also_at) == ((), ())


def test_every_register_is_within_somebodys_reach(hall: Hall) -> None:
    everywhere = reach_of(user_with("manager"))

    assert everywhere.sessions.count() == Session.objects.count() == 2
