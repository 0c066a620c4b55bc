"""Taking in whatever was said of registers without a network: more than who is here.

Newcomers, heads, closing and opening again come as marks do: with an id and a time of their own,
late, in parts, twice, in any order. Of two words about one thing the one said later holds, so any
order of the same words leaves the same register.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from flyingstart.activities.enums import CountedBy, NewcomerKind
from flyingstart.activities.models import Headcount, RegisterEntry, Session
from flyingstart.activities.operations.entries import (
    Became,
    Received,
    Refusal,
    RegisterWord,
    held_sessions,
    merge_entries,
    session_refusal,
)
from flyingstart.activities.operations.newcomers import id_of_mark, register_and_mark
from flyingstart.activities.operations.registers import keep_count
from flyingstart.activities.operations.story import StepWord, tell_story
from flyingstart.activities.queries.reach import Reach
from flyingstart.families.api import (
    FamiliesError,
    Family,
    Member,
    Person,
    PersonDetails,
    RegisteredBy,
    RegistrationForm,
    Role,
    WelcomedAt,
    families_by_ref,
    holds_notice,
    people_by_ref,
    write_note,
)
from flyingstart.kernel.api import Actor, clock, operation

TWO_YEARS = 24
ROLES = {
    NewcomerKind.CHILD: Role.CHILD,
    NewcomerKind.ADULT: Role.PARENT,
    NewcomerKind.EXPECTING: Role.EXPECTANT_PARENT,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomer:
    """Somebody new, as far as one asks at a door. `months`: a child's age, None: not said."""

    person_id: uuid.UUID
    given_name: str
    initial: str
    kind: NewcomerKind
    months: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownNotice:
    """The privacy notice that somebody was shown, as it was named where they were shown it."""

    version: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewcomersWord:
    """That a family who is new is here. All ids were made where it was said.

    `notice`: what they were shown then; None: nothing yet.
    """

    id: uuid.UUID
    session_id: uuid.UUID
    family_id: uuid.UUID
    people: tuple[Newcomer, ...]
    said_at: dt.datetime
    notice: ShownNotice | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadsWord:
    """How many came without being named."""

    id: uuid.UUID
    session_id: uuid.UUID
    counted_by: CountedBy
    count: int
    said_at: dt.datetime


Other = NewcomersWord | HeadsWord | StepWord
Word = RegisterWord | Other


@operation
def receive_words(
    *,
    words: Sequence[Word],
    reach: Reach,
    may_register: bool,
    by: Actor,
    at: dt.datetime,
) -> list[Received]:
    """Merge words of any kind into registers; an answer for each, in their order.

    `may_register`: whether whoever said the words may register newcomers. Marks are taken in as
    `receive_entries` does, after the newcomers whom they may be about.
    """
    others: dict[uuid.UUID, Other] = {}
    for word in words:
        if not isinstance(word, RegisterWord):
            others.setdefault(word.id, word)
    answers: dict[uuid.UUID, Received] = {}
    if others:
        # All at once and in one order, so that two tablets do not wait for one another.
        sessions = held_sessions({word.session_id for word in words}, reach)
        batch = _Batch(sessions, may_register, by, at)
        for word in sorted(others.values(), key=_turn):
            answers[word.id] = batch.take(word)
    marks = [word for word in words if isinstance(word, RegisterWord)]
    received = iter(merge_entries(marks, reach, by, at) if marks else ())
    return [
        next(received) if isinstance(word, RegisterWord) else answers[word.id] for word in words
    ]


def _turn(word: Other) -> tuple[int, dt.datetime]:
    """First whether a register is open, then who is new in it, in the order said."""
    return (StepWord, NewcomersWord, HeadsWord).index(type(word)), word.said_at


class _Batch:
    """Words other than marks, at sessions that are held."""

    def __init__(
        self,
        sessions: Mapping[uuid.UUID, Session],
        may_register: bool,
        by: Actor,
        at: dt.datetime,
    ) -> None:
        self._sessions, self._may_register, self._by, self._at = sessions, may_register, by, at

    def take(self, word: Other) -> Received:
        """Take one in, and say what became of it."""
        session = self._sessions.get(word.session_id)
        if session is None:
            return _refused(word, Refusal.SESSION_UNKNOWN)
        if isinstance(word, StepWord):
            if refusal := session_refusal(session, None, self._at):
                return _refused(word, refusal)
            return Received(id=word.id, became=tell_story(session, word, self._by, self._at))
        if isinstance(word, NewcomersWord):
            return self._welcome(session, word)
        if refusal := session_refusal(session, word.said_at, self._at):
            return _refused(word, refusal)
        return Received(id=word.id, became=self._count(session, word))

    def _count(self, session: Session, word: HeadsWord) -> Became:
        """Of two counts by one counter the later holds; of one instant the greater."""
        said = min(word.said_at, self._at), word.count
        held = Headcount.objects.filter(session=session, counted_by=word.counted_by).first()
        known = (held.counted_at, held.count) if held else None
        if known is not None and said <= known:
            return Became.KNOWN if said == known else Became.OLDER
        keep_count(session, word.count, word.counted_by, said[0])
        return Became.KEPT

    def _welcome(self, session: Session, word: NewcomersWord) -> Received:
        first = id_of_mark(word.id, word.people[0].person_id)
        if RegisterEntry.objects.filter(pk=first).exists():
            return Received(id=word.id, became=Became.KNOWN)
        if refusal := session_refusal(session, word.said_at, self._at):
            return _refused(word, refusal)
        if not self._may_register:
            return _refused(word, Refusal.MAY_NOT_REGISTER)
        ids = {str(one.person_id) for one in word.people}
        taken = len(ids) < len(word.people) or people_by_ref("", ids)
        if taken or families_by_ref("", {str(word.family_id)}):
            return _refused(word, Refusal.PERSON_UNKNOWN)
        try:
            with transaction.atomic():
                self._register(session, word)
        except FamiliesError:
            return _refused(word, Refusal.PERSON_UNKNOWN)
        return Received(id=word.id, became=Became.KEPT)

    def _register(self, session: Session, word: NewcomersWord) -> None:
        site = session.site
        area = site.neighbourhood
        notice = _held(word.notice)
        form = RegistrationForm(
            members=[_member(one) for one in word.people],
            submission=word.id,
            family_id=word.family_id,
            came_by=RegisteredBy.WORKER,
            notice_version=notice.version if notice else "",
            notice_language=notice.language if notice else "",
            notice_shown_on=clock.london_day(min(word.said_at, self._at)),
            welcomed_at=WelcomedAt(neighbourhood=area, site=site) if area else None,
        )
        family = register_and_mark(
            session=session, form=form, said_at=word.said_at, by=self._by, at=self._at
        )
        self._note_ages(family, word)

    def _note_ages(self, family: Family, word: NewcomersWord) -> None:
        """An age is no birth date: it is kept as it was said, for whoever asks for one."""
        aged = {one.person_id: one.months for one in word.people if one.months is not None}
        for person in Person.objects.filter(public_id__in=aged):
            write_note(
                family=family,
                text=_age_words(aged[person.public_id], word.said_at),
                person=person,
                by=self._by,
                at=self._at,
            )


def _held(shown: ShownNotice | None) -> ShownNotice | None:
    """What was shown, if there ever was such a notice: nobody is kept out for want of one."""
    is_held = shown is not None and holds_notice(shown.version, shown.language)
    return shown if is_held else None


def _member(said: Newcomer) -> Member:
    details = PersonDetails(given_name=said.given_name, family_name=said.initial)
    return Member(details=details, role=ROLES[said.kind], public_id=said.person_id)


def _age_words(months: int, said_at: dt.datetime) -> str:
    age = f"{months} months" if months < TWO_YEARS else f"{months // 12} years"
    return f"Age as said at the door on {said_at:%-d %B %Y}: {age}."


def _refused(word: Other, refusal: Refusal) -> Received:
    return Received(id=word.id, became=Became.REFUSED, refusal=refusal)
