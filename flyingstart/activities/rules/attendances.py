"""What a file of attendances would do: pure, from its rows and what is held.

A row speaks of a mark (session and person), a headcount (session and counter) or a cancellation.
Rows that speak of the same are taken in the order of the file: the last one holds, and a blank
family leaves what stands. A row is new or changed against what stands when it is read; where the
file ends at what is held already, none of its rows on that is a change. A row whose session gets
another activity, site or time is changed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from flyingstart.activities.queries.held import Held, HeldSession
from flyingstart.activities.rules.register import PlannedSession, Register
from flyingstart.activities.rules.rows import AttendanceRow, read_row
from flyingstart.activities.rules.sessions import SessionReader
from flyingstart.kernel.intake.api import Outcome, Remark, Verdict, problems, quoted

LONGEST_REF = 200

Sessions = Verdict[PlannedSession]


def check_attendances(rows: Sequence[AttendanceRow], held: Held, *, now: dt.datetime) -> Sessions:
    """Judge every row and plan what to write; `now` tells which sessions are in the future."""
    verdict = Sessions(outcomes=[Outcome.REJECTED] * len(rows))
    reader = SessionReader(held, now)
    for places in _by_session(rows, held).values():
        _judge_session(verdict, rows, places, held, reader)
    return verdict


def _by_session(rows: Sequence[AttendanceRow], held: Held) -> dict[int | str, list[int]]:
    """Places of rows by session: two refs of one held session are one session."""
    groups: dict[int | str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        session = held.sessions.get(row.session_ref)
        groups[session.id if session else row.session_ref].append(place)
    return groups


def _judge_session(
    verdict: Sessions,
    rows: Sequence[AttendanceRow],
    places: list[int],
    held: Held,
    reader: SessionReader,
) -> None:
    ref = rows[places[0]].session_ref
    session = held.sessions.get(ref)
    shared, register = _open(ref, session, [rows[place] for place in places], held, reader)
    for place in places:
        row = rows[place]
        reading = read_row(row, held.people, held.families)
        faults = [*shared, *reading.faults]
        if register and reading.said is not None and not faults:
            faults = register.take(place, reading.said, reading.remarks)
        verdict.errors += problems(row.number, faults)
    if register is None:
        return
    for place, outcome in register.outcomes().items():
        verdict.outcomes[place] = outcome
    for place, remarks in register.remarks().items():
        verdict.warnings += problems(rows[place].number, remarks)
    planned = register.planned()
    if planned:
        verdict.plan.append(planned)


def _open(
    ref: str,
    session: HeldSession | None,
    rows: Sequence[AttendanceRow],
    held: Held,
    reader: SessionReader,
) -> tuple[list[Remark], Register | None]:
    """The register of a session, or the faults that all its rows share."""
    if not ref:
        return [Remark("session_ref", "the reference of the session is missing")], None
    if len(ref) > LONGEST_REF:
        words = f"{quoted(ref)} is longer than {LONGEST_REF} letters"
        return [Remark("session_ref", words)], None
    found = reader.together(rows, session)
    if found.details is None:
        return found.faults, None
    return [], Register(ref, session, found.details, held)
