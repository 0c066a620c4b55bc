"""Sequences of random files end where an independent model of the contract ends."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from hypothesis import given, settings

from flyingstart.activities.catalogue import KnownActivity
from flyingstart.activities.queries.held import Held, HeldSession, MarkState
from flyingstart.activities.rules.attendances import Sessions, check_attendances
from flyingstart.activities.rules.register import PlannedSession
from flyingstart.activities.rules.rows import AttendanceRow
from flyingstart.kernel.api import NameIndex, folded
from tests.activities import oracle
from tests.activities.oracle import NOW, Books, Row
from tests.activities.strategies import histories
from tests.depth import worlds

ACTIVITY_IDS = {"stay": 11, "bump": 12}
SITE_IDS = {"hall": 21, "church": 22}
PEOPLE_IDS = {ref: number for number, ref in enumerate(oracle.PEOPLE, start=31)}
FAMILY_IDS = {ref: number for number, ref in enumerate(sorted(oracle.FAMILIES), start=41)}


class Sites:
    def find(self, name: str) -> int | None:
        return {"hall": 21, "thehall": 21, "church": 22}.get(folded(name))

    def nearest_of_all(self, name: str) -> str | None:
        return "Church" if folded(name) == "chruch" else None


@dataclass
class Store:
    """What a database would hold: sessions by ref, marks and headcounts by their ids."""

    sessions: dict[str, HeldSession] = field(default_factory=dict)
    marks: dict[tuple[int, int], MarkState] = field(default_factory=dict)
    headcounts: dict[tuple[int, str], int] = field(default_factory=dict)

    def held(self) -> Held:
        families = {
            PEOPLE_IDS[ref]: {FAMILY_IDS[family] for family in families}
            for ref, families in oracle.PEOPLE.items()
        }
        activities = NameIndex(
            (KnownActivity(id=number, name=name), name, others)
            for number, name, others in [
                (11, "Stay and Play", ["Stay & Play"]),
                (12, "Bump to Babe", []),
            ]
        )
        return Held(
            activities=activities,
            sites=Sites(),
            sessions=self.sessions,
            people=PEOPLE_IDS,
            families=FAMILY_IDS,
            families_of=families,
            children_born={},
            marks=self.marks,
            headcounts=self.headcounts,
        )

    def write(self, plan: list[PlannedSession], ids: itertools.count[int]) -> None:
        for planned in plan:
            session = HeldSession(
                id=planned.held.id if planned.held else next(ids),
                details=planned.details,
                cancelled=planned.cancelled,
                register_closed=True,
            )
            self.sessions[planned.ref] = session
            self.marks |= {(session.id, who): mark for who, mark in planned.marks.items()}
            self.headcounts |= {
                (session.id, counter.value): count for counter, count in planned.headcounts.items()
            }

    def books(self) -> Books:
        """The same in the words of the model."""
        refs = {session.id: ref for ref, session in self.sessions.items()}
        people = {number: ref for ref, number in PEOPLE_IDS.items()}
        families = {number: ref for ref, number in FAMILY_IDS.items()}
        activities = {number: code for code, number in ACTIVITY_IDS.items()}
        sites = {number: code for code, number in SITE_IDS.items()}
        return Books(
            sessions={
                ref: {
                    "activity": activities[session.details.activity_id],
                    "site": sites[session.details.site_id],
                    "starts_at": session.details.starts_at,
                    "ends_at": session.details.ends_at,
                    "cancelled": session.cancelled,
                }
                for ref, session in self.sessions.items()
            },
            marks={
                (refs[session], people[person]): (families[mark.family_id], mark.status)
                for (session, person), mark in self.marks.items()
            },
            heads={
                (refs[session], counter): count
                for (session, counter), count in self.headcounts.items()
            },
        )


def judged(rows: list[Row], held: Held) -> Sessions:
    numbered = [AttendanceRow(number, **row) for number, row in enumerate(rows, start=2)]
    return check_attendances(numbered, held, now=NOW)


@settings(max_examples=worlds(100, many=300))
@given(histories)
def test_every_file_does_what_the_model_says(history: list[list[Row]]) -> None:
    store, books, ids = Store(), Books(), itertools.count(1)
    for rows in history:
        verdict = judged(rows, store.held())
        store.write(verdict.plan, ids)
        books, outcomes = oracle.take(books, rows)

        assert [outcome.value for outcome in verdict.outcomes] == outcomes
        assert store.books() == books
        assert {problem.row for problem in verdict.errors} == {
            number for number, outcome in enumerate(outcomes, start=2) if outcome == "rejected"
        }


@settings(max_examples=worlds(70, many=200))
@given(histories)
def test_the_same_file_again_changes_nothing(history: list[list[Row]]) -> None:
    store, ids = Store(), itertools.count(1)
    for rows in history:
        store.write(judged(rows, store.held()).plan, ids)
        again = judged(rows, store.held())

        assert again.plan == []
        assert {outcome.value for outcome in again.outcomes} <= {"unchanged", "rejected"}
