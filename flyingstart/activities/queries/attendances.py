"""Reads what is held of the things that a file of attendances names: so many queries, always."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from flyingstart.activities.enums import CountedBy, MarkStatus
from flyingstart.activities.queries.catalogue import activity_index
from flyingstart.activities.queries.held import Details, Held, HeldSession, MarkState
from flyingstart.families.api import children_born, families_by_ref, families_of, people_by_ref
from flyingstart.families.facts import FAMILY_ROOTS, PERSON_ROOTS
from flyingstart.kernel.api import fetch, is_public_id
from flyingstart.places.api import site_index

# Of two marks of one person at a session, as merging makes them, that of a person who came comes
# last, then that of the row that stays, then the earlier one: in a dictionary it holds.
_MARKS = f"""
    SELECT m.session_id, coalesce(p.root, m.person_id), m.id, coalesce(f.root, m.family_id),
           m.status
    FROM activities_mark m
    LEFT JOIN {PERSON_ROOTS} p ON p.id = m.person_id
    LEFT JOIN {FAMILY_ROOTS} f ON f.id = m.family_id
    WHERE m.session_id = ANY(%s)
    ORDER BY m.status = '{MarkStatus.ATTENDED.value}', p.root IS NULL, m.id DESC
"""  # noqa: S608 - our own names


def load_held(
    source: str,
    *,
    session_refs: Collection[str],
    person_refs: Collection[str],
    family_refs: Collection[str],
) -> Held:
    """Read what is held of these references of a source."""
    people = people_by_ref(source, person_refs)
    sessions = sessions_by_ref(source, session_refs)
    ids = [session.id for session in sessions.values()]
    marks = marks_of(ids)
    headcounts = headcounts_of(ids)
    said = [key for key, mark in marks.items() if mark.status != MarkStatus.TAKEN_BACK]
    spoken_of = {session for session, _ in said} | {session for session, _ in headcounts}
    for session in sessions.values():
        if session.register_closed and not session.cancelled and session.id not in spoken_of:
            # Closed without a word of anybody: nobody came, as our own export writes it.
            headcounts[session.id, CountedBy.US.value] = 0
    return Held(
        activities=activity_index(),
        sites=site_index(),
        sessions=sessions,
        people=people,
        families=families_by_ref(source, family_refs),
        families_of=families_of(people.values()),
        children_born=children_born(people.values()),
        marks=marks,
        headcounts=headcounts,
    )


def sessions_by_ref(source: str, refs: Collection[str]) -> dict[str, HeldSession]:
    """Sessions by what a source calls them, or by their public id as our own export writes it."""
    public_ids = [ref for ref in refs if is_public_id(ref)]
    rows = fetch(
        "SELECT id, source, ref, public_id::text, activity_id, site_id, starts_at, ends_at,"
        " cancelled_at IS NOT NULL, register_closed_at IS NOT NULL FROM activities_session"
        " WHERE (source = %s AND ref = ANY(%s) AND ref <> '') OR public_id = ANY(%s::uuid[])",
        [source, list(refs), public_ids],
    )
    by_ref: dict[str, HeldSession] = {}
    by_public_id: dict[str, HeldSession] = {}
    for pk, its_source, ref, public_id, activity, site, starts, ends, cancelled, closed in rows:
        details = Details(activity, site, _whole(starts), ends and _whole(ends))
        session = HeldSession(id=pk, details=details, cancelled=cancelled, register_closed=closed)
        by_public_id[public_id] = session
        if its_source == source and ref:
            by_ref[ref] = session
    found = {ref: by_ref.get(ref) or by_public_id.get(ref.lower()) for ref in refs}
    return {ref: session for ref, session in found.items() if session}


def marks_of(session_ids: Collection[int]) -> dict[tuple[int, int], MarkState]:
    """The marks of sessions, by session and person, as those whom they were merged into."""
    return {
        (session, person): MarkState(family, status)
        for session, person, _, family, status in fetch(_MARKS, [list(session_ids)])
    }


def headcounts_of(session_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """The headcounts of sessions, by session and counter."""
    return {
        (session, counter): count
        for session, counter, count in fetch(
            "SELECT session_id, counted_by, count FROM activities_headcount"
            " WHERE session_id = ANY(%s)",
            [list(session_ids)],
        )
    }


def mark_ids(session_ids: Collection[int]) -> dict[tuple[int, Any], int]:
    """The marks of sessions as ids, by session and person; the same marks as `marks_of`."""
    rows = fetch(_MARKS, [list(session_ids)])
    return {(session, person): pk for session, person, pk, *_ in rows}


def headcount_ids(session_ids: Collection[int]) -> dict[tuple[int, Any], int]:
    """The headcounts of sessions as ids, by session and counter."""
    statement = (
        "SELECT session_id, counted_by, id FROM activities_headcount WHERE session_id = ANY(%s)"
    )
    return {(session, by): pk for session, by, pk in fetch(statement, [list(session_ids)])}


def _whole(time: dt.datetime) -> dt.datetime:
    """Files know whole seconds."""
    return time.replace(microsecond=0)
