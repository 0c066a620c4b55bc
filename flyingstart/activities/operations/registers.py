"""Taking the register of a session: marks, headcounts, and that it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flyingstart.activities.enums import CountedBy, MarkStatus
from flyingstart.activities.errors import (
    CountError,
    FamilyUnclearError,
    RegisterEmptyError,
    SomebodyCameError,
)
from flyingstart.activities.models import Headcount, Mark, Session
from flyingstart.activities.operations.locking import (
    begun,
    locked,
    not_cancelled,
    open_register,
    stamp,
)
from flyingstart.families.api import families_of
from flyingstart.kernel.api import Actor, operation

LARGEST_COUNT = 1_000_000
# Of two words of one instant the later in this list holds: nobody who was seen is lost.
HOLDS = (
    *(MarkStatus.TAKEN_BACK, MarkStatus.CANCELLED),
    *(MarkStatus.DID_NOT_ATTEND, MarkStatus.ATTENDED),
)


@dataclass(frozen=True, kw_only=True)
class MarkEntry:
    """What somebody said of a person's place in a session.

    `family_id` None: the family of the mark that is held, else the person's only one; who sends
    words late or in parts names it. `marked_at` None: now; a time in the future, from a tablet
    whose clock is wrong, counts as now.
    """

    person_id: int
    status: MarkStatus
    family_id: int | None = None
    marked_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Merged:
    """How many entries made a mark, changed one, or said nothing new or something older."""

    new: int
    changed: int
    unchanged: int


@operation
def mark(*, session: Session, entries: Iterable[MarkEntry], by: Actor, at: dt.datetime) -> Merged:
    """Merge marks into a session's register.

    People who are not among the entries keep their marks; of two words about a person the newer
    holds, so a batch may be sent again, late, or in parts. Places may be cancelled before the day.
    Raises `SessionCancelledError`, `RegisterClosedError`, `SessionNotBegunError` and
    `FamilyUnclearError`; then nothing of the batch is kept.
    """
    entries = sorted(entries, key=lambda entry: _said_at(entry, at))
    ahead = all(entry.status == MarkStatus.CANCELLED for entry in entries)
    register = _Register(open_register(session, at, ahead=ahead), entries)
    for entry in entries:
        register.merge(entry, _said_at(entry, at))
    return register.save()


@operation
def count_people(
    *,
    session: Session,
    count: int,
    counted_by: CountedBy = CountedBy.US,
    by: Actor,
    at: dt.datetime,
) -> Headcount:
    """Say how many people came without being named; a new count by the same counter replaces it.

    Raises `CountError`, `SessionCancelledError`, `RegisterClosedError`, `SessionNotBegunError`.
    """
    if type(count) is not int or not 0 <= count <= LARGEST_COUNT:
        raise CountError("A headcount is a whole number from 0 up.")
    held_session = open_register(session, at)
    headcount, created = Headcount.objects.get_or_create(
        session=held_session, counted_by=counted_by, defaults={"count": count}
    )
    if not created and headcount.count != count:
        headcount.count = count
        headcount.save(update_fields=["count"])
    headcount.refresh_from_db()
    return headcount


@operation
def close_register(
    *, session: Session, nobody_came: bool = False, by: Actor, at: dt.datetime
) -> Session:
    """Say that the register is complete. Closing it again changes nothing.

    Raises `RegisterEmptyError` without marks, headcounts or `nobody_came`, `SomebodyCameError`
    when that is not so, `SessionCancelledError` and `SessionNotBegunError`.
    """
    held = not_cancelled(session)
    begun(held, at)
    came = (
        held.marks.filter(status=MarkStatus.ATTENDED).exists()
        or held.headcounts.filter(count__gt=0).exists()
    )
    if nobody_came and came:
        raise SomebodyCameError("People are marked or counted at this session.")
    said = held.marks.exclude(status=MarkStatus.TAKEN_BACK)
    if not nobody_came and not said.exists() and not held.headcounts.exists():
        raise RegisterEmptyError("The register is empty: say that nobody came.")
    return stamp(held, "register_closed_at", at)


@operation
def reopen_register(*, session: Session, by: Actor, at: dt.datetime) -> Session:
    """Let marks be made again. An open register stays as it is."""
    return stamp(locked(session), "register_closed_at", None)


class _Register:
    """The marks of a locked session, before and after a batch."""

    def __init__(self, session: Session, entries: list[MarkEntry]) -> None:
        self._session = session
        people = {entry.person_id for entry in entries}
        self._held = {m.person_id: m for m in session.marks.filter(person_id__in=people)}
        unclear = {entry.person_id for entry in entries if entry.family_id is None}
        self._families = families_of(unclear - self._held.keys())
        self._new: dict[int, Mark] = {}
        self._touched: dict[int, Mark] = {}
        self._changed: set[int] = set()
        self._merged = 0

    def merge(self, entry: MarkEntry, said_at: dt.datetime) -> None:
        """Take one entry in; entries come in the order in which they were said."""
        self._merged += 1
        person = entry.person_id
        mark = self._new.get(person) or self._held.get(person)
        if mark is None:
            self._new[person] = Mark(
                session=self._session,
                person_id=person,
                family_id=entry.family_id or self._only_family(person),
                status=entry.status,
                marked_at=said_at,
            )
            return
        family = entry.family_id or mark.family_id
        word = _weight(said_at, entry.status, family)
        if word <= _weight(mark.marked_at, mark.status, mark.family_id):
            return
        same = (mark.status, mark.family_id) == (entry.status, family)
        mark.status, mark.family_id, mark.marked_at = entry.status, family, said_at
        if person in self._held:
            self._touched[person] = mark
            if not same:
                self._changed.add(person)

    def save(self) -> Merged:
        """Write what is new and what was said again later."""
        Mark.objects.bulk_create(self._new.values())
        Mark.objects.bulk_update(self._touched.values(), ["status", "family", "marked_at"])
        new, changed = len(self._new), len(self._changed)
        return Merged(new=new, changed=changed, unchanged=self._merged - new - changed)

    def _only_family(self, person_id: int) -> int:
        mine = self._families.get(person_id, set())
        if len(mine) != 1:
            words = "several families" if mine else "no family"
            raise FamilyUnclearError(f"This person has {words}: say with which they came.")
        return next(iter(mine))


def _weight(said_at: dt.datetime, status: str, family_id: int) -> tuple[dt.datetime, int, int]:
    """Of two words about a person the greater holds, whichever comes first."""
    return said_at, HOLDS.index(status), family_id


def _said_at(entry: MarkEntry, at: dt.datetime) -> dt.datetime:
    return min(entry.marked_at or at, at)
