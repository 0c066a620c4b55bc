"""Merging marks into registers: of two words about a person the newer holds."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Mark
from flyingstart.kernel.api import write_rows

# Of two words of one instant the later in this list holds: nobody who was seen is lost.
HOLDS = (
    *(MarkStatus.TAKEN_BACK, MarkStatus.CANCELLED),
    *(MarkStatus.DID_NOT_ATTEND, MarkStatus.ATTENDED),
)

# Django's own way with many rows takes longer to write the statement than the database to do it.
_SAY = """
    INSERT INTO activities_mark (session_id, person_id, family_id, status, marked_at)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])
"""
_SAY_AGAIN = """
    UPDATE activities_mark m
    SET status = said.status, family_id = said.family_id, marked_at = said.marked_at
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])
         AS said (id, status, family_id, marked_at)
    WHERE m.id = said.id
"""


class Fate(enum.Enum):
    """What a word did to a register."""

    NEW = enum.auto()
    CHANGED = enum.auto()
    CONFIRMED = enum.auto()
    OLDER = enum.auto()


class Marks:
    """The marks of locked sessions for some people, before and after words about them."""

    def __init__(self, held: Iterable[Mark]) -> None:
        self._held = {(mark.session_id, mark.person_id): mark for mark in held}
        self._new: dict[tuple[int, int], Mark] = {}
        self._touched: dict[tuple[int, int], Mark] = {}

    def at(self, session_id: int, person_id: int) -> Mark | None:
        """The mark as the words so far left it."""
        key = session_id, person_id
        return self._new.get(key) or self._held.get(key)

    def merge(
        self,
        *,
        session_id: int,
        person_id: int,
        family_id: int,
        status: MarkStatus,
        said_at: dt.datetime,
    ) -> Fate:
        """Take one word in; words come in the order in which they were said."""
        mark = self.at(session_id, person_id)
        if mark is None:
            self._new[session_id, person_id] = Mark(
                session_id=session_id,
                person_id=person_id,
                family_id=family_id,
                status=status,
                marked_at=said_at,
            )
            return Fate.NEW
        word = _weight(said_at, status, family_id)
        held = _weight(mark.marked_at, mark.status, mark.family_id)
        if word <= held:
            return Fate.CONFIRMED if word == held else Fate.OLDER
        same = (mark.status, mark.family_id) == (status, family_id)
        mark.status, mark.family_id, mark.marked_at = status, family_id, said_at
        if (session_id, person_id) in self._held:
            self._touched[session_id, person_id] = mark
        return Fate.CONFIRMED if same else Fate.CHANGED

    def save(self) -> None:
        """Write what is new and what was said again later."""
        if self._new:
            write_rows(
                _SAY,
                (
                    (mark.session_id, mark.person_id, mark.family_id, mark.status, mark.marked_at)
                    for mark in self._new.values()
                ),
            )
        if self._touched:
            write_rows(
                _SAY_AGAIN,
                (
                    (mark.pk, mark.status, mark.family_id, mark.marked_at)
                    for mark in self._touched.values()
                ),
            )


def _weight(said_at: dt.datetime, status: str, family_id: int) -> tuple[dt.datetime, int, int]:
    """Of two words about a person the greater holds, whichever comes first."""
    return said_at, HOLDS.index(MarkStatus(status)), family_id
