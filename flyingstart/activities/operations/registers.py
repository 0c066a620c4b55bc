"""Taking the register of a session: marks and headcounts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flyingstart.activities.enums import CountedBy, MarkStatus
from flyingstart.activities.errors import CountError, FamilyUnclearError
from flyingstart.activities.models import Headcount, Session
from flyingstart.activities.operations.locking import open_register
from flyingstart.activities.operations.marks import Fate, Marks
from flyingstart.families.api import families_of
from flyingstart.kernel.api import Actor, operation

LARGEST_COUNT = 1_000_000


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
    held_session = open_register(session, at)
    return keep_count(held_session, count, counted_by, at)


@operation
def count_heads(
    *, session: Session, counts: Mapping[CountedBy, int], by: Actor, at: dt.datetime
) -> None:
    """Say how many came without being named, by each who counted; raises as `count_people` does."""
    held_session = open_register(session, at)
    for counter, count in counts.items():
        keep_count(held_session, count, counter, at)


def keep_count(
    session: Session, count: int, counted_by: CountedBy, counted_at: dt.datetime
) -> Headcount:
    """Write a count at a locked session. Raises `CountError`."""
    if type(count) is not int or not 0 <= count <= LARGEST_COUNT:
        raise CountError("A headcount is a whole number from 0 up.")
    headcount, created = Headcount.objects.get_or_create(
        session=session,
        counted_by=counted_by,
        defaults={"count": count, "counted_at": counted_at},
    )
    if not created and (headcount.count, headcount.counted_at) != (count, counted_at):
        headcount.count, headcount.counted_at = count, counted_at
        headcount.save(update_fields=["count", "counted_at"])
    headcount.refresh_from_db()
    return headcount


class _Register:
    """The register of a locked session while entries come in."""

    def __init__(self, session: Session, entries: list[MarkEntry]) -> None:
        self._session = session
        people = {entry.person_id for entry in entries}
        held = list(session.marks.filter(person_id__in=people))
        self._marks = Marks(held)
        unclear = {entry.person_id for entry in entries if entry.family_id is None}
        self._families = families_of(unclear - {mark.person_id for mark in held})
        self._fates: dict[int, set[Fate]] = defaultdict(set)
        self._merged = 0

    def merge(self, entry: MarkEntry, said_at: dt.datetime) -> None:
        """Take one entry in; entries come in the order in which they were said."""
        person = entry.person_id
        mark = self._marks.at(self._session.pk, person)
        family = entry.family_id or (mark.family_id if mark else self._only_family(person))
        fate = self._marks.merge(
            session_id=self._session.pk,
            person_id=person,
            family_id=family,
            status=entry.status,
            said_at=said_at,
        )
        self._merged += 1
        self._fates[person].add(fate)

    def save(self) -> Merged:
        """Write it. A person counts once as new, or as changed."""
        self._marks.save()
        new = sum(Fate.NEW in fates for fates in self._fates.values())
        changed = sum(
            Fate.CHANGED in fates and Fate.NEW not in fates for fates in self._fates.values()
        )
        return Merged(new=new, changed=changed, unchanged=self._merged - new - changed)

    def _only_family(self, person_id: int) -> int:
        mine = self._families.get(person_id, set())
        if len(mine) != 1:
            words = "several families" if mine else "no family"
            raise FamilyUnclearError(f"This person has {words}: say with which they came.")
        return next(iter(mine))


def _said_at(entry: MarkEntry, at: dt.datetime) -> dt.datetime:
    return min(entry.marked_at or at, at)
