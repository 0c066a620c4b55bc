"""What an old system may have counted otherwise: for those who reconcile its figures with ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from flyingstart.families.facts import FAMILY_ROOTS, PERSON_ROOTS
from flyingstart.kernel.api import fetch


class MarkedDay(NamedTuple):
    """A mark: whose and with which family (the records that were kept), the record marked, the
    day, and whether the activity reaches the family of a carer."""

    person: int
    record: int
    family: int
    day: dt.date
    reaches_family: bool


_MARKS = f"""
    SELECT coalesce(r.root, m.person_id), m.person_id, coalesce(f.root, m.family_id), m.session_id,
           (s.starts_at AT TIME ZONE 'Europe/London')::date AS day,
           a.reaches = 'family', s.cancelled_at IS NOT NULL, m.created_at
    FROM activities_mark m
    JOIN activities_session s ON s.id = m.session_id
    JOIN activities_activity a ON a.id = s.activity_id
    LEFT JOIN {PERSON_ROOTS} r ON r.id = m.person_id
    LEFT JOIN {FAMILY_ROOTS} f ON f.id = m.family_id
    WHERE m.status = 'attended'
      AND (s.starts_at AT TIME ZONE 'Europe/London')::date BETWEEN %s AND %s
    ORDER BY m.session_id, r.root IS NOT NULL, m.id
"""  # noqa: S608 - our own names
_HEADS = """
    SELECT coalesce(sum(h.count), 0) FROM activities_headcount h
    JOIN activities_session s ON s.id = h.session_id
    WHERE s.cancelled_at IS NULL
      AND (s.starts_at AT TIME ZONE 'Europe/London')::date BETWEEN %s AND %s
"""
_DAYS = """
    SELECT source, ref, (starts_at AT TIME ZONE 'Europe/London')::date
    FROM activities_session WHERE ref = ANY(%s)
"""


class Marks(NamedTuple):
    """Marks of some days by what became of them: `cancelled` with their session, `joined` with the
    mark of another record of the same person, `counted`; of these, `late` were entered after a
    moment."""

    cancelled: list[MarkedDay]
    joined: list[MarkedDay]
    counted: list[MarkedDay]
    late: list[MarkedDay]


def marks_between(first: dt.date, last: dt.date, *, late_after: dt.datetime | None) -> Marks:
    """The marks of these days, both included. One query."""
    marks = Marks([], [], [], [])
    seen = set()
    for person, record, family, session, day, reaches, cancelled, entered_at in fetch(
        _MARKS, [first, last]
    ):
        mark = MarkedDay(person, record, family, day, reaches)
        if cancelled:
            marks.cancelled.append(mark)
        elif (session, person) in seen:
            marks.joined.append(mark)
        else:
            seen.add((session, person))
            marks.counted.append(mark)
            if late_after is not None and entered_at > late_after:
                marks.late.append(mark)
    return marks


def heads_between(first: dt.date, last: dt.date) -> int:
    """People counted without names on these days, both included. One query."""
    ((heads,),) = fetch(_HEADS, [first, last])
    return int(heads)


def days_of_refs(refs: Collection[str]) -> dict[tuple[str, str], dt.date]:
    """The days of the sessions that other systems call so, by source and ref. One query."""
    return {(source, ref): day for source, ref, day in fetch(_DAYS, [list(refs)])}
