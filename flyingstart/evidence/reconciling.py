"""An old system's figures beside ours, and what explains the differences. ADR 0022.

A cause is counted from what we hold, never assumed. It explains no more than it was counted for,
and no more than is left of a difference in its direction. What remains is said as not explained:
the parts and the rest always add up to the difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flyingstart.activities.api import heads_between, marks_between
from flyingstart.evidence.answer import Answer
from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.measuring import measure
from flyingstart.kernel.api import Column, clock, facts, fetch, imports
from flyingstart.kernel.intake.api import rejected_rows
from flyingstart.kernel.tables.api import (
    CellError,
    TableError,
    read_date,
    read_moment,
    read_table,
    read_whole,
)

COLUMNS = (
    Column(name="measure", explained="A measure of ours", required=True),
    Column(name="by", explained="A dimension, such as ward; blank: the whole"),
    Column(name="value", explained="Its value, such as a ward's code"),
    Column(name="period", explained="2019-Q1 and so on", required=True),
    Column(name="figure", explained="What the old system says", required=True),
)
MARKS, CHILDREN, REGISTERED = {"attendances"}, {"reached", "unique_children"}, {"registered"}
WORDS = {
    "rejected": "rows of the import that were rejected",
    "cancelled": "marks of sessions that were cancelled",
    "joined": "people who were held twice and are one",
    "five": "children of five and over",
    "elsewhere": "children whose postcode is not known or lies outside",
    "headcounts": "people counted without names",
    "late": "marks entered since the old register was taken in",
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A cause: how many it was counted for, and how much of the difference that explains."""

    cause: str
    held: int
    explains: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure of the old system beside ours; `parts` and `unexplained` add up to `difference`."""

    measure: str
    by: str
    value: str
    period: str
    old: int
    new: int
    parts: tuple[Part, ...]
    unexplained: int

    @property
    def difference(self) -> int:
        """Ours less theirs."""
        return self.new - self.old

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "measure": self.measure,
            "by": self.by,
            "value": self.value,
            "period": self.period,
            "old": self.old,
            "new": self.new,
            "difference": self.difference,
            "parts": [
                {"cause": p.cause, "words": WORDS[p.cause], "held": p.held, "explains": p.explains}
                for p in self.parts
            ],
            "unexplained": self.unexplained,
        }


def reconcile(path: Path) -> list[Line]:
    """Every figure of a file beside ours.

    Raises `TableError`, `EvidenceError` for a figure that is none, and what `measure` raises.
    """
    answers: dict[tuple[str, str, str], Answer] = {}
    lines = []
    for row in read_table(path, COLUMNS).rows:
        name, by, value, period = (row[column] for column in ("measure", "by", "value", "period"))
        try:
            old = read_whole(row["figure"])
        except CellError as fault:
            raise EvidenceError(f"row {row.number}, figure: {fault}") from None
        key = (name, by, period)
        if key not in answers:
            answers[key] = measure(name, period=period, by=by)
        lines.append(_line(answers[key], by, value, period, old))
    return lines


def explained(difference: int, causes: Iterable[tuple[str, int]]) -> tuple[tuple[Part, ...], int]:
    """The parts that causes explain of a difference, in their order, and what is left of it.

    `causes` are by how much each may move our figure: up or down.
    """
    parts, rest = [], difference
    for cause, effect in causes:
        if not effect or (effect > 0) != (rest > 0) or not rest:
            continue
        share = min(abs(effect), abs(rest)) * (1 if rest > 0 else -1)
        parts.append(Part(cause=cause, held=abs(effect), explains=share))
        rest -= share
    return tuple(parts), rest


def _line(answer: Answer, by: str, value: str, period: str, old: int) -> Line:
    wanted = [row for row in answer.rows if not by or [str(v) for v in row.by.values()] == [value]]
    new = sum(row.numerator or 0 for row in wanted)
    parts, rest = (
        explained(new - old, _causes(answer, by, value)) if by in {"", "ward"} else ((), new - old)
    )
    name = answer.measure.name
    return Line(
        measure=name,
        by=by,
        value=value,
        period=period,
        old=old,
        new=new,
        parts=parts,
        unexplained=rest,
    )


def _causes(answer: Answer, by: str, value: str) -> list[tuple[str, int]]:
    """By how much each cause may move a figure."""
    name, place = answer.measure.name, value if by else None
    first, last = answer.period.start, answer.period.end
    if name in REGISTERED:
        return [
            ("rejected", -_rejected_children() if place is None else 0),
            ("five", -_located(answer, place, [(p, last) for p in _registered_of_five(last)])),
            ("elsewhere", -_elsewhere(answer) if place is not None else 0),
        ]
    if name not in MARKS | CHILDREN:
        return []
    marks = marks_between(first, last, late_after=_taken_in_at())
    rejected = -_rejected_marks(first, last, people=name in CHILDREN) if place is None else 0
    if name in MARKS:
        heads = heads_between(first, last) if place in {None, "not known"} else 0
        return [
            ("rejected", rejected),
            ("cancelled", -_located(answer, place, [(m.person, m.day) for m in marks.cancelled])),
            ("joined", -_located(answer, place, [(m.person, m.day) for m in marks.joined])),
            ("elsewhere", -_elsewhere(answer) if place is not None else 0),
            ("headcounts", heads),
            ("late", _located(answer, place, [(m.person, m.day) for m in marks.late])),
        ]
    counted = {mark.person: mark.day for mark in marks.counted}
    fifth = _fifth_birthdays({m.person for m in (*marks.counted, *marks.cancelled)})
    cancelled = {
        m.person: m.day
        for m in marks.cancelled
        if m.person not in counted and m.person in fifth and m.day < fifth[m.person]
    }
    five = {
        person: day
        for person, day in counted.items()
        if person in fifth
        and all(m.day >= fifth[person] for m in marks.counted if m.person == person)
        and fifth[person] > first - dt.timedelta(days=366)
    }
    records: dict[int, set[int]] = {}
    for mark in (*marks.counted, *marks.joined):
        if mark.person in fifth and mark.day < fifth[mark.person]:
            records.setdefault(mark.person, set()).add(mark.record)
    joined = [(p, counted[p]) for p, own in records.items() for _ in range(len(own) - 1)]
    late = {m.person for m in marks.late}
    earlier = {m.person for m in marks.counted} - late
    fresh = [(p, counted[p]) for p in late - earlier if p in fifth and counted[p] < fifth[p]]
    return [
        ("rejected", rejected),
        ("cancelled", -_located(answer, place, list(cancelled.items()))),
        ("joined", -_located(answer, place, joined)),
        ("five", -_located(answer, place, list(five.items()))),
        ("elsewhere", -_elsewhere(answer) if place is not None else 0),
        ("late", _located(answer, place, fresh)),
    ]


def _located(answer: Answer, place: str | None, events: Collection[tuple[int, dt.date]]) -> int:
    """How many of these people lived in a ward on their day; all of them, without one."""
    if place is None or not events:
        return len(events)
    statement = f"""
        SELECT count(*) FROM unnest(%s::bigint[], %s::date[]) AS e (person, day)
        JOIN ({facts["address"].select}) a ON a.person = e.person
            AND a.starts_on <= e.day AND a.ends_on > e.day
        JOIN ({facts["postcode"].select}) p ON p.postcode = a.postcode
        JOIN ({facts["postcode_area"].select}) w ON w.home = p.home
        WHERE w.area_set = %s AND w.area = %s
    """  # noqa: S608 - our own names
    people, days = [p for p, _ in events], [day for _, day in events]
    ((count,),) = fetch(statement, [people, days, answer.area_set, place])
    return int(count)


def _elsewhere(answer: Answer) -> int:
    """How many of a figure by ward are in none: there is no saying in which they were there."""
    rows = [row for row in answer.rows if set(row.by.values()) & {"outside", "not known"}]
    return sum(row.numerator or 0 for row in rows)


def _fifth_birthdays(people: Collection[int]) -> dict[int, dt.date]:
    statement = f"""
        SELECT person, fifth_birthday FROM ({facts["person"].select}) p
        WHERE person = ANY(%s) AND fifth_birthday IS NOT NULL
    """  # noqa: S608 - our own names
    return dict(fetch(statement, [list(people)]))


def _registered_of_five(day: dt.date) -> list[int]:
    """Whose registration is in force on a day in their fifth year of age: no longer under five."""
    statement = f"""
        SELECT DISTINCT r.person FROM ({facts["registration"].select}) r
        JOIN ({facts["person"].select}) p ON p.person = r.person
        WHERE r.starts_on <= %s AND r.ends_on > %s
          AND p.fifth_birthday <= %s AND p.fifth_birthday > %s
    """  # noqa: S608 - our own names
    a_year_before = day - dt.timedelta(days=366)
    return [person for (person,) in fetch(statement, [day, day, day, a_year_before])]


def _rejected_children() -> int:
    rows = rejected_rows(imports["registrations"], key=("family_ref", "person_ref"))
    return len({r["person_ref"] for r in rows if r["role"].strip().lower() == "child"})


def _rejected_marks(first: dt.date, last: dt.date, *, people: bool) -> int:
    rows = rejected_rows(imports["attendances"], key=("session_ref", "person_ref"))
    mine = [r for r in rows if r["status"].strip().lower() == "attended" and _on(r, first, last)]
    return len({row["person_ref"] for row in mine}) if people else len(mine)


def _on(row: Any, first: dt.date, last: dt.date) -> bool:
    for read in (read_date, read_moment):
        try:
            day = read(row["starts_at"])
        except CellError:
            continue
        if isinstance(day, dt.datetime):
            day = clock.london_day(day)
        return first <= day <= last
    return False


def _taken_in_at() -> dt.datetime | None:
    """When a file of attendances last came in."""
    rows = fetch("SELECT max(imported_at) FROM kernel_import WHERE kind = 'attendances'", [])
    moment: dt.datetime | None = rows[0][0]
    return moment


__all__ = ["COLUMNS", "Line", "Part", "TableError", "explained", "reconcile"]
