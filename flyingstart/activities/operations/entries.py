"""Taking in what tablets say of registers: late, in parts, twice, in any order; nothing is lost.

Every word has an id and a time that were made on the tablet. A word is kept in the journal once;
the mark holds what the newest word says.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Mark, RegisterEntry, Session
from flyingstart.activities.operations.marks import Fate, Marks
from flyingstart.activities.queries.reach import (
    HeldPlace,
    Reach,
    also_at,
    came_before,
    families_ever,
    people_in_reach,
    places_held,
)
from flyingstart.families.api import families_by_ref, people_by_ref
from flyingstart.kernel.api import Actor, clock, operation, write_rows

# A clock that runs ahead by less is one of many that are a little off.
TOLERANCE = dt.timedelta(minutes=2)
_NOTE = """
    INSERT INTO activities_registerentry
        (id, session_id, person_id, family_id, status, said_at, received_at, said_by)
    SELECT * FROM unnest(
        %s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[]
    )
"""
# Places are given up before the day, and taken again.
AHEAD = frozenset({MarkStatus.CANCELLED, MarkStatus.TAKEN_BACK})


class Became(enum.StrEnum):
    """What became of a word."""

    KEPT = "kept"
    """It is what the register says, or said until a newer word."""
    OLDER = "older"
    """A newer word was there already, and stands."""
    KNOWN = "known"
    """It had come before; nothing changed."""
    REFUSED = "refused"
    """It is not kept, for a reason."""


class Refusal(enum.StrEnum):
    """Why a word is not kept."""

    SESSION_UNKNOWN = "session_unknown"
    CANCELLED = "cancelled"
    NOT_BEGUN = "not_begun"
    CLOSED = "closed"
    PERSON_UNKNOWN = "person_unknown"
    FAMILY_UNCLEAR = "family_unclear"
    MAY_NOT_REGISTER = "may_not_register"


class ClockFault(enum.StrEnum):
    """What is odd about the time of a word, beside the session's day and the server's clock."""

    AHEAD = "ahead"
    """Said in the future: it counts as said now."""
    BEHIND = "behind"
    """Said before the session's day: it counts as said then, so words of that day outweigh it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterWord:
    """What somebody said of a person's place, by public ids; `id` was made where it was said.

    `family_id` None: the family of the mark that is held, else the person's only one.
    """

    id: uuid.UUID
    session_id: uuid.UUID
    person_id: uuid.UUID
    family_id: uuid.UUID | None = None
    status: MarkStatus
    said_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What became of a word.

    `also_at`: internal ids of other sessions of the same time at which the person is marked as
    present. The mark is kept all the same: somebody has to be asked which is right.
    """

    id: uuid.UUID
    became: Became
    refusal: Refusal | None = None
    clock: ClockFault | None = None
    also_at: tuple[int, ...] = ()


@operation
def receive_entries(
    *, entries: Sequence[RegisterWord], reach: Reach, by: Actor, at: dt.datetime
) -> list[Received]:
    """Merge words about places into registers; an answer for each, in their order.

    `reach` is that of whoever sends them. A word that came before changes nothing. One that is
    refused holds up no other. Of a register that is closed now, what was said before it was closed
    is kept, for it was open then. So many queries, however many words and sessions.
    """
    return merge_entries(entries, reach, by, at)


def merge_entries(
    entries: Sequence[RegisterWord], reach: Reach, by: Actor, at: dt.datetime
) -> list[Received]:
    """The same within an operation; see `receive_entries`."""
    first: dict[uuid.UUID, RegisterWord] = {}
    for word in entries:
        first.setdefault(word.id, word)
    batch = _Batch(list(first.values()), reach, at)
    batch.take(by)
    answers = {answer.id: answer for answer in batch.answers()}
    answered: list[Received] = []
    for word in entries:
        answered.append(answers[word.id])
        # The same word again within a batch is known by then.
        if answers[word.id].became in {Became.KEPT, Became.OLDER}:
            answers[word.id] = Received(id=word.id, became=Became.KNOWN)
    return answered


@dataclass(frozen=True, kw_only=True, slots=True)
class _Placed:
    """A word that is kept, by internal ids.

    `records`: the marks it is about, of the person's own record or of those joined to it.
    """

    word: RegisterWord
    session: Session
    person: int
    family: int
    records: tuple[int, ...]


@dataclass
class _Batch:
    """Words of a request, once each, against what is held."""

    words: list[RegisterWord]
    reach: Reach
    at: dt.datetime
    refused: dict[uuid.UUID, Refusal] = field(default_factory=dict)
    fates: dict[uuid.UUID, Became] = field(default_factory=dict)
    placed: list[_Placed] = field(default_factory=list)
    held: Mapping[tuple[int, int], Sequence[HeldPlace]] = field(default_factory=dict)
    elsewhere: Mapping[tuple[int, int], list[int]] = field(default_factory=dict)

    def take(self, by: Actor) -> None:
        """Judge every word and write those that can be kept."""
        sessions = held_sessions({word.session_id for word in self.words}, self.reach)
        ids = [word.id for word in self.words]
        held = RegisterEntry.objects.filter(pk__in=ids).values_list("pk", flat=True)
        self.fates = dict.fromkeys(held, Became.KNOWN)
        self._place(sessions)
        self._merge()
        self._note(by)
        came = [one for one in self.placed if one.word.status == MarkStatus.ATTENDED]
        if came:
            self.elsewhere = also_at({p.session.pk for p in came}, {p.person for p in came})

    def answers(self) -> Iterable[Received]:
        """What became of each word."""
        placed = {one.word.id: one for one in self.placed}
        for word in self.words:
            one = placed.get(word.id)
            came = one is not None and word.status == MarkStatus.ATTENDED
            yield Received(
                id=word.id,
                became=self.fates[word.id],
                refusal=self.refused.get(word.id),
                clock=_clock(word, one.session, self.at) if one else None,
                also_at=tuple(self.elsewhere.get((one.session.pk, one.person), ()))
                if one and came
                else (),
            )

    def _place(self, sessions: Mapping[uuid.UUID, Session]) -> None:
        """Find whom each new word means, or why it cannot be kept."""
        possible: list[tuple[RegisterWord, Session]] = []
        for word in self.words:
            if word.id in self.fates:
                continue
            session = sessions.get(word.session_id)
            ahead = word.status in AHEAD
            refusal = session_refusal(session, word.said_at, self.at, ahead=ahead)
            if session is None or refusal is not None:
                self._refuse(word, refusal or Refusal.SESSION_UNKNOWN)
            else:
                possible.append((word, session))
        if possible:
            self._find_people(possible)

    def _find_people(self, possible: Sequence[tuple[RegisterWord, Session]]) -> None:
        people = people_by_ref("", {str(word.person_id) for word, _ in possible})
        families = families_by_ref("", {str(w.family_id) for w, _ in possible if w.family_id})
        asked = {
            (session.pk, people[str(word.person_id)]): session
            for word, session in possible
            if str(word.person_id) in people
        }
        places = places_held({pk for pk, _ in asked}, {person for _, person in asked})
        allowed = _allowed(asked, places, self.reach)
        self.held = places
        # Of who is on the register with a family already, no further one is asked after.
        kept = {(*key, place.family_id) for key, held in places.items() for place in held}
        unclear = {
            person
            for word, session in possible
            if (person := people.get(str(word.person_id)))
            and (session.pk, person, families.get(str(word.family_id))) not in kept
        }
        belongs = families_ever(unclear) if unclear else {}
        for word, session in possible:
            person = people.get(str(word.person_id))
            if person is None or (session.pk, person) not in allowed:
                self._refuse(word, Refusal.PERSON_UNKNOWN)
                continue
            held = places.get((session.pk, person), [])
            meant = families.get(str(word.family_id), 0) if word.family_id else None
            family = _family(meant, held, belongs.get(person, {}))
            if family is None:
                self._refuse(word, Refusal.FAMILY_UNCLEAR)
                continue
            records = tuple(place.record_id for place in held) or (person,)
            self.placed.append(
                _Placed(word=word, session=session, person=person, family=family, records=records)
            )

    def _merge(self) -> None:
        """Merge the words in the order in which they were said."""
        marks = Marks(
            Mark(
                pk=place.mark_id,
                session_id=session,
                person_id=place.record_id,
                family_id=place.family_id,
                status=place.status,
                marked_at=place.marked_at,
            )
            for (session, _), held in self.held.items()
            for place in held
        )
        for one in sorted(self.placed, key=lambda one: min(one.word.said_at, self.at)):
            fates = {
                marks.merge(
                    session_id=one.session.pk,
                    person_id=record,
                    family_id=one.family,
                    status=one.word.status,
                    said_at=min(one.word.said_at, self.at),
                )
                for record in one.records
            }
            older = fates == {Fate.OLDER}
            self.fates[one.word.id] = Became.OLDER if older else Became.KEPT
        marks.save()

    def _note(self, by: Actor) -> None:
        """Put what was said in the journal, as it was said."""
        said_by = by.name[:200]
        if self.placed:
            write_rows(
                _NOTE,
                (
                    (
                        *(one.word.id, one.session.pk, one.person, one.family),
                        *(one.word.status.value, one.word.said_at, self.at, said_by),
                    )
                    for one in self.placed
                ),
            )

    def _refuse(self, word: RegisterWord, refusal: Refusal) -> None:
        self.fates[word.id] = Became.REFUSED
        self.refused[word.id] = refusal


def held_sessions(ids: Collection[uuid.UUID], reach: Reach) -> dict[uuid.UUID, Session]:
    """Of sessions, those within reach, held until the transaction ends."""
    sessions = reach.sessions.filter(public_id__in=ids).order_by("pk")
    return {one.public_id: one for one in sessions.select_for_update(no_key=True, of=("self",))}


def session_refusal(
    session: Session | None, said_at: dt.datetime | None, at: dt.datetime, *, ahead: bool = False
) -> Refusal | None:
    """Why something cannot be said of a session's register, or None.

    `said_at` None: it may be closed; `ahead`: its day need not have come.
    """
    if session is None:
        return Refusal.SESSION_UNKNOWN
    if session.cancelled_at:
        return Refusal.CANCELLED
    closed_at = session.register_closed_at
    if closed_at and said_at is not None and said_at >= closed_at:
        return Refusal.CLOSED
    begun = clock.london_day(at) >= clock.london_day(session.starts_at)
    return None if begun or ahead else Refusal.NOT_BEGUN


def _allowed(
    asked: Mapping[tuple[int, int], Session],
    places: Mapping[tuple[int, int], Sequence[HeldPlace]],
    reach: Reach,
) -> set[tuple[int, int]]:
    """Of people at sessions, those whose place may be said: in sight, held, or there before."""
    allowed = {key for key in asked if key in places}
    if asked.keys() != allowed:
        seen = people_in_reach({person for _, person in asked.keys() - allowed}, reach)
        allowed |= {key for key in asked if key[1] in seen}
    others = {session: asked[session, person] for session, person in asked.keys() - allowed}
    for pk, session in others.items():
        before = came_before(session)
        allowed |= {key for key in asked if key[0] == pk and key[1] in before}
    return allowed


def _family(
    named: int | None, held: Sequence[HeldPlace], belongs: Mapping[int, bool]
) -> int | None:
    """The family with which somebody came; None when it is not theirs, or not to be told."""
    kept = [place.family_id for place in held]
    if named is not None:
        return named if named in belongs or named in kept else None
    if kept:
        return kept[0]
    still = [family for family, holds in belongs.items() if holds] or list(belongs)
    return still[0] if len(still) == 1 else None


def _clock(word: RegisterWord, session: Session, at: dt.datetime) -> ClockFault | None:
    if word.said_at > at + TOLERANCE:
        return ClockFault.AHEAD
    too_early = clock.london_day(word.said_at) < clock.london_day(session.starts_at)
    return ClockFault.BEHIND if too_early and word.status not in AHEAD else None
