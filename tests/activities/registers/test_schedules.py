"""Random schedules of offline marks: nothing lost, nothing doubled, the same end in any order.

A schedule is a morning: two to five tablets with clocks of their own, each with words that it sends
in parts until each is answered. Sendings fail before they are written, or are written and their
answer is lost; registers close and open meanwhile. The real operations run on the real database,
many mornings side by side, each at a session of its own. `make test-schedules` runs 10,000.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import uuid
from dataclasses import dataclass, field

import pytest

from flyingstart.activities.api import MarkStatus, RegisterWord, Session, reopen_register
from flyingstart.activities.models import Mark, RegisterEntry
from flyingstart.activities.operations.closing import close_register
from flyingstart.activities.operations.entries import Became, Received, receive_entries
from flyingstart.activities.queries.reach import Reach
from flyingstart.families.api import Person
from tests.activities.registers.hall import MINUTE, NOW, STARTS, Hall
from tests.families.world import BY

SCHEDULES = int(os.environ.get("FLYINGSTART_SCHEDULES", "150"))
SIDE_BY_SIDE = 150
# When tablets send: later than any of their clocks says.
SENT = NOW + 300 * MINUTE
STATUSES = list(MarkStatus)


@dataclass
class Tablet:
    """What it said and is not answered yet; its clock may be wrong by hours."""

    words: list[RegisterWord]
    sent_already: list[RegisterWord] = field(default_factory=list)

    def next_part(self, chance: random.Random) -> list[RegisterWord]:
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
    said: list[RegisterWord]
    is_closed: bool = False

    @property
    def is_over(self) -> bool:
        return not any(tablet.words for tablet in self.tablets)

    def turn_the_register(self, chance: random.Random) -> None:
        """Close it, or open it again."""
        if self.is_closed and chance.random() < 0.5:
            reopen_register(session=self.session, reason="A word came late", by=BY, at=SENT)
            self.is_closed = False
        elif not self.is_closed and chance.random() < 0.05:
            nobody = not came_to(self.session)
            close_register(session=self.session, nobody_came=nobody, by=BY, at=SENT)
            self.is_closed = True


def came_to(session: Session) -> bool:
    return session.marks.filter(status=MarkStatus.ATTENDED).exists()


def make_morning(hall: Hall, session: Session, chance: random.Random) -> Morning:
    """Words of two to five tablets; instants are few, so that some fall together."""
    people = [hall.town.child, hall.town.mother]
    said, tablets = [], []
    for _ in range(chance.randint(2, 5)):
        wrong_by = chance.choice([0, 0, 1, -3, 45, -70, -60 * 26]) * MINUTE
        own = [
            RegisterWord(
                id=uuid.UUID(int=chance.getrandbits(128), version=4),
                session_id=session.public_id,
                person_id=chance.choice(people).public_id,
                family_id=hall.town.family.public_id,
                status=chance.choice(STATUSES),
                said_at=STARTS + chance.randint(0, 90) * MINUTE + wrong_by,
            )
            for _ in range(chance.randint(1, 6))
        ]
        said += own
        tablets.append(Tablet(words=own))
    return Morning(session=session, tablets=tablets, said=said)


def expected(morning: Morning) -> dict[uuid.UUID, tuple[dt.datetime, bool]]:
    """Of each person the newest instant, and whether somebody saw them at it."""
    newest: dict[uuid.UUID, tuple[dt.datetime, bool]] = {}
    for word in morning.said:
        said = (word.said_at, word.status == MarkStatus.ATTENDED)
        newest[word.person_id] = max(newest.get(word.person_id, said), said)
    return newest


def run_side_by_side(mornings: list[Morning], hall: Hall, chance: random.Random) -> None:
    """Send until every tablet has its answers."""
    reach = Reach(
        sessions=Session.objects.filter(pk__in=[one.session.pk for one in mornings]),
        people=Person.objects.all(),
    )
    while open_ones := [one for one in mornings if not one.is_over]:
        sending = [chance.choice([t for t in one.tablets if t.words]) for one in open_ones]
        parts = [tablet.next_part(chance) for tablet in sending]
        arrives = [chance.random() < 0.8 for _ in parts]
        answered = [came and chance.random() < 0.75 for came in arrives]
        sent = [word for part, came in zip(parts, arrives, strict=True) if came for word in part]
        received = receive_entries(entries=sent, reach=reach, by=BY, at=SENT)
        answers = {answer.id: answer for answer in received}
        for tablet, part, heard in zip(sending, parts, answered, strict=True):
            if heard:
                tablet.hear({word.id: answers[word.id] for word in part})
        for morning in open_ones:
            morning.turn_the_register(chance)


def judge(mornings: list[Morning]) -> None:
    """Every word is in the journal once, and the register says the newest of each person."""
    sessions = [one.session.pk for one in mornings]
    journal = RegisterEntry.objects.filter(session__in=sessions).values_list("pk", flat=True)
    assert sorted(journal) == sorted(word.id for one in mornings for word in one.said)
    rows = Mark.objects.filter(session__in=sessions).select_related("person")
    held = {(row.session_id, row.person.public_id): row for row in rows}
    wanted = {
        (one.session.pk, person): said for one in mornings for person, said in expected(one).items()
    }
    assert {
        key: (row.marked_at, row.status == MarkStatus.ATTENDED) for key, row in held.items()
    } == wanted


@pytest.mark.parametrize("first", range(0, SCHEDULES, SIDE_BY_SIDE))
def test_nothing_lost_nothing_doubled_the_same_in_any_order(hall: Hall, first: int) -> None:
    chance = random.Random(first)
    mornings = [
        make_morning(hall, hall.session_at(), chance)
        for _ in range(min(SIDE_BY_SIDE, SCHEDULES - first))
    ]

    run_side_by_side(mornings, hall, chance)

    judge(mornings)
