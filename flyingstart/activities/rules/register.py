"""The register of one session while the rows of a file are read into it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from flyingstart.activities.enums import CountedBy, MarkStatus
from flyingstart.activities.queries.held import Details, Held, HeldSession, MarkState
from flyingstart.activities.rules.ledger import Ledger
from flyingstart.activities.rules.rows import HeadsCounted, PersonMarked, Said
from flyingstart.kernel.api import clock
from flyingstart.kernel.intake.api import Outcome, Remark

NO_FAMILIES: AbstractSet[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PlannedSession:
    """What a session shall be; marks and headcounts are only those that differ from the held."""

    ref: str
    held: HeldSession | None
    details: Details
    cancelled: bool
    marks: dict[int, MarkState]
    headcounts: dict[CountedBy, int]

    @property
    def differs(self) -> bool:
        """Whether the session's own row is new or not as it is held."""
        held = self.held
        return held is None or (self.details, self.cancelled) != (held.details, held.cancelled)


class Register:
    """Takes what rows say of one session, in the order of the file."""

    def __init__(self, ref: str, session: HeldSession | None, details: Details, held: Held) -> None:
        self._ref, self._session, self._details, self._held = ref, session, details, held
        self._marks: Ledger[int, MarkState] = Ledger(self._held_mark)
        self._heads: Ledger[CountedBy, int] = Ledger(self._held_heads)
        self._cancelled: Ledger[None, bool] = Ledger(
            lambda _: session.cancelled if session else None
        )
        self._outcomes: dict[int, Outcome] = {}
        self._remarks: dict[int, list[Remark]] = defaultdict(list)
        self._said: dict[int, Said] = {}

    def take(self, row: int, said: Said, remarks: Iterable[Remark]) -> list[Remark]:
        """Take in what a row says; returns the faults for which it cannot be, if any."""
        if isinstance(said, PersonMarked):
            state = self._state(said)
            if isinstance(state, Remark):
                return [state]
            outcome = self._marks.put(row, said.person_id, state)
        elif isinstance(said, HeadsCounted):
            outcome = self._heads.put(row, said.counter, said.people)
        else:
            outcome = self._cancelled.put(row, None, value=True)
        self._outcomes[row] = outcome
        self._said[row] = said
        self._remarks[row] += remarks
        return []

    def outcomes(self) -> dict[int, Outcome]:
        """What becomes of each row that was taken."""
        outcomes = dict(self._outcomes)
        for ledger in (self._marks, self._heads, self._cancelled):
            outcomes.update(dict.fromkeys(ledger.idle_rows(), Outcome.UNCHANGED))
        if self._session and self._session.details != self._details:
            for row, outcome in outcomes.items():
                if outcome is Outcome.UNCHANGED:
                    outcomes[row] = Outcome.CHANGED
        return outcomes

    def planned(self) -> PlannedSession | None:
        """What is to be written; None when all is as held, or no row was taken."""
        planned = PlannedSession(
            ref=self._ref,
            held=self._session,
            details=self._details,
            cancelled=self._is_cancelled(),
            marks=self._marks.differing(),
            headcounts=self._heads.differing(),
        )
        differs = planned.differs or planned.marks or planned.headcounts
        return planned if self._outcomes and differs else None

    def remarks(self) -> dict[int, list[Remark]]:
        """What is strange about rows that were taken."""
        for row, said in self._said.items():
            self._remarks[row] += self._strange(said)
        if self._said:
            self._remarks[min(self._said)] += self._strange_session()
        return self._remarks

    def _state(self, said: PersonMarked) -> MarkState | Remark:
        """The mark that a row sets, its family found where the row does not name one."""
        standing = self._marks.standing(said.person_id)
        if said.family_id is not None:
            return MarkState(said.family_id, said.status.value)
        if standing is not None:
            return MarkState(standing.family_id, said.status.value)
        families = self._families(said.person_id)
        if len(families) == 1:
            return MarkState(next(iter(families)), said.status.value)
        if families:
            return Remark("family_ref", "blank, and the person has several families")
        return Remark("family_ref", "blank, and the person belongs to no family")

    def _strange(self, said: Said) -> Iterable[Remark]:
        if isinstance(said, PersonMarked):
            yield from self._strange_mark(said)
        counted = isinstance(said, HeadsCounted) and said.people > 0
        came = isinstance(said, PersonMarked) and said.status == MarkStatus.ATTENDED
        if self._is_cancelled() and (counted or came):
            yield Remark("status", "the session is cancelled: this is kept and not counted")

    def _strange_mark(self, said: PersonMarked) -> Iterable[Remark]:
        person, family, status = said
        if family is not None and family not in self._families(person):
            yield Remark("family_ref", "the person is not known to belong to this family")
        born = self._held.children_born.get(person)
        if born is None or status != MarkStatus.ATTENDED:
            return
        activity = self._held.catalogue[self._details.activity_id]
        day = clock.london_day(self._details.starts_at)
        if day < born:
            yield Remark("person_ref", "the child was born after the session")
        elif not activity.is_for(months_between(born, day)):
            yield Remark("person_ref", f"the child is not of the ages of {activity.name}")

    def _strange_session(self) -> Iterable[Remark]:
        starts_at, ends_at = self._details.starts_at, self._details.ends_at
        if ends_at is not None and ends_at < starts_at:
            yield Remark("ends_at", "the session ends before it starts")
        if self._session is None:
            return
        if not self._session.register_closed:
            yield Remark("session_ref", "the register of this session is open and stays open")
        if self._is_cancelled() and not self._session.cancelled:
            yield Remark("status", "the session is held and will be cancelled with all its marks")

    def _is_cancelled(self) -> bool:
        return self._cancelled.standing(None) is True

    def _families(self, person_id: int) -> AbstractSet[int]:
        return self._held.families_of.get(person_id, NO_FAMILIES)

    def _held_mark(self, person_id: int) -> MarkState | None:
        session = self._session
        return self._held.marks.get((session.id, person_id)) if session else None

    def _held_heads(self, counter: CountedBy) -> int | None:
        session = self._session
        return self._held.headcounts.get((session.id, counter.value)) if session else None


def months_between(born: dt.date, day: dt.date) -> int:
    """Whole months of age."""
    months = (day.year - born.year) * 12 + day.month - born.month
    return months - (day.day < born.day)
