"""Random schedules of offline words: nothing lost, nothing doubled, the same end in any order.

A schedule is a morning: two to five tablets with clocks of their own, each with words (marks,
newcomers, heads, closing and opening again) that it sends in parts until each is answered. Sendings
fail before they are written, or are written and their answer is lost; registers close and open
meanwhile. The real operations run on the real database, many mornings side by side, each at a
session of its own. `make test-schedules` runs 10,000.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import uuid
from dataclasses import dataclass, field

import pytest

from flyingstart.activities.api import MarkStatus, RegisterWord, Session, reopen_register
from flyingstart.activities.enums import CountedBy, NewcomerKind, RegisterStep
from flyingstart.activities.models import Headcount, Mark, RegisterEntry, RegisterEvent
from flyingstart.activities.operations.closing import close_register
from flyingstart.activities.operations.entries import Became, Received
from flyingstart.activities.operations.newcomers import id_of_mark
from flyingstart.activities.operations.offline import (
    HeadsWord,
    Newcomer,
    NewcomersWord,
    Word,
    receive_words,
)
from flyingstart.activities.operations.story import StepWord
from flyingstart.activities.queries.reach import Reach
from flyingstart.families.api import Family, Person
from tests.activities.registers.hall import MINUTE, NOW, STARTS, Hall
from tests.families.world import BY

SCHEDULES = int(os.environ.get("FLYINGSTART_SCHEDULES", "60"))
SIDE_BY_SIDE = 150
# When tablets send: later than any of their clocks says.
SENT = NOW + 300 * MINUTE
STATUSES = list(MarkStatus)


@dataclass
class Tablet:
    """What it said and is not answered yet; its clock may be wrong by hours."""

    words: list[Word]
    sent_already: list[Word] = field(default_factory=list)

    def next_part(self, chance: random.Random) -> list[Word]:
        """Some of what waits, in any order; now and then something long answered once more."""
        part = chance.sample(self.words, chance.randint(0, len(self.words)))
        if self.sent_already and chance.random() < 0.3:
            part.append(chance.choice(self.sent_already))
        return part

    def hear(self, answers: dict[uuid.UUID, Received]) -> None:
        """Let go of what is answered; what was refused is said again later."""
        for word in list(self.words):
            answer = answers.get(word.id)
            if answer and answer.became is not Became.REFUSED:
                self.words.remove(word)
                self.sent_already.append(word)


@dataclass
class Morning:
    """A schedule: a session, its tablets, and all that they will have said."""

    session: Session
    tablets: list[Tablet]
    said: list[Word]
    turns: list[tuple[dt.datetime, RegisterStep]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return not any(tablet.words for tablet in self.tablets)

    def turn_the_register(self, chance: random.Random, at: dt.datetime, is_closed: bool) -> None:
        """Close it, or open it again, at the desk."""
        if is_closed and chance.random() < 0.5:
            reopen_register(session=self.session, reason="A word came late", by=BY, at=at)
            self.turns.append((at, RegisterStep.REOPENED))
        elif not is_closed and chance.random() < 0.05:
            close_register(session=self.session, nobody_came=self.is_empty(), by=BY, at=at)
            self.turns.append((at, RegisterStep.CLOSED))

    def is_empty(self) -> bool:
        came = self.session.marks.filter(status=MarkStatus.ATTENDED).exists()
        return not came and not self.session.headcounts.filter(count__gt=0).exists()


def make_morning(hall: Hall, session: Session, chance: random.Random) -> Morning:
    """Words of two to five tablets; instants are few, so that some fall together."""
    people = [hall.town.child, hall.town.mother]
    said, tablets = [], []
    for _ in range(chance.randint(2, 5)):
        wrong_by = chance.choice([0, 0, 1, -3, 45, -70, -60 * 26]) * MINUTE
        own: list[Word] = [
            RegisterWord(
                id=an_id(chance),
                session_id=session.public_id,
                person_id=chance.choice(people).public_id,
                family_id=hall.town.family.public_id,
                status=chance.choice(STATUSES),
                said_at=STARTS + chance.randint(0, 90) * MINUTE + wrong_by,
            )
            for _ in range(chance.randint(1, 6))
        ]
        others = [say(session, chance, wrong_by) for say in OTHERS if chance.random() < 0.15]
        own += [word for words in others for word in words]
        said += own
        tablets.append(Tablet(words=own))
    return Morning(session=session, tablets=tablets, said=said)


def an_id(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def a_moment(chance: random.Random, wrong_by: dt.timedelta) -> dt.datetime:
    return STARTS + chance.randint(0, 90) * MINUTE + wrong_by


def some_heads(session: Session, chance: random.Random, wrong_by: dt.timedelta) -> list[Word]:
    return [
        HeadsWord(
            id=an_id(chance),
            session_id=session.public_id,
            counted_by=chance.choice(list(CountedBy)),
            count=chance.randint(0, 3),
            said_at=a_moment(chance, wrong_by),
        )
        for _ in range(2)
    ]


def some_steps(session: Session, chance: random.Random, wrong_by: dt.timedelta) -> list[Word]:
    return [
        StepWord(
            id=an_id(chance),
            session_id=session.public_id,
            step=step,
            words=chance.choice(["Paint", "Songs"]),
            said_at=a_moment(chance, wrong_by),
        )
        for step in chance.sample([RegisterStep.CLOSED, RegisterStep.REOPENED], 2)
    ]


def somebody_new(session: Session, chance: random.Random, wrong_by: dt.timedelta) -> list[Word]:
    """And what was said of them afterwards, which may arrive before them."""
    new = Newcomer(person_id=an_id(chance), given_name="Lina", initial="K", kind=NewcomerKind.ADULT)
    came = NewcomersWord(
        id=an_id(chance),
        session_id=session.public_id,
        family_id=an_id(chance),
        people=(new,),
        said_at=a_moment(chance, wrong_by),
    )
    slip = RegisterWord(
        id=an_id(chance),
        session_id=session.public_id,
        person_id=new.person_id,
        family_id=came.family_id,
        status=MarkStatus.TAKEN_BACK,
        said_at=came.said_at + chance.randint(1, 9) * MINUTE,
    )
    return [came, slip] if chance.random() < 0.5 else [came]


OTHERS = (some_heads, some_steps, somebody_new)


def marks_of(morning: Morning) -> list[tuple[uuid.UUID, uuid.UUID, dt.datetime, bool]]:
    """What is said of places: the word's id, of whom, when, and whether somebody saw them."""
    found = []
    for word in morning.said:
        if isinstance(word, RegisterWord):
            seen = word.status == MarkStatus.ATTENDED
            found.append((word.id, word.person_id, word.said_at, seen))
        elif isinstance(word, NewcomersWord):
            person = word.people[0].person_id
            found.append((id_of_mark(word.id, person), person, word.said_at, True))
    return found


def expected(morning: Morning) -> dict[uuid.UUID, tuple[dt.datetime, bool]]:
    """Of each person the newest instant, and whether somebody saw them at it."""
    newest: dict[uuid.UUID, tuple[dt.datetime, bool]] = {}
    for _id, person, moment, seen in marks_of(morning):
        newest[person] = max(newest.get(person, (moment, seen)), (moment, seen))
    return newest


def expected_heads(morning: Morning) -> dict[str, tuple[dt.datetime, int]]:
    newest: dict[str, tuple[dt.datetime, int]] = {}
    for word in morning.said:
        if isinstance(word, HeadsWord):
            said = (word.said_at, word.count)
            newest[word.counted_by] = max(newest.get(word.counted_by, said), said)
    return newest


def expected_story(morning: Morning) -> tuple[bool, str]:
    """Whether it is closed in the end, and the line of the newest closing that has one."""
    steps = [word for word in morning.said if isinstance(word, StepWord)]
    told = [(one.said_at, one.step is RegisterStep.REOPENED) for one in steps]
    told += [(moment, step is RegisterStep.REOPENED) for moment, step in morning.turns]
    lines = [(one.said_at, one.words) for one in steps if one.step is RegisterStep.CLOSED]
    return bool(told) and not max(told)[1], max(lines)[1] if lines else ""


def run_side_by_side(mornings: list[Morning], hall: Hall, chance: random.Random) -> None:
    """Send until every tablet has its answers."""
    reach = Reach(
        sessions=Session.objects.filter(pk__in=[one.session.pk for one in mornings]),
        people=Person.objects.all(),
    )
    at = SENT
    while open_ones := [one for one in mornings if not one.is_over]:
        sending = [chance.choice([t for t in one.tablets if t.words]) for one in open_ones]
        parts = [tablet.next_part(chance) for tablet in sending]
        arrives = [chance.random() < 0.8 for _ in parts]
        answered = [came and chance.random() < 0.75 for came in arrives]
        sent = [word for part, came in zip(parts, arrives, strict=True) if came for word in part]
        at += MINUTE
        received = receive_words(words=sent, reach=reach, may_register=True, by=BY, at=at)
        answers = {answer.id: answer for answer in received}
        for tablet, part, heard in zip(sending, parts, answered, strict=True):
            if heard:
                tablet.hear({word.id: answers[word.id] for word in part})
        at += MINUTE
        closed = reach.sessions.exclude(register_closed_at=None).values_list("pk", flat=True)
        shut = set(closed)
        for morning in open_ones:
            morning.turn_the_register(chance, at, morning.session.pk in shut)


def judge(mornings: list[Morning]) -> None:
    """Every word is in the journal once, and the register says the newest of each person."""
    sessions = [one.session.pk for one in mornings]
    journal = RegisterEntry.objects.filter(session__in=sessions).values_list("pk", flat=True)
    assert sorted(journal) == sorted(mark[0] for one in mornings for mark in marks_of(one))
    rows = Mark.objects.filter(session__in=sessions).select_related("person")
    held = {(row.session_id, row.person.public_id): row for row in rows}
    wanted = {
        (one.session.pk, person): said for one in mornings for person, said in expected(one).items()
    }
    assert {
        key: (row.marked_at, row.status == MarkStatus.ATTENDED) for key, row in held.items()
    } == wanted


def judge_the_rest(mornings: list[Morning]) -> None:
    """Newcomers are there once; heads, and whether the register is closed, as was said last."""
    said = [word for one in mornings for word in one.said]
    new = {word.family_id for word in said if isinstance(word, NewcomersWord)}
    assert set(Family.objects.filter(public_id__in=new).values_list("public_id", flat=True)) == new
    assert Person.objects.filter(given_name="Lina").count() == len(new)
    told = RegisterEvent.objects.exclude(word=None).values_list("word", flat=True)
    steps = [str(word.id) for word in said if isinstance(word, StepWord)]
    assert sorted(map(str, told)) == sorted(steps)
    for one in mornings:
        counted = Headcount.objects.filter(session=one.session)
        held = {row.counted_by: (row.counted_at, row.count) for row in counted}
        assert held == expected_heads(one)
        one.session.refresh_from_db()
        is_closed = one.session.register_closed_at is not None
        assert (is_closed, one.session.went_well) == expected_story(one)


@pytest.mark.parametrize("first", range(0, SCHEDULES, SIDE_BY_SIDE))
def test_nothing_lost_nothing_doubled_the_same_in_any_order(hall: Hall, first: int) -> None:
    chance = random.Random(first)
    mornings = [
        make_morning(hall, hall.session_at(), chance)
        for _ in range(min(SIDE_BY_SIDE, SCHEDULES - first))
    ]

    run_side_by_side(mornings, hall, chance)

    judge(mornings)
    judge_the_rest(mornings)
