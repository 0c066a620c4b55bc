"""One row of a file of attendances: what it says, by itself.

Cells are text as people write it. Faults are collected as `(column, words)`; the words are for the
person who sent the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flyingstart.activities.enums import CountedBy, MarkStatus
from flyingstart.kernel.intake.api import Remark, quoted
from flyingstart.kernel.tables.api import CellError, read_whole

LARGEST_COUNT = 1_000_000
STATUSES: Mapping[str, MarkStatus] = {
    status.value.replace("_", ""): status
    for status in MarkStatus
    if status != MarkStatus.TAKEN_BACK
}
COUNTERS: Mapping[str, CountedBy] = {counter.value: counter for counter in CountedBy}


class AttendanceRow(NamedTuple):
    """The cells of a row and its number in the spreadsheet."""

    number: int
    session_ref: str
    activity: str
    site: str
    starts_at: str
    ends_at: str
    person_ref: str
    family_ref: str
    status: str
    headcount: str
    counted_by: str


class PersonMarked(NamedTuple):
    """A person's place in the session; the family is None when the row does not name one."""

    person_id: int
    family_id: int | None
    status: MarkStatus


class HeadsCounted(NamedTuple):
    """People counted, not named."""

    counter: CountedBy
    people: int


class SessionCancelled(NamedTuple):
    """The session did not take place."""


Said = PersonMarked | HeadsCounted | SessionCancelled


class Reading(NamedTuple):
    """What a row says, or why it cannot be taken; remarks are about rows that are kept."""

    said: Said | None
    faults: list[Remark]
    remarks: list[Remark]


def read_row(row: AttendanceRow, people: Mapping[str, int], families: Mapping[str, int]) -> Reading:
    """Read a row against the people and families that its refs can mean."""
    faults: list[Remark] = []
    if row.family_ref and row.family_ref not in families:
        faults.append(Remark("family_ref", f"no family is known as {quoted(row.family_ref)}"))
    if row.person_ref and row.headcount:
        words = "a row names a person or counts people without names, not both"
        return Reading(None, [*faults, Remark("headcount", words)], [])
    if row.person_ref:
        reading = _person(row, people, families)
    elif row.headcount:
        reading = _heads(row)
    else:
        reading = _neither(row)
    faults += reading.faults
    return Reading(None, faults, []) if faults else reading


def _person(row: AttendanceRow, people: Mapping[str, int], families: Mapping[str, int]) -> Reading:
    faults, remarks = [], []
    person = people.get(row.person_ref)
    if person is None:
        faults.append(Remark("person_ref", f"nobody is known as {quoted(row.person_ref)}"))
    status = _status(row.status)
    if status is None:
        faults.append(_bad_status(row.status))
    if row.counted_by and _plain(row.counted_by) != CountedBy.US:
        words = "who counted is kept with a headcount only; this person's mark is kept as ours"
        remarks.append(Remark("counted_by", words))
    if person is None or status is None:
        return Reading(None, faults, remarks)
    return Reading(PersonMarked(person, families.get(row.family_ref), status), [], remarks)


def _heads(row: AttendanceRow) -> Reading:
    faults, remarks = [], []
    count = _count(row.headcount)
    if count is None:
        words = f"{quoted(row.headcount)} is not a number of people, from 0 to {LARGEST_COUNT:,}"
        faults.append(Remark("headcount", words))
    counter = COUNTERS.get(_plain(row.counted_by), CountedBy.US)
    if row.counted_by and _plain(row.counted_by) not in COUNTERS:
        words = f"{quoted(row.counted_by)} is not us or partner; the people are kept as ours"
        remarks.append(Remark("counted_by", words))
    status = _status(row.status)
    if row.status and status is None:
        faults.append(_bad_status(row.status))
    elif status not in {None, MarkStatus.ATTENDED}:
        words = f"people without names are counted, whatever the status says: {quoted(row.status)}"
        remarks.append(Remark("status", words))
    if row.family_ref:
        words = "a family is kept with a named person only; the people are counted"
        remarks.append(Remark("family_ref", words))
    if count is None:
        return Reading(None, faults, [])
    return Reading(HeadsCounted(counter, count), faults, remarks)


def _neither(row: AttendanceRow) -> Reading:
    status = _status(row.status)
    if status == MarkStatus.CANCELLED:
        words = "a family is named, but no person: the whole session is cancelled"
        remarks = [Remark("family_ref", words)] if row.family_ref else []
        return Reading(SessionCancelled(), [], remarks)
    if row.status and status is None:
        return Reading(None, [_bad_status(row.status)], [])
    words = "no person is named and nobody counted; only a cancelled session has neither"
    return Reading(None, [Remark("person_ref", words)], [])


def _status(text: str) -> MarkStatus | None:
    return STATUSES.get(_plain(text))


def _plain(text: str) -> str:
    return "".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _bad_status(text: str) -> Remark:
    known = ", ".join(status.value for status in STATUSES.values())
    if not text:
        return Remark("status", f"the status is missing: {known}")
    return Remark("status", f"{quoted(text)} is not a status: {known}")


def _count(text: str) -> int | None:
    try:
        return read_whole(text, most=LARGEST_COUNT)
    except CellError:
        return None
